// The backfill's fast path as pure decisions: listings cut into slices of time that are read side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/timestamp.hpp"
#include "sync/api/threads_api.hpp"
#include "sync/listing_guard.hpp"

namespace threadmirror::sync {

// What is left of one listing between two instants of latestMessageTimestamp. Any part of it may be read by a
// request sorted by that timestamp; upstream knows no end for such a request, so that the reader stops by
// itself.
struct TimeSlice {
  api::Listing listing;
  core::Timestamp from;   // inclusive
  core::Timestamp until;  // exclusive

  friend bool operator==(const TimeSlice&, const TimeSlice&) = default;
};

// "active 2024-01-01T00:00:00.000Z/2024-06-01T00:00:00.000Z", one to a line: what is stored, so that an
// interrupted fast path goes on. Nothing for a text that is none, or that speaks of other listings than
// these.
std::string to_text(const std::vector<TimeSlice>& slices);
std::optional<std::vector<TimeSlice>> parse_slices(std::string_view text,
                                                   const std::vector<api::Listing>& listings);

// Who reads what. Several readers share one plan: each takes a slice, reads it page by page, and comes back.
// A reader that finds none left takes over the later half of what another one has yet to read: where threads
// lie densely, slices become short by themselves.
//
// The plan may miss threads (without a timestamp, stamped after `until`, shown late) and is told the truth by
// nobody: only a sweep by id proves that all are there.
class SlicePlan {
 public:
  using Slice = std::size_t;  // a slice's number; stays the same

  explicit SlicePlan(const std::vector<TimeSlice>& slices);

  // A slice for an idle reader; nothing when there is none worth reading apart.
  std::optional<Slice> take();
  // Whether every slice has been read or given up, so that no reader has anything to wait for.
  bool all_read() const;

  // The request for the slice's next page.
  api::PageRequest request(Slice slice) const;
  // What to make of the answer to it. Removes from the page what lies behind the slice: it is another one's.
  enum class Next {
    kAsk,      // more pages follow
    kRead,     // the slice has been read to its end
    kIgnored,  // the answer is not what was asked for; its threads are sound all the same
    kStuck,    // the listing runs in a circle
  };
  Next take_page(Slice slice, api::Page& page);
  // The cursor was refused: goes on from the latest instant read. False: that would not bring it forward.
  bool ask_anew(Slice slice);
  // The reader has stopped in the middle of a slice; another one may take it.
  void release(Slice slice) { state(slice).taken = false; }
  // Leaves the rest of a slice to the sweep.
  void give_up(Slice slice);
  bool gave_up() const { return gave_up_; }

  // All that was taken of this slice is handed to the store. Returns what will be left then: of each slice
  // what was not handed over yet.
  std::vector<TimeSlice> hand_over(Slice slice);

 private:
  struct State {
    TimeSlice slice;         // what has yet to be asked for
    core::Timestamp stored;  // what lies before has been handed to the store
    std::optional<std::string> cursor{};
    std::optional<core::Timestamp> asked_from{};  // what the cursor belongs to
    std::optional<double> pace{};                 // ms from thread to thread, lately
    std::size_t page_size = 0;                    // threads on the latest page
    bool taken = false;
    bool read = false;  // to its end, or given up
    bool stored_all = false;
    ListingGuard guard{};
  };
  State& state(Slice slice) { return states_.at(slice); }
  const State& state(Slice slice) const { return states_.at(slice); }
  double pages_left(const State& state) const;
  const State* right_neighbour(const State& state) const;
  core::Timestamp middle(const State& state) const;

  std::vector<State> states_;
  bool gave_up_ = false;
};

}  // namespace threadmirror::sync
