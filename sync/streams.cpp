#include "sync/streams.hpp"

#include <utility>

namespace threadmirror::sync {
namespace {

void add_listings(std::vector<api::Listing>& out, bool archived, const std::vector<std::int64_t>& inbox_ids) {
  if (inbox_ids.empty()) out.push_back({archived, std::nullopt});
  for (const std::int64_t inbox : inbox_ids) out.push_back({archived, inbox});
}

}  // namespace

std::vector<api::Listing> tail_listings(const std::vector<std::int64_t>& inbox_ids) {
  std::vector<api::Listing> listings;
  add_listings(listings, false, inbox_ids);
  return listings;
}

std::vector<api::Listing> sweep_listings(const std::vector<std::int64_t>& inbox_ids) {
  std::vector<api::Listing> listings;
  add_listings(listings, false, inbox_ids);
  add_listings(listings, true, inbox_ids);
  return listings;
}

std::string tail_stream(const api::Listing& listing) {
  return listing.inbox_id ? "tail/inbox=" + std::to_string(*listing.inbox_id) : "tail";
}

std::string sweep_stream(storage::RunKind kind, const api::Listing& listing) {
  return std::string(storage::to_string(kind)) + "/" + api::to_string(listing);
}

std::vector<std::string> sweep_stream_names(storage::RunKind kind,
                                            const std::vector<std::int64_t>& inbox_ids) {
  std::vector<std::string> names;
  for (const api::Listing& listing : sweep_listings(inbox_ids)) names.push_back(sweep_stream(kind, listing));
  return names;
}

std::vector<std::string> stream_names(const std::vector<std::int64_t>& inbox_ids) {
  std::vector<std::string> names;
  for (const api::Listing& listing : tail_listings(inbox_ids)) names.push_back(tail_stream(listing));
  for (const auto kind : {storage::RunKind::kBackfill, storage::RunKind::kReconcile}) {
    for (std::string& name : sweep_stream_names(kind, inbox_ids)) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace threadmirror::sync
