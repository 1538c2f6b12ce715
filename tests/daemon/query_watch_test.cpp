#include "daemon/query_watch.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <string>

using namespace threadmirror;
using namespace threadmirror::daemon;
using namespace std::chrono_literals;

namespace {

// True once `condition` holds; false after a generous limit.
bool soon(const std::function<bool()>& condition) {
  for (int i = 0; i < 5000 && !condition(); ++i) std::this_thread::sleep_for(2ms);
  return condition();
}

const auto kNever = [](const core::Error&) { FAIL("given up"); };

}  // namespace

TEST_CASE("nothing stops a query that has no limit and is left alone") {
  const QueryWatch watch({}, kNever);
  std::this_thread::sleep_for(20ms);
  CHECK_FALSE(watch.should_stop());
}

TEST_CASE("SIGINT and SIGTERM stop a query") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const QueryWatch watch({std::nullopt, 1h}, kNever);
    raise(signal);
    REQUIRE(soon([&] { return watch.should_stop(); }));
    CHECK(watch.reason().code() == core::ErrorCode::kCancelled);
    CHECK(watch.reason().message().find("interrupted") != std::string::npos);
  }
}

TEST_CASE("the end of the time limit stops a query, and is told with the limit") {
  const QueryWatch watch({20ms, 1h}, kNever);
  REQUIRE(soon([&] { return watch.should_stop(); }));
  CHECK(watch.reason().code() == core::ErrorCode::kCancelled);
  CHECK(watch.reason().message().find("longer than 20ms") != std::string::npos);
  CHECK(watch.reason().mend().find("--timeout") != std::string::npos);
}

TEST_CASE("a query that does not end within the grace is given up") {
  std::atomic<int> given_up = 0;
  const QueryWatch watch({1ms, 10ms}, [&](const core::Error&) { ++given_up; });
  CHECK(soon([&] { return given_up == 1; }));
}

TEST_CASE("a second signal gives up at once") {
  std::atomic<int> given_up = 0;
  const QueryWatch watch({std::nullopt, 1h}, [&](const core::Error&) { ++given_up; });
  raise(SIGINT);
  REQUIRE(soon([&] { return watch.should_stop(); }));
  CHECK(given_up == 0);
  raise(SIGINT);
  CHECK(soon([&] { return given_up == 1; }));
}
