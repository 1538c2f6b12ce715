// Makes an account's threads from a seed.
#pragma once

#include <cstdint>
#include <vector>

#include "core/timestamp.hpp"
#include "tests/fake_hubspot/thread.hpp"

namespace threadmirror::fake_hubspot {

// What the account looks like. Shares are parts of 1.
struct WorldShape {
  std::int64_t threads = 10000;
  std::uint64_t seed = 1;
  int inboxes = 5;  // of uneven sizes: each has half as many threads as the one before
  double archived = 0.1;
  double spam = 0.05;
  double closed = 0.6;
  double unassigned = 0.3;
  double tickets = 0.2;      // with an associated ticket
  double untimed = 0.01;     // without any message timestamp
  double ties = 0.05;        // with the latestMessageTimestamp of a neighbour
  std::int64_t tie_run = 0;  // so many more share one single latestMessageTimestamp
  core::Timestamp now;       // nothing is younger
};

// The same threads for the same shape, in ascending order of ids. Ids have 9 to 11 digits, with gaps.
std::vector<Thread> generate(const WorldShape& shape);

// The numbers of inboxes and their channels, for those who add threads later.
std::int32_t inbox_number(int index);
std::int32_t channel_number(std::uint64_t dice);

}  // namespace threadmirror::fake_hubspot
