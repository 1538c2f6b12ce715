#include "daemon/output/progress_model.hpp"

#include <doctest/doctest.h>

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using namespace std::chrono_literals;

const core::SteadyTime kStart{std::chrono::hours(100)};

// A pass of `per_second` threads a second, one update a second.
ProgressModel moving(std::int64_t per_second, std::chrono::seconds time,
                     std::optional<std::int64_t> expected = {}) {
  ProgressModel model(kStart, {}, expected);
  for (std::int64_t s = 1; s <= time.count(); ++s)
    model.update({s * per_second, s}, kStart + std::chrono::seconds(s));
  return model;
}

}  // namespace

TEST_CASE("at the start there is nothing: no rate, no end in sight") {
  const ProgressView view = ProgressModel(kStart, {}, 1000).view(kStart);
  CHECK(view.done.threads == 0);
  CHECK(view.threads_per_second == 0);
  CHECK(view.average_per_second == 0);
  CHECK(view.fraction == doctest::Approx(0));
  CHECK_FALSE(view.left.has_value());
}

TEST_CASE("an even pace gives that rate, and the rest of the way at it") {
  const ProgressView view = moving(500, 10s, 10'000).view(kStart + 10s);
  CHECK(view.done.threads == 5000);
  CHECK(view.done.pages == 10);
  CHECK(view.elapsed == 10s);
  CHECK(view.threads_per_second == doctest::Approx(500));
  CHECK(view.fraction == doctest::Approx(0.5));
  CHECK(view.left == 10s);
}

TEST_CASE("the rate is that of the last half minute, the average that of the whole") {
  ProgressModel model = moving(1000, 100s);
  for (std::int64_t s = 101; s <= 200; ++s)
    model.update({100'000 + (s - 100) * 10, s}, kStart + std::chrono::seconds(s));
  const ProgressView view = model.view(kStart + 200s);
  CHECK(view.threads_per_second == doctest::Approx(10));
  CHECK(view.average_per_second == doctest::Approx(505));
}

TEST_CASE("a pass that stands still loses its rate and its end") {
  const ProgressModel model = moving(500, 10s, 10'000);
  CHECK(model.view(kStart + 20s).threads_per_second == doctest::Approx(250));
  const ProgressView later = model.view(kStart + 100s);
  CHECK(later.threads_per_second == 0);
  CHECK_FALSE(later.left.has_value());
  CHECK(later.fraction == doctest::Approx(0.5));
}

TEST_CASE("without a total there is neither a fraction nor an end") {
  const ProgressView view = moving(500, 10s).view(kStart + 10s);
  CHECK_FALSE(view.expected.has_value());
  CHECK_FALSE(view.fraction.has_value());
  CHECK_FALSE(view.left.has_value());
}

TEST_CASE("a total that turns out too small is no longer believed") {
  CHECK(moving(500, 10s, 5000).view(kStart + 10s).fraction == doctest::Approx(1.0));
  const ProgressView view = moving(500, 10s, 4999).view(kStart + 10s);
  CHECK_FALSE(view.fraction.has_value());
  CHECK_FALSE(view.left.has_value());
  CHECK_FALSE(moving(500, 10s, 0).view(kStart + 10s).expected.has_value());
}

TEST_CASE("a resumed pass counts its earlier part as done but not as speed") {
  ProgressModel model(kStart, {100'000, 200}, 200'000);
  model.update({101'000, 202}, kStart + 10s);
  const ProgressView view = model.view(kStart + 10s);
  CHECK(view.done.threads == 101'000);
  CHECK(view.here.threads == 1000);
  CHECK(view.here.pages == 2);
  CHECK(view.threads_per_second == doctest::Approx(100));
  CHECK(view.average_per_second == doctest::Approx(100));
  CHECK(view.left == 990s);
}

TEST_CASE("a pass that starts anew counts anew") {
  ProgressModel model = moving(500, 10s);
  model.update({0, 0}, kStart + 11s);
  model.update({100, 1}, kStart + 12s);
  const ProgressView view = model.view(kStart + 12s);
  CHECK(view.threads_per_second == doctest::Approx(100));
  CHECK(view.elapsed == 1s);
}

TEST_CASE("many updates a second are the same as one") {
  ProgressModel model(kStart, {}, std::nullopt);
  for (std::int64_t ms = 1; ms <= 60'000; ++ms)
    model.update({ms, ms / 500}, kStart + std::chrono::milliseconds(ms));
  CHECK(model.view(kStart + 60s).threads_per_second == doctest::Approx(1000).epsilon(0.001));
}

TEST_CASE("two updates at the same instant give no absurd rate") {
  ProgressModel model(kStart, {}, 1'000'000);
  model.update({500, 1}, kStart);
  CHECK(model.view(kStart).threads_per_second == 0);
  CHECK(model.view(kStart + 1ms).threads_per_second == 0);
}

}  // namespace threadmirror::tests
