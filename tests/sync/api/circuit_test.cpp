#include "sync/api/circuit.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace std::chrono_literals;
using Change = Circuit::Change;

namespace {

constexpr core::SteadyTime kStart{1h};

// Fails as often as it takes to open it.
Circuit opened(double unit = 0.5) {
  Circuit circuit;
  for (int i = 0; i < 4; ++i) REQUIRE(circuit.on_death(kStart, false, false, unit) == Change::kNone);
  REQUIRE(circuit.on_death(kStart, false, false, unit) == Change::kOpened);
  return circuit;
}

}  // namespace

TEST_CASE("five failures in a row open the circuit") {
  Circuit circuit;
  for (int i = 0; i < 4; ++i) CHECK(circuit.on_death(kStart, false, false, 0) == Change::kNone);
  CHECK(circuit.wait(kStart) == 0ms);
  CHECK_FALSE(circuit.begin(kStart));
  CHECK(circuit.on_death(kStart, false, false, 0.999) == Change::kOpened);
  CHECK(circuit.is_open());
  CHECK(circuit.wait(kStart) == 999ms);
}

TEST_CASE("a sign of life between failures begins the count anew") {
  Circuit circuit;
  for (int i = 0; i < 40; ++i) {
    CHECK(circuit.on_death(kStart, false, false, 0) == Change::kNone);
    if (i % 4 == 3) CHECK(circuit.on_life() == Change::kNone);
  }
  CHECK_FALSE(circuit.is_open());
}

TEST_CASE("an open circuit lets one probe through, and the first sign of life closes it") {
  Circuit circuit = opened();
  CHECK(circuit.wait(kStart + 499ms) == 1ms);
  CHECK(circuit.wait(kStart + 500ms) == 0ms);
  CHECK(circuit.begin(kStart + 500ms));
  CHECK(circuit.wait(kStart + 500ms) > 0ms);  // for anybody else
  CHECK(circuit.on_life() == Change::kClosed);
  CHECK(circuit.wait(kStart + 500ms) == 0ms);
  CHECK(circuit.on_death(kStart, false, false, 0) == Change::kNone);  // counted anew
}

TEST_CASE("the pauses between probes double up to a minute and spread over all of it") {
  Circuit circuit = opened();
  core::SteadyTime now = kStart;
  for (const auto bound : {2000ms, 4000ms, 8000ms, 16000ms, 32000ms, 60000ms, 60000ms}) {
    now += circuit.wait(now);
    REQUIRE(circuit.begin(now));
    CHECK(circuit.on_death(now, true, false, 0.75) == Change::kNone);
    CHECK(circuit.wait(now) == bound * 3 / 4);
  }
}

TEST_CASE("requests that were under way when it opened don't prolong the pause") {
  Circuit circuit = opened();
  for (int i = 0; i < 8; ++i) circuit.on_death(kStart + 400ms, false, false, 0.999);
  CHECK(circuit.wait(kStart + 400ms) == 100ms);
}

TEST_CASE("a probe that never ends makes room for another one") {
  Circuit circuit = opened();
  CHECK(circuit.begin(kStart + 1s));
  CHECK(circuit.wait(kStart + 1s) == 2min);
  CHECK(circuit.wait(kStart + 1s + 2min) == 0ms);
}

// Fault 28.
TEST_CASE("in debt one error answer opens it, and probes become rare") {
  Circuit circuit;
  CHECK(circuit.on_death(kStart, false, true, 0.5) == Change::kOpened);
  CHECK(circuit.wait(kStart) == 54s);
  core::SteadyTime now = kStart;
  for (const std::chrono::seconds bound : {5min, 25min, 40min, 40min}) {
    now += circuit.wait(now);
    REQUIRE(circuit.begin(now));
    circuit.on_death(now, true, true, 0.5);
    CHECK(circuit.wait(now) == bound * 9 / 10);
  }
  // A success alone does not pay the debt.
  CHECK(circuit.on_life(true) == Change::kClosed);
  CHECK(circuit.on_death(now, false, true, 0.5) == Change::kOpened);
  CHECK(circuit.wait(now) == 36min);
  CHECK(circuit.on_life(false) == Change::kClosed);
  CHECK(circuit.on_death(now, false, true, 0.5) == Change::kOpened);
  CHECK(circuit.wait(now) == 54s);
}
