#include "tests/simulation/sweep_watch.hpp"

#include <fmt/format.h>

namespace threadmirror::simulation {

using enum Invariant;

std::set<std::string> SweepWatch::stored(const sync::api::Listing& listing) const {
  std::set<std::string> cursors;
  for (const auto& [name, stream] : mirror_.streams()) {
    const bool is_of_listing = name.ends_with("/" + sync::api::to_string(listing));
    if (is_of_listing && stream.in_progress && stream.cursor) cursors.insert(*stream.cursor);
  }
  return cursors;
}

void SweepWatch::asked(const sync::api::PageRequest& request) {
  Listing& listing = of(request.listing);
  const std::set<std::string> cursors = stored(request.listing);
  if (!request.cursor) {
    if (!cursors.empty() && !listing.was_refused) {
      referee_.report(kResumes,
                      fmt::format("the sweep of the {} threads begins anew, but its next page is stored",
                                  sync::api::to_string(request.listing)));
    }
    listing.was_refused = false;
    return;
  }
  if (cursors.contains(*request.cursor) || listing.fetched.contains(*request.cursor)) return;
  referee_.report(kResumes,
                  fmt::format("the sweep of the {} threads asks for a page that is neither stored as the "
                              "next one nor follows the last one",
                              sync::api::to_string(request.listing)));
}

void SweepWatch::answered(const sync::api::PageRequest& request, const core::Result<sync::api::Page>& page) {
  Listing& listing = of(request.listing);
  if (!page) {
    if (page.error().code() == core::ErrorCode::kBadCursor) listing.was_refused = true;
    return;
  }
  const bool is_chained = !request.cursor || listing.chain.contains(*request.cursor);
  listing.fetched.clear();
  if (page->next_cursor) {
    listing.fetched.insert(*page->next_cursor);
    if (is_chained) listing.chain.insert(*page->next_cursor);
  } else if (is_chained) {
    listing.has_ended = true;
  }
}

void SweepWatch::interrupted() {
  for (Listing& listing : listings_) listing.fetched.clear();
}

void SweepWatch::called_complete() {
  for (const bool archived : {false, true}) {
    if (listings_[archived ? 1 : 0].has_ended) continue;
    referee_.report(kComplete, fmt::format("the listing of the {} threads has never been read to its end",
                                           archived ? "archived" : "active"));
  }
}

}  // namespace threadmirror::simulation
