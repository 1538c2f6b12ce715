#include "sync/time_slices.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace threadmirror::sync {
namespace {

using core::Timestamp;
using std::chrono::milliseconds;

// Whether the bound is inclusive is not documented.
constexpr milliseconds kExclusiveBound{1};
// Splitting costs about half a page: what is shorter stays whole.
constexpr double kWorthSplitting = 2.0;

std::optional<TimeSlice> parse_slice(std::string_view line, const std::vector<api::Listing>& listings) {
  const std::size_t space = line.find(' ');
  const std::size_t slash = line.find('/', space == std::string_view::npos ? 0 : space);
  if (space == std::string_view::npos || slash == std::string_view::npos) return std::nullopt;
  const auto from = Timestamp::parse(line.substr(space + 1, slash - space - 1));
  const auto until = Timestamp::parse(line.substr(slash + 1));
  const auto listing = std::find_if(listings.begin(), listings.end(), [&](const api::Listing& known) {
    return api::to_string(known) == line.substr(0, space);
  });
  if (!from || !until || listing == listings.end()) return std::nullopt;
  return TimeSlice{*listing, *from, *until};
}

double length(const TimeSlice& slice) {
  return static_cast<double>(std::max<std::int64_t>(0, (slice.until - slice.from).count()));
}

// The part of a stretch before which half of its threads lie, if their density changes evenly from one end
// (`left`) to the other (`right`).
double half_of(double left, double right) {
  constexpr double kNearlyEqual = 1e-3;
  if (std::abs(right - left) < kNearlyEqual * std::max(left, right)) return 0.5;
  return (std::sqrt((left * left + right * right) / 2) - left) / (right - left);
}

}  // namespace

std::string to_text(const std::vector<TimeSlice>& slices) {
  std::string text;
  for (const TimeSlice& slice : slices) {
    if (!text.empty()) text += '\n';
    text += api::to_string(slice.listing) + ' ' + slice.from.to_string() + '/' + slice.until.to_string();
  }
  return text;
}

std::optional<std::vector<TimeSlice>> parse_slices(std::string_view text,
                                                   const std::vector<api::Listing>& listings) {
  std::vector<TimeSlice> slices;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const auto slice = parse_slice(text.substr(0, end), listings);
    if (!slice) return std::nullopt;
    slices.push_back(*slice);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return slices;
}

SlicePlan::SlicePlan(const std::vector<TimeSlice>& slices) {
  for (const TimeSlice& slice : slices) {
    State state;
    state.slice = slice;
    state.stored = slice.from;
    states_.push_back(std::move(state));
  }
}

std::optional<SlicePlan::Slice> SlicePlan::take() {
  const auto waiting =
      std::find_if(states_.begin(), states_.end(), [](const State& s) { return !s.taken && !s.read; });
  if (waiting != states_.end()) {
    waiting->taken = true;
    return static_cast<Slice>(waiting - states_.begin());
  }
  const auto longest =
      std::max_element(states_.begin(), states_.end(),
                       [this](const State& a, const State& b) { return pages_left(a) < pages_left(b); });
  if (longest == states_.end() || pages_left(*longest) < kWorthSplitting) return std::nullopt;
  State later;
  later.slice = longest->slice;
  later.slice.from = middle(*longest);
  later.stored = later.slice.from;
  later.pace = longest->pace;
  later.page_size = longest->page_size;
  later.taken = true;
  longest->slice.until = later.slice.from;
  states_.push_back(std::move(later));
  return states_.size() - 1;
}

bool SlicePlan::all_read() const {
  return std::all_of(states_.begin(), states_.end(), [](const State& s) { return s.read; });
}

api::PageRequest SlicePlan::request(Slice slice) const {
  const State& at = state(slice);
  api::PageRequest request;
  request.listing = at.slice.listing;
  request.sort = api::Sort::kLatestMessageTimestamp;
  request.latest_message_after = at.asked_from.value_or(at.slice.from - kExclusiveBound);
  request.cursor = at.cursor;
  request.priority = api::Priority::kBackfill;
  return request;
}

SlicePlan::Next SlicePlan::take_page(Slice slice, api::Page& page) {
  State& at = state(slice);
  const Timestamp asked_from = *request(slice).latest_message_after;
  const auto asked_with = std::exchange(at.cursor, page.next_cursor);
  at.asked_from = asked_from;

  std::optional<Timestamp> first;
  std::optional<Timestamp> last;
  for (const core::ThreadRecord& thread : page.threads) {
    if (!thread.latest_message_timestamp) continue;
    first = first ? std::min(*first, *thread.latest_message_timestamp) : *thread.latest_message_timestamp;
    last = last ? std::max(*last, *thread.latest_message_timestamp) : *thread.latest_message_timestamp;
  }
  if (!page.in_order || (first && *first < asked_from)) {
    give_up(slice);
    return Next::kIgnored;
  }
  const bool stuck = at.guard.check(asked_with, page).has_value();
  const Timestamp until = at.slice.until;
  if (first && *last > *first) {
    at.page_size = page.threads.size();
    at.pace = static_cast<double>((*last - *first).count()) / static_cast<double>(page.threads.size());
  }
  std::erase_if(page.threads, [until](const core::ThreadRecord& thread) {
    return thread.latest_message_timestamp && *thread.latest_message_timestamp >= until;
  });
  if (last) at.slice.from = std::max(at.slice.from, std::min(*last, until));
  if (!page.next_cursor || (last && *last >= until)) {
    at.read = true;
    return Next::kRead;
  }
  if (!stuck) return Next::kAsk;
  give_up(slice);
  return Next::kStuck;
}

bool SlicePlan::ask_anew(Slice slice) {
  State& at = state(slice);
  const Timestamp from = at.slice.from - kExclusiveBound;
  if (!at.cursor || (at.asked_from && from <= *at.asked_from)) return false;
  at.cursor.reset();
  at.asked_from.reset();
  at.guard = ListingGuard();
  return true;
}

void SlicePlan::give_up(Slice slice) {
  state(slice).read = true;
  gave_up_ = true;
}

std::vector<TimeSlice> SlicePlan::hand_over(Slice slice) {
  State& at = state(slice);
  at.stored = at.slice.from;
  at.stored_all = at.read;
  std::vector<TimeSlice> left;
  for (const State& s : states_) {
    if (!s.stored_all) left.push_back({s.slice.listing, s.stored, s.slice.until});
  }
  return left;
}

// An estimate, from how densely threads lie where the reader is and where the next slice begins.
double SlicePlan::pages_left(const State& s) const {
  if (s.read || !s.pace || *s.pace <= 0 || s.page_size == 0) return 0;
  const State* const right = right_neighbour(s);
  const double here = 1 / *s.pace;
  const double there = right != nullptr && right->pace && *right->pace > 0 ? 1 / *right->pace : here;
  return length(s.slice) * (here + there) / 2 / static_cast<double>(s.page_size);
}

// The slice of the same listing that begins where this one ended when they were parted.
const SlicePlan::State* SlicePlan::right_neighbour(const State& s) const {
  const State* nearest = nullptr;
  for (const State& other : states_) {
    const bool is_behind =
        &other != &s && other.slice.listing == s.slice.listing && other.slice.until > s.slice.until;
    if (is_behind && (nearest == nullptr || other.slice.until < nearest->slice.until)) nearest = &other;
  }
  return nearest;
}

Timestamp SlicePlan::middle(const State& s) const {
  constexpr double kLeast = 0.1;
  const State* const right = right_neighbour(s);
  const double here = 1 / *s.pace;
  const double there = right != nullptr && right->pace && *right->pace > 0 ? 1 / *right->pace : here;
  const double part = std::clamp(half_of(here, there), kLeast, 1 - kLeast);
  return s.slice.from + milliseconds(static_cast<std::int64_t>(part * length(s.slice)));
}

}  // namespace threadmirror::sync
