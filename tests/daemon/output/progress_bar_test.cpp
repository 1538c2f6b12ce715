#include "daemon/output/progress_bar.hpp"

#include <doctest/doctest.h>

#include "daemon/output/text_width.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using namespace std::chrono_literals;

ProgressView unknown_total() {
  ProgressView view;
  view.done = {52'500, 105};
  view.here = view.done;
  view.elapsed = 56s;
  view.threads_per_second = 937.5;
  return view;
}

ProgressView known_total() {
  ProgressView view = unknown_total();
  view.expected = 125'000;
  view.fraction = 0.42;
  view.left = 77s;
  return view;
}

BarStyle wide(std::size_t width, bool unicode = true) { return {width, false, unicode}; }

}  // namespace

TEST_CASE("a known total gives a bar that fills, a percentage and the time left") {
  CHECK(
      draw_bar("backfill", known_total(), "", wide(100)) ==
      "backfill ━━━━━━━━━━━━───────────────── 42%  52,500 threads  105 pages  938/s  about 1 min 17 s left");
}

TEST_CASE("without a total the bar is a piece that wanders, and the time is the time so far") {
  ProgressView view = unknown_total();
  CHECK(draw_bar("backfill", view, "", wide(80)) ==
        "backfill ────────────────━━━━━━──────── 52,500 threads  105 pages  938/s  56 s");
  view.elapsed = 0s;
  CHECK(draw_bar("backfill", view, "", wide(80)).find("backfill ━━━━━━─") == 0);
}

TEST_CASE("the wandering piece goes to the end and back, one place at a time") {
  ProgressView view = unknown_total();
  std::size_t before = 0;
  for (int step = 0; step < 100; ++step) {
    view.elapsed = step * 100ms;
    const std::string line = draw_bar("x", view, "", {80, false, false});
    const std::size_t at = line.find("======");
    REQUIRE(at != std::string::npos);
    if (step > 0) CHECK((at == before + 1 || at + 1 == before));
    before = at;
  }
}

TEST_CASE("a note says why nothing moves, in the place of the time") {
  CHECK(draw_bar("backfill", known_total(), "waiting for the rate limit\n", wide(100))
            .ends_with("938/s  waiting for the rate limit\\n"));
}

TEST_CASE("a bar in ASCII has brackets") {
  CHECK(
      draw_bar("backfill", known_total(), "", wide(100, false)) ==
      "backfill [===========                ] 42%  52,500 threads  105 pages  938/s  about 1 min 17 s left");
}

TEST_CASE("a short line keeps what matters most") {
  const ProgressView view = known_total();
  CHECK(draw_bar("backfill", view, "", wide(60)) ==
        "━━━━━━╸───────── 42%  52,500 threads  about 1 min 17 s left");
  CHECK(draw_bar("backfill", view, "", wide(45)) == "42%  52,500 threads  about 1 min 17 s left");
  CHECK(draw_bar("backfill", view, "", wide(20)) == "42%  52,500 threads");
  CHECK(draw_bar("backfill", view, "", wide(16)) == "52,500 threads");
  CHECK(draw_bar("backfill", view, "", wide(10)) == "52,500 t…");
}

TEST_CASE("at every width the line leaves the last column free") {
  for (const bool unicode : {true, false}) {
    for (std::size_t width = 2; width <= 200; ++width) {
      CHECK(display_width(draw_bar("backfill", known_total(), "", wide(width, unicode))) < width);
      CHECK(display_width(draw_bar("日本語", unknown_total(), "waiting", wide(width, unicode))) < width);
    }
  }
  CHECK(display_width(draw_bar("x", known_total(), "", wide(0))) <= 1);
}

TEST_CASE("100% is said only when everything is there") {
  ProgressView view = known_total();
  view.fraction = 0.9999;
  CHECK(draw_bar("b", view, "", wide(100)).find(" 99%") != std::string::npos);
  view.fraction = 1.0;
  const std::string full = draw_bar("b", view, "", wide(100));
  CHECK(full.find(" 100%") != std::string::npos);
  CHECK(full.find("─") == std::string::npos);
}

TEST_CASE("colour paints the bar and takes no room") {
  const std::string line = draw_bar("b", known_total(), "", {100, true, true});
  CHECK(line.find("\x1b[36m━") != std::string::npos);
  CHECK(line.find("\x1b[2m─") != std::string::npos);
}

TEST_CASE("a sentence says the same without a bar") {
  CHECK(progress_sentence("backfill", known_total(), "") ==
        "backfill: 52,500 threads on 105 pages in 56 s, 938/s, 42%, about 1 min 17 s left");
  CHECK(progress_sentence("backfill", unknown_total(), "") ==
        "backfill: 52,500 threads on 105 pages in 56 s, 938/s");
  CHECK(progress_sentence("backfill", known_total(), "waiting") ==
        "backfill: 52,500 threads on 105 pages in 56 s, 938/s, 42%, waiting");
}

}  // namespace threadmirror::tests
