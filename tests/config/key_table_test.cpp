#include "config/key_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace threadmirror::config;

TEST_CASE("every key has a name of its own, a known section and a meaning") {
  std::set<std::string> names;
  const auto sections = all_sections();
  for (const Key& key : all_keys()) {
    CAPTURE(key.full_name());
    CHECK(names.insert(key.full_name()).second);
    CHECK(std::count(sections.begin(), sections.end(), key.section) == 1);
    CHECK(key.meaning.ends_with('.'));
    CHECK(find_key(key.full_name()) == &key);
  }
  CHECK(names.size() == 23);
}

TEST_CASE("every section has keys") {
  for (const std::string_view section : all_sections()) {
    CAPTURE(section);
    const auto keys = all_keys();
    CHECK(std::any_of(keys.begin(), keys.end(), [&](const Key& key) { return key.section == section; }));
  }
}

TEST_CASE("a name that is not in the table is not found") {
  CHECK(find_key("hubspot") == nullptr);
  CHECK(find_key("page_size") == nullptr);
  CHECK(find_key("hubspot.page_sizes") == nullptr);
  CHECK(find_key("") == nullptr);
}

// Fault 89.
TEST_CASE("no setting takes a secret: what is named after one takes a file") {
  for (const Key& key : all_keys()) {
    const bool secret =
        key.name.find("token") != std::string_view::npos || key.name.find("secret") != std::string_view::npos;
    if (!secret) continue;
    CAPTURE(key.full_name());
    CHECK(key.name.ends_with("_file"));
    REQUIRE(std::holds_alternative<PathKey>(key.kind));
    CHECK((std::get<PathKey>(key.kind).check == check_secret_path));
  }
}

TEST_CASE("the defaults are within the limits of the table") {
  Settings defaults;
  for (const Key& key : all_keys()) {
    CAPTURE(key.full_name());
    if (const auto* k = std::get_if<TextKey>(&key.kind)) CHECK_FALSE(k->check(k->at(defaults)));
    if (const auto* k = std::get_if<IntegerKey>(&key.kind)) {
      CHECK(k->at(defaults) >= k->least);
      CHECK(k->at(defaults) <= k->most);
    }
    if (const auto* k = std::get_if<NumberKey>(&key.kind)) {
      CHECK(k->at(defaults) > k->low);
      CHECK(k->at(defaults) < k->high);
    }
    if (const auto* k = std::get_if<DurationKey>(&key.kind)) {
      CHECK(k->at(defaults) >= k->least);
      CHECK(k->at(defaults) <= k->most);
    }
  }
}
