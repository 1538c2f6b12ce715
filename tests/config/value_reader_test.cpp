#include "config/value_reader.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <locale>
#include <string>

using namespace threadmirror;
using config::Settings;
using namespace std::chrono_literals;

namespace {

// Reads `value`, written in TOML, as the key of that name.
core::Status read(std::string_view key, const std::string& value, Settings& settings) {
  const std::string text = "x = " + value;
  const toml::table table = toml::parse(std::string_view(text));
  const config::Key* known = config::find_key(key);
  REQUIRE(known != nullptr);
  return config::read_value(known->kind, *table.get("x"), settings);
}

// The message with which the value is refused; the settings must stay as they were.
std::string refused(std::string_view key, const std::string& value) {
  Settings settings;
  const core::Status status = read(key, value, settings);
  CHECK(settings == Settings());
  if (status) return "accepted";
  CHECK(status.error().code() == core::ErrorCode::kConfig);
  return status.error().message();
}

// A world where 1234.5 is written "1.234,5".
struct OddNumbers : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

}  // namespace

TEST_CASE("each kind of value reaches its setting") {
  Settings s;
  CHECK(read("hubspot.base_url", "'https://eu.example'", s));
  CHECK(read("storage.path", "'/var/lib/x.db'", s));
  CHECK(read("hubspot.page_size", "1_00", s));
  CHECK(read("rate_limit.share", "0.25", s));
  CHECK(read("rate_limit.daily_reserve", "0", s));
  CHECK(read("sync.overlap", "'90s'", s));
  CHECK(read("hubspot.inbox_ids", "[7, 5, 7, 9223372036854775807]", s));
  CHECK(read("log.level", "'error'", s));
  CHECK(read("log.format", "'journal'", s));
  CHECK(s.hubspot.base_url == "https://eu.example");
  CHECK(s.storage.path == "/var/lib/x.db");
  CHECK(s.hubspot.page_size == 100);
  CHECK(s.rate_limit.share == 0.25);
  CHECK(s.rate_limit.daily_reserve == 0);
  CHECK(s.sync.overlap == 90s);
  CHECK(s.hubspot.inbox_ids == std::vector<std::int64_t>{7, 5, INT64_MAX});
  CHECK(s.log.level == core::LogLevel::kError);
  CHECK(s.log.format == config::LogFormat::kJournal);
}

TEST_CASE("a wrong type says what was expected and what was found") {
  CHECK(refused("sync.poll_interval", "30") == R"(expected a duration such as "30s", found the integer 30)");
  CHECK(refused("hubspot.page_size", "'5'") == R"(expected an integer, found the text "5")");
  CHECK(refused("hubspot.page_size", "5.0") == "expected an integer, found the number 5");
  CHECK(refused("hubspot.page_size", "true") == "expected an integer, found true");
  CHECK(refused("rate_limit.share", "false") == "expected a number, found false");
  CHECK(refused("rate_limit.share", "'1'") == R"(expected a number, found the text "1")");
  CHECK(refused("hubspot.base_url", "[]") == "expected text in quotes, found a list");
  CHECK(refused("storage.path", "{}") == "expected a path in quotes, found a table");
  CHECK(refused("storage.path", "1979-05-27") == "expected a path in quotes, found a date or time");
  CHECK(refused("hubspot.inbox_ids", "5") ==
        "expected a list of ids such as [101, 102], found the integer 5");
  CHECK(refused("hubspot.inbox_ids", "[5, '6']") ==
        R"(expected a list of ids such as [101, 102], found the text "6")");
  CHECK(refused("log.level", "1").starts_with("expected one of \"debug\""));
}

TEST_CASE("a value out of range names the range") {
  CHECK(refused("hubspot.page_size", "0") == "must be from 1 to 500, found the integer 0");
  CHECK(refused("hubspot.page_size", "501") == "must be from 1 to 500, found the integer 501");
  CHECK(refused("hubspot.page_size", "9223372036854775807").starts_with("must be from 1 to 500"));
  CHECK(refused("rate_limit.max_in_flight", "65") == "must be from 1 to 64, found the integer 65");
  CHECK(refused("rate_limit.share", "0") == "must be above 0 and at most 1, found the integer 0");
  CHECK(refused("rate_limit.share", "1.01") == "must be above 0 and at most 1, found the number 1.01");
  CHECK(refused("rate_limit.share", "nan") == "must be above 0 and at most 1, found the number nan");
  CHECK(refused("rate_limit.share", "-inf") == "must be above 0 and at most 1, found the number -inf");
  CHECK(refused("rate_limit.daily_reserve", "1") == "must be at least 0 and below 1, found the integer 1");
  CHECK(refused("sync.poll_interval", "'99ms'") == R"(must be from 100ms to 1d, found the text "99ms")");
  CHECK(refused("sync.poll_interval", "'25h'") == R"(must be from 100ms to 1d, found the text "25h")");
  CHECK(refused("hubspot.inbox_ids", "[1, 0]") == "must hold positive ids, found the integer 0");
  CHECK(refused("hubspot.inbox_ids", "[-7]") == "must hold positive ids, found the integer -7");
}

TEST_CASE("the ends of a range belong to it") {
  Settings s;
  CHECK(read("hubspot.page_size", "1", s));
  CHECK(read("hubspot.page_size", "500", s));
  CHECK(read("rate_limit.share", "1", s));
  CHECK(read("rate_limit.share", "1.0", s));
  CHECK(read("sync.poll_interval", "'1d'", s));
}

TEST_CASE("a word that is not one of the choices gets the nearest") {
  Settings settings;
  const auto status = read("log.level", "'warn'", settings);
  REQUIRE_FALSE(status);
  CHECK(status.error().message() ==
        R"(expected one of "debug", "info", "warning", "error", found the text "warn")");
  CHECK(status.error().mend() == "did you mean \"warning\"?");
  CHECK(refused("log.format", "'JSON'").starts_with("expected one of"));
}

// Fault 89.
TEST_CASE("a token in the place of any value never shows in the message") {
  const std::string token = "pat-na1-11111111-2222-3333-4444-555555555555";
  for (const config::Key& key : config::all_keys()) {
    CAPTURE(key.full_name());
    Settings settings;
    const auto status = read(key.full_name(), "'" + token + "'", settings);
    if (status) continue;
    CHECK(status.error().text().find("11111111") == std::string::npos);
  }
  CHECK(refused("hubspot.inbox_ids", "['" + token + "']").ends_with("found a text"));
}

// Fault 90.
TEST_CASE("numbers and durations read and show the same in any locale") {
  const std::locale before = std::locale::global(std::locale(std::locale(), new OddNumbers));
  Settings s;
  CHECK(read("rate_limit.share", "0.5", s));
  CHECK(s.rate_limit.share == 0.5);
  CHECK(read("rate_limit.requests", "12345", s));
  CHECK(s.rate_limit.requests == 12345);
  CHECK(read("sync.overlap", "'123456s'", s));
  CHECK(s.sync.overlap == 123456s);
  const std::string message = refused("rate_limit.share", "1234.5");
  const std::string range = refused("rate_limit.requests", "1000000");
  std::locale::global(before);
  CHECK(message == "must be above 0 and at most 1, found the number 1234.5");
  CHECK(range == "must be from 1 to 100000, found the integer 1000000");
}
