#include "tests/simulation/scenario.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace threadmirror;
using namespace threadmirror::simulation;
using Kind = Event::Kind;

namespace {

std::int64_t count(const Scenario& scenario, Kind kind) {
  return std::count_if(scenario.events.begin(), scenario.events.end(),
                       [kind](const Event& event) { return event.kind == kind; });
}

}  // namespace

TEST_CASE("a seed always gives the same scenario, another seed another one") {
  const Scenario one = make_scenario(7, FamilySet::all());
  const Scenario same = make_scenario(7, FamilySet::all());
  CHECK(describe(one) == describe(same));
  REQUIRE(one.events.size() == same.events.size());
  for (std::size_t i = 0; i < one.events.size(); ++i) CHECK(one.events[i].at == same.events[i].at);
  CHECK(describe(one) != describe(make_scenario(8, FamilySet::all())));
}

TEST_CASE("every scenario has faulty minutes, a hundred mutations in order, and settings that make sense") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Scenario scenario = make_scenario(seed, FamilySet::all());
    CHECK(scenario.calm_at >= std::chrono::minutes(40));
    CHECK(count(scenario, Kind::kMutate) >= 100);
    CHECK(std::is_sorted(scenario.events.begin(), scenario.events.end(),
                         [](const Event& a, const Event& b) { return a.at < b.at; }));
    CHECK(scenario.events.back().at < scenario.calm_at + std::chrono::milliseconds(1));
    CHECK(scenario.shape.threads >= 10);
    CHECK(scenario.shape.threads <= 400);
    CHECK(scenario.page_size >= 3);
    CHECK(scenario.page_size <= 60);
    CHECK(scenario.weathers.size() >= 2);
  }
}

TEST_CASE("each family is at work in some scenarios, and in none without it") {
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    FamilySet without = FamilySet::all();
    without.set(family, false);
    int with = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      if (make_scenario(seed, FamilySet::all()).families.has(family)) ++with;
      CHECK(!make_scenario(seed, without).families.has(family));
    }
    CHECK_MESSAGE(with > 4, to_string(family));
  }
}

TEST_CASE("without any family nothing but mutations happens") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Scenario scenario = make_scenario(seed, FamilySet());
    CHECK(count(scenario, Kind::kMutate) + count(scenario, Kind::kWeather) ==
          static_cast<std::int64_t>(scenario.events.size()));
    CHECK(scenario.longest_lag.count() == 0);
    for (const Weather& weather : scenario.weathers) {
      CHECK(weather.faults.empty());
      CHECK(weather.network_failures == 0);
      CHECK(weather.wall_offset.count() == 0);
    }
  }
}

TEST_CASE("the calm has the habits of the server, and no fault") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Scenario scenario = make_scenario(seed, FamilySet::all());
    const Weather& calm = scenario.weathers.back();
    CHECK(calm.faults.empty());
    CHECK(calm.network_failures == 0);
    CHECK(calm.wall_offset.count() == 0);
    CHECK(calm.quirks.cursor_breaks_every == 0);
    CHECK(calm.quirks.cursor_lifetime_s == 0);
    CHECK(calm.quirks.endless_pages == fake_hubspot::Endless::kOff);
    CHECK(!calm.quirks.cursor_loop);
    CHECK(calm.quirks.date != fake_hubspot::DateHeader::kSkewed);
    CHECK(calm.quirks.orders() == scenario.weathers.front().quirks.orders());
  }
}

TEST_CASE("both clocks are never wrong at once") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Scenario scenario = make_scenario(seed, FamilySet::all());
    if (!scenario.families.has(Family::kClockJumps)) continue;
    CHECK(!scenario.families.has(Family::kServerClock));
    for (const Weather& weather : scenario.weathers)
      CHECK(weather.quirks.date == fake_hubspot::DateHeader::kOn);
  }
}

TEST_CASE("families are read by their names, and an unknown one is refused with the known ones") {
  const auto some = parse_families("crashes,lag");
  REQUIRE(some);
  CHECK(some->has(Family::kCrashes));
  CHECK(some->has(Family::kLag));
  CHECK(some->names() == "crashes,lag");
  CHECK(parse_families("")->names().empty());
  CHECK(*parse_families(FamilySet::all().names()) == FamilySet::all());
  const auto wrong = parse_families("crashes,nonsense");
  REQUIRE(!wrong);
  CHECK(wrong.error().message().find("nonsense") != std::string::npos);
  CHECK(wrong.error().mend().find("clock-jumps") != std::string::npos);
}
