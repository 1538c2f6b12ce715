// Cuts off listings that would never end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "sync/api/threads_api.hpp"

namespace threadmirror::sync {

// Finds out whether a sequence of values has entered a cycle, in constant memory: Brent's algorithm on their
// hashes. A cycle of length L is noticed within about 3 × max(L, its start) steps; a repeat of the value just
// before is noticed at once.
class CycleDetector {
 public:
  // True when `value` proves a cycle.
  bool repeats(std::string_view value);

 private:
  std::optional<std::uint64_t> saved_;
  std::uint64_t steps_ = 0;
  std::uint64_t limit_ = 1;
};

// Watches the pages of one pass over one listing. Pure; memory does not grow with the pages.
class ListingGuard {
 public:
  // So many pages in a row without a single record are taken for an endless listing, and so many repetitions
  // of pages that hold nothing but unreadable records.
  static constexpr int kEmptyPageLimit = 100;

  // `asked_with` is the cursor that the page was asked with. An error means: don't ask for the page's next
  // cursor, and don't take the listing for finished. The page's records are sound all the same.
  std::optional<core::Error> check(const std::optional<std::string>& asked_with, const api::Page& page);

 private:
  // A page without threads.
  std::optional<core::Error> check_barren(const api::Page& page);

  CycleDetector cursors_;
  CycleDetector contents_;    // of pages with threads
  CycleDetector unreadable_;  // of pages with nothing but rejected records
  int empty_pages_ = 0;
  int repeated_unreadable_ = 0;
};

}  // namespace threadmirror::sync
