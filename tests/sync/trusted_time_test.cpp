#include "sync/trusted_time.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "tests/sync/pages.hpp"

using namespace threadmirror;
using threadmirror::sync::trusted_now;
using threadmirror::tests::at;
using threadmirror::tests::thread;

namespace {
constexpr double kDay = 86400;
constexpr double kYear = 365 * kDay;
}  // namespace

// Fault 41.
TEST_CASE("without a Date header the machine's clock counts") {
  CHECK(trusted_now(at(5), std::nullopt, {}) == at(5));
}

// Fault 66.
TEST_CASE("of two clocks that differ by a day or less the earlier one counts, whatever the threads say") {
  const std::vector<core::ThreadRecord> tomorrow{thread(1, at(kDay - 10)), thread(2, at(kDay - 5))};
  CHECK(trusted_now(at(0), at(kDay), tomorrow) == at(0));
  CHECK(trusted_now(at(kDay), at(0), tomorrow) == at(0));
}

// Faults 41, 96.
TEST_CASE("a Date header years in the past does not hold the watermark when the threads contradict it") {
  const std::vector<core::ThreadRecord> threads{thread(1, at(-60)), thread(2, at(-30)), thread(3)};
  CHECK(trusted_now(at(0), at(-20 * kYear), threads) == at(0));
}

// Faults 41, 96.
TEST_CASE("a machine's clock years ahead does not lift the bound") {
  const std::vector<core::ThreadRecord> threads{thread(1, at(-60)), thread(2, at(-30))};
  CHECK(trusted_now(at(10 * kYear), at(0), threads) == at(0));
}

// Faults 41, 96. A Date header has whole seconds only, and a message may come while the answer is on its way.
TEST_CASE("a thread stamped just after the right clock does not make the other one right") {
  const std::vector<core::ThreadRecord> threads{thread(1, at(0.6))};
  CHECK(trusted_now(at(10 * kYear), at(0), threads) == at(0));
  CHECK(trusted_now(at(0), at(10 * kYear), threads) == at(0));
}

// Fault 66.
TEST_CASE("a thread stamped beyond both clocks is no witness") {
  const std::vector<core::ThreadRecord> threads{thread(1, at(73 * kYear))};
  CHECK(trusted_now(at(10 * kYear), at(0), threads) == at(0));
}

TEST_CASE("without witnesses the earlier clock counts") { CHECK(trusted_now(at(kYear), at(0), {}) == at(0)); }
