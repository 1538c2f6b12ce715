// Holds sweeps to their word: they go on where they were, and are complete only at the end of the listings.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>

#include "sync/api/threads_api.hpp"
#include "tests/simulation/invariants.hpp"
#include "tests/simulation/mirror_book.hpp"

namespace threadmirror::simulation {

// Sees each page that a sweep asks for, and what came of it.
class SweepWatch {
 public:
  SweepWatch(const MirrorBook& mirror, Referee& referee) : mirror_(mirror), referee_(referee) {}

  void asked(const sync::api::PageRequest& request);
  void answered(const sync::api::PageRequest& request, const core::Result<sync::api::Page>& page);
  // The process is gone: what it had fetched but not committed is forgotten.
  void interrupted();
  // The backfill is called complete.
  void called_complete();

 private:
  struct Listing {
    std::set<std::string> chain;    // cursors that lead back to the first page
    std::set<std::string> fetched;  // next cursors of pages that this process has fetched
    bool was_refused = false;       // a cursor, since the last first page
    bool has_ended = false;         // read from the first page to the last one
  };
  Listing& of(const sync::api::Listing& listing) { return listings_[listing.archived ? 1 : 0]; }
  // The cursors of the passes under way over this listing, as they are stored.
  std::set<std::string> stored(const sync::api::Listing& listing) const;

  const MirrorBook& mirror_;
  Referee& referee_;
  std::array<Listing, 2> listings_;  // active, archived
};

}  // namespace threadmirror::simulation
