#include "sync/http/idle_pool.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace threadmirror;
using namespace threadmirror::sync::http;
using namespace std::chrono_literals;

namespace {
Moment at(std::chrono::milliseconds steady, std::chrono::milliseconds wall) {
  return {core::SteadyTime(steady), core::Timestamp::from_unix_ms(wall.count())};
}
}  // namespace

// Fault 14.
TEST_CASE("what slept through a suspend is old, though the monotonic clock stood still") {
  CHECK(is_fresh(at(0s, 0s), at(60s, 60s), 60s));
  CHECK_FALSE(is_fresh(at(0s, 0s), at(61s, 60s), 60s));
  CHECK_FALSE(is_fresh(at(0s, 0s), at(1s, 8h), 60s));
}

TEST_CASE("a wall clock set back far makes old, a little correction does not") {
  CHECK(is_fresh(at(0s, 100s), at(1s, 99s), 60s));
  CHECK_FALSE(is_fresh(at(0s, 8h), at(1s, 0s), 60s));
}

TEST_CASE("the latest item is taken first, old ones are dropped on every occasion") {
  IdlePool<std::shared_ptr<int>> pool(60s);
  const auto first = std::make_shared<int>(1);
  const auto second = std::make_shared<int>(2);
  pool.put(first, at(0s, 0s));
  pool.put(second, at(30s, 30s));
  CHECK(pool.size() == 2);
  CHECK(pool.take(at(40s, 40s)).value() == second);
  CHECK_FALSE(pool.take(at(70s, 70s)));
  CHECK(first.use_count() == 1);
  pool.put(first, at(80s, 80s));
  pool.put(second, at(150s, 150s));
  CHECK(first.use_count() == 1);
  pool.clear();
  CHECK(second.use_count() == 1);
}
