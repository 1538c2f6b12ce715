#include "tests/fake_hubspot/quirks.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace threadmirror::fake_hubspot;

TEST_CASE("every switch takes each of its values and shows it") {
  std::set<std::string_view> names;
  for (const QuirkInfo& info : quirk_table()) {
    CAPTURE(info.name);
    CHECK(names.insert(info.name).second);
    CHECK_FALSE(info.description.empty());
    Quirks quirks;
    for (int value = info.lowest; value <= info.highest && value < info.lowest + 10; ++value) {
      const std::string text = info.choices.empty()
                                   ? std::to_string(value)
                                   : std::string(info.choices[static_cast<std::size_t>(value)]);
      REQUIRE(set_quirk(quirks, info.name, text));
      CHECK(quirk_value(info, quirks) == text);
    }
  }
  CHECK(names.size() >= 35);
}

TEST_CASE("a switch changes nothing but itself") {
  for (const QuirkInfo& changed : quirk_table()) {
    Quirks quirks;
    changed.set(quirks, changed.get(quirks) == changed.lowest ? changed.lowest + 1 : changed.lowest);
    for (const QuirkInfo& other : quirk_table()) {
      CAPTURE(changed.name);
      CAPTURE(other.name);
      CHECK((other.get(quirks) == other.get(Quirks{})) == (other.name != changed.name));
    }
  }
}

TEST_CASE("a wrong name or value is refused with what is possible") {
  Quirks quirks;
  CHECK(set_quirk(quirks, "ties=upwards").error().mend() == "possible: ascending, descending, shuffled");
  CHECK(set_quirk(quirks, "tie=shuffled").error().mend() == "did you mean \"ties\"? see --list-quirks");
  CHECK(set_quirk(quirks, "page-cap=501").error().mend() == "possible: 0 to 500");
  CHECK_FALSE(set_quirk(quirks, "page-cap=1x"));
  CHECK_FALSE(set_quirk(quirks, "page-cap="));
  CHECK_FALSE(set_quirk(quirks, "gzip=1"));
  CHECK_FALSE(set_quirk(quirks, "gzip"));
  CHECK(set_quirk(quirks, "page-cap=37"));
  CHECK(quirks.page_cap == 37);
}

TEST_CASE("the listings' order follows the switches") {
  Quirks quirks;
  CHECK(quirks.orders() == Orders{});
  REQUIRE(set_quirk(quirks, "id-order=text"));
  REQUIRE(set_quirk(quirks, "ties=descending"));
  REQUIRE(set_quirk(quirks, "untimed=last"));
  REQUIRE(set_quirk(quirks, "precision=s"));
  CHECK(quirks.orders() == Orders{IdOrder::kText, TieOrder::kDescending, Untimed::kLast, 1000});
}
