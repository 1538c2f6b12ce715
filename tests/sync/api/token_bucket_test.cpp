#include "sync/api/token_bucket.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "core/random.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;
using namespace std::chrono_literals;
using core::SteadyTime;

namespace {

constexpr SteadyTime kStart{1h};

// The time at which the n-th of requests made as fast as allowed goes.
SteadyTime take_many(TokenBucket& bucket, SteadyTime now, int n) {
  for (int i = 0; i < n; ++i) {
    now = bucket.next_slot(now);
    bucket.take(now);
  }
  return now;
}

// The most grants in any window of that length, half-open.
std::size_t most_in_window(const std::vector<SteadyTime>& grants, std::chrono::milliseconds window) {
  std::size_t most = 0;
  std::size_t first = 0;
  for (std::size_t last = 0; last < grants.size(); ++last) {
    while (grants[last] - grants[first] >= window) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

RateHeaders rate(std::int64_t most, std::chrono::milliseconds window,
                 std::optional<std::int64_t> remaining = {}) {
  RateHeaders headers;
  headers.most = most;
  headers.window = window;
  headers.remaining = remaining;
  return headers;
}

std::chrono::milliseconds random_pause(core::Random& random) {
  // Mostly none, sometimes short, seldom long: bursts of every shape.
  const double kind = random.unit();
  if (kind < 0.7) return 0ms;
  return std::chrono::milliseconds(static_cast<std::int64_t>(random.unit() * (kind < 0.95 ? 300 : 15'000)));
}

}  // namespace

TEST_CASE("the share of the allowance is used, one request at least") {
  CHECK(TokenBucket({100, 10s}, 0.9).capacity() == 90);
  CHECK(TokenBucket({100, 10s}, 1).capacity() == 100);
  CHECK(TokenBucket({1, 10s}, 0.1).capacity() == 1);
  CHECK(TokenBucket({190, 10s}, 0.7).capacity() == 133);
}

TEST_CASE("a burst goes at once, the rest evenly, and the whole capacity is used in the long run") {
  TokenBucket bucket({100, 10s}, 0.9);
  CHECK(take_many(bucket, kStart, 18) == kStart);
  const SteadyTime next = bucket.next_slot(kStart);
  CHECK(next > kStart);
  CHECK(next < kStart + 200ms);
  const SteadyTime end = take_many(bucket, kStart, 9000 - 18);
  CHECK(end - kStart > 980s);
  CHECK(end - kStart < 1005s);
}

TEST_CASE("no rolling window ever holds more than the share, whatever the arrivals") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    core::SeededRandom random(seed);
    const double requests = 1 + random.unit() * 250;
    const std::chrono::milliseconds window(1000 + static_cast<int>(random.unit() * 20'000));
    const double share = 0.05 + random.unit() * 0.95;
    TokenBucket bucket({requests, window}, share);
    std::vector<SteadyTime> grants;
    SteadyTime now = kStart;
    for (int i = 0; i < 1500; ++i) {
      now = bucket.next_slot(now + random_pause(random));
      bucket.take(now);
      grants.push_back(now);
    }
    const auto allowed = std::max<std::size_t>(1, static_cast<std::size_t>(requests * share + 1e-9));
    CHECK_MESSAGE(most_in_window(grants, window) <= allowed, "seed " << seed);
  }
}

TEST_CASE("neither does the server see more in its own window, wherever between grant and answer it counts") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    core::SeededRandom random(seed);
    const double requests = 10 + random.unit() * 250;
    const double share = random.unit() < 0.5 ? 1 : 0.5 + random.unit() * 0.5;
    TokenBucket bucket({requests, 10s}, share);
    struct UnderWay {
      SteadyTime sent, counted, answered;
    };
    std::vector<UnderWay> under_way;
    std::vector<SteadyTime> counted;
    const auto answer_until = [&](SteadyTime now) {
      std::sort(under_way.begin(), under_way.end(), [](auto& a, auto& b) { return a.answered < b.answered; });
      while (!under_way.empty() && under_way.front().answered <= now) {
        bucket.learn({}, under_way.front().sent, under_way.front().answered);
        under_way.erase(under_way.begin());
      }
    };
    SteadyTime now = kStart;
    for (int i = 0; i < 1200; ++i) {
      SteadyTime slot = bucket.next_slot(now);
      for (; slot > now; slot = bucket.next_slot(now)) {
        now = std::min(slot, now + 20ms);
        answer_until(now);
      }
      bucket.take(now);
      const auto there = std::chrono::milliseconds(static_cast<int>(random.unit() * 400));
      const auto back = std::chrono::milliseconds(static_cast<int>(random.unit() * 400));
      under_way.push_back({now, now + there, now + there + back});
      counted.push_back(now + there);
      if (under_way.size() >= 8) {  // as many as a client has under way
        answer_until(under_way.front().answered);
        now = std::max(now, std::min_element(under_way.begin(), under_way.end(), [](auto& a, auto& b) {
                              return a.answered < b.answered;
                            })->answered);
        answer_until(now);
      }
    }
    std::sort(counted.begin(), counted.end());
    CHECK_MESSAGE(most_in_window(counted, 10s) <= static_cast<std::size_t>(requests * share + 1e-9),
                  "seed " << seed);
  }
}

TEST_CASE("the bound also holds for each new allowance from its first grant on") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    core::SeededRandom random(seed);
    TokenBucket bucket({100, 10s}, 0.9);
    std::vector<SteadyTime> grants;
    SteadyTime now = kStart;
    for (int i = 0; i < 800; ++i) {
      if (random.unit() < 0.02) {
        const auto most = 1 + static_cast<std::int64_t>(random.unit() * 300);
        const auto remaining = static_cast<std::int64_t>(random.unit() * static_cast<double>(most));
        bucket.learn(
            rate(most, std::chrono::milliseconds(1000 + static_cast<int>(random.unit() * 59'000)), remaining),
            now - 50ms, now);
      }
      if (random.unit() < 0.01) bucket.pause_until(now + random_pause(random));
      now = bucket.next_slot(now + random_pause(random));
      const auto in_window = std::count_if(grants.begin(), grants.end(), [&](SteadyTime grant) {
        return grant > now - bucket.allowance().window;
      });
      CHECK_MESSAGE(in_window < bucket.capacity(), "seed " << seed << " grant " << i);
      bucket.take(now);
      grants.push_back(now);
    }
  }
}

TEST_CASE("a slot is never in the past, and is free when its time has come") {
  TokenBucket bucket({20, 2s}, 0.5);
  core::SeededRandom random(3);
  SteadyTime now = kStart;
  for (int i = 0; i < 500; ++i) {
    const SteadyTime slot = bucket.next_slot(now);
    CHECK(slot >= now);
    CHECK(bucket.next_slot(slot) == slot);
    now = slot + random_pause(random);
    bucket.take(now);
  }
}

// Fault 25.
TEST_CASE("nothing goes during a pause, and a shorter pause does not end a longer one") {
  TokenBucket bucket({100, 10s}, 0.9);
  bucket.pause_until(kStart + 10s);
  bucket.pause_until(kStart + 5s);
  CHECK(bucket.next_slot(kStart) == kStart + 10s);
  CHECK(bucket.next_slot(kStart + 11s) == kStart + 11s);
}

TEST_CASE("the allowance is learned from the headers") {
  TokenBucket bucket({100, 10s}, 0.9);
  bucket.learn(rate(190, 10s), kStart, kStart);
  CHECK(bucket.capacity() == 171);
  RateHeaders only_window;
  only_window.window = 1s;
  bucket.learn(only_window, kStart, kStart);
  CHECK(bucket.allowance().window == 1s);
  CHECK(bucket.allowance().requests == 190);
  bucket.learn(RateHeaders{}, kStart, kStart);
  CHECK(bucket.capacity() == 171);
}

TEST_CASE("the requests of others are left room for, for one window") {
  TokenBucket bucket({100, 10s}, 1);
  bucket.take(kStart);
  bucket.learn(rate(100, 10s, 59), kStart, kStart + 100ms);  // 41 used, one of them ours
  take_many(bucket, kStart, 59);
  CHECK(bucket.next_slot(kStart + 9s) == kStart + 10s);
  TokenBucket alone({100, 10s}, 1);
  alone.take(kStart);
  alone.learn(rate(100, 10s, 99), kStart, kStart + 100ms);
  take_many(alone, kStart, 90);
  CHECK(alone.next_slot(kStart + 9500ms) == kStart + 9500ms);
}

// Fault 40.
TEST_CASE("a wrong count of what remains costs half of the speed at most") {
  TokenBucket bucket({100, 10s}, 0.9);
  SteadyTime now = kStart;
  for (int i = 0; i < 900; ++i) {
    now = bucket.next_slot(now);
    bucket.take(now);
    bucket.learn(rate(100, 10s, 0), now, now);
  }
  CHECK(now - kStart < 205s);
}
