#include "daemon/service/progress_judge.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace std::chrono_literals;
using daemon::service::EngineSigns;
using daemon::service::longest_silence;
using daemon::service::ProgressJudge;

namespace {

// Looks every ten seconds at an engine that a test describes.
struct Watch {
  core::SteadyTime now{};
  ProgressJudge judge{1h, now};
  EngineSigns signs{};

  // The verdict after `span`.
  bool after(std::chrono::seconds span) {
    bool alive = true;
    for (std::chrono::seconds passed{0}; passed < span; passed += 10s) {
      now += 10s;
      alive = judge.makes_progress(signs, now);
    }
    return alive;
  }
};

}  // namespace

TEST_CASE("an engine that has shown nothing yet has its time from the start on") {
  Watch watch;
  CHECK(watch.after(1h));
  CHECK_FALSE(watch.after(10s));
}

// Fault 98.
TEST_CASE("an engine whose tail hangs loses its sign of life, and gets it back with the next sign") {
  Watch watch;
  CHECK(watch.after(30min));
  watch.signs.tail = watch.now;
  CHECK(watch.after(1h));
  CHECK_FALSE(watch.after(10s));
  watch.signs.tail = watch.now;
  CHECK(watch.after(10s));
}

TEST_CASE("a rest for the day's quota may last, and the time counts anew after it") {
  Watch watch;
  watch.signs.tail = watch.now;
  watch.signs.rests = true;
  CHECK(watch.after(24h));
  watch.signs.rests = false;
  CHECK(watch.after(1h));
  CHECK_FALSE(watch.after(10s));
}

// Fault 93.
TEST_CASE("time in which the process was stopped is not held against the engine") {
  Watch watch;
  watch.signs.tail = watch.now;
  watch.now += 12h;
  CHECK(watch.after(10s));
  CHECK(watch.after(59min));
  CHECK_FALSE(watch.after(10min));
}

TEST_CASE("the silence that is allowed covers the longest pause and the most stubborn request") {
  // Rests of five minutes; two times five tries of at most 110 s, five minutes apart.
  CHECK(longest_silence(30s, 110s, 5) == 5min + 10 * (110s + 5min));
  CHECK(longest_silence(24h, 110s, 5) == 24h + 10 * (110s + 5min));
}
