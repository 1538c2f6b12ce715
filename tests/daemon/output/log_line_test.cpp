#include "daemon/output/log_line.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using core::LogField;
using core::LogLevel;

const core::Timestamp kTime = *core::Timestamp::parse("2026-11-21T09:30:00.123Z");

std::string formatted(LogFormat format, std::string_view message, std::initializer_list<LogField> fields = {},
                      LogLevel level = LogLevel::kInfo, bool colour = false) {
  return format_log_line(format, {kTime, level, message, {fields.begin(), fields.size()}}, colour);
}

}  // namespace

TEST_CASE("text has time, level, message and fields") {
  CHECK(formatted(LogFormat::kText, "page stored", {{"rows", 500}, {"last", true}, {"cursor", "abc"}}) ==
        "2026-11-21T09:30:00.123Z INFO    page stored rows=500 last=true cursor=abc");
  CHECK(formatted(LogFormat::kText, "x", {}, LogLevel::kWarning) == "2026-11-21T09:30:00.123Z WARNING x");
}

TEST_CASE("a value that is no plain word is put in quotes") {
  CHECK(formatted(LogFormat::kJournal, "x",
                  {{"a", "two words"}, {"b", ""}, {"c", "k=v"}, {"d", "say \"hi\""}, {"e", "C:\\n"}}) ==
        R"(<6>x a="two words" b="" c="k=v" d="say \"hi\"" e="C:\\n")");
}

// Fault 53.
TEST_CASE("nothing in a line can start another line or move the cursor") {
  const std::string evil = "a\nb\r\x1b[2J\xC2\x9B";
  CHECK(formatted(LogFormat::kJournal, evil, {{"k", evil}}) ==
        R"(<6>a\nb\r\x1b[2J\x9b k="a\nb\r\x1b[2J\x9b")");
  CHECK(formatted(LogFormat::kText, evil, {{"k", evil}}).find_first_of("\n\r\x1b") == std::string::npos);
  CHECK(formatted(LogFormat::kJson, evil, {{"k", evil}}).find_first_of("\n\r\x1b") == std::string::npos);
}

TEST_CASE("JSON has numbers as numbers and texts as texts") {
  CHECK(
      formatted(LogFormat::kJson, "page \"one\"",
                {{"rows", 500}, {"ok", false}, {"ratio", -0.5}, {"id", "007"}}) ==
      R"({"time":"2026-11-21T09:30:00.123Z","level":"info","message":"page \"one\"","rows":500,"ok":false,"ratio":-0.500000,"id":"007"})");
}

// Fault 49.
TEST_CASE("JSON stays JSON for numbers that are none") {
  CHECK(formatted(LogFormat::kJson, "x",
                  {{"a", std::numeric_limits<double>::quiet_NaN()},
                   {"b", -std::numeric_limits<double>::infinity()}}) ==
        R"({"time":"2026-11-21T09:30:00.123Z","level":"info","message":"x","a":"nan","b":"-inf"})");
}

TEST_CASE("a field that is called like a part of the line gets another name in JSON") {
  CHECK(
      formatted(LogFormat::kJson, "m", {{"time", 1}, {"level", "high"}, {"message", "other"}}) ==
      R"({"time":"2026-11-21T09:30:00.123Z","level":"info","message":"m","field_time":1,"field_level":"high","field_message":"other"})");
}

TEST_CASE("the journal gets each level as a priority, and no time") {
  CHECK(formatted(LogFormat::kJournal, "x", {}, LogLevel::kDebug) == "<7>x");
  CHECK(formatted(LogFormat::kJournal, "x", {}, LogLevel::kInfo) == "<6>x");
  CHECK(formatted(LogFormat::kJournal, "x", {}, LogLevel::kWarning) == "<4>x");
  CHECK(formatted(LogFormat::kJournal, "x", {}, LogLevel::kError, true) == "<3>x");
}

// Fault 54.
TEST_CASE("a huge value is cut between characters, with its size") {
  const std::string huge = "a" + [] {
    std::string text;
    while (text.size() < 1'000'000) text += "é";
    return text;
  }();
  const std::string line = formatted(LogFormat::kJournal, "x", {{"cursor", huge}});
  CHECK(line.size() < 2200);
  CHECK(line.find("é… (1000001 bytes)\"") != std::string::npos);
  CHECK(line.find("\uFFFD") == std::string::npos);
  CHECK(formatted(LogFormat::kJson, huge, {{"k", huge}}).size() < 4500);
  CHECK(formatted(LogFormat::kText, huge).size() < 2200);
}

TEST_CASE("an error is logged with its mend") {
  CHECK(formatted(LogFormat::kJournal, "poll failed",
                  {{"error", core::Error(core::ErrorCode::kTls, "unknown CA", "set ca_file")}}) ==
        R"x(<6>poll failed error="unknown CA (set ca_file)")x");
}

TEST_CASE("colour is for text alone") {
  CHECK(formatted(LogFormat::kText, "x", {{"k", 1}}, LogLevel::kError, true) ==
        "\x1b[2m2026-11-21T09:30:00.123Z\x1b[0m \x1b[31mERROR  \x1b[0m x \x1b[2mk=\x1b[0m1");
  CHECK(formatted(LogFormat::kJson, "x", {}, LogLevel::kError, true) ==
        formatted(LogFormat::kJson, "x", {}, LogLevel::kError));
}

// Fault 100.
TEST_CASE("the journal is recognised by its file and not by the variable alone") {
  const FileIdentity error{8, 1234};
  CHECK(resolve_log_format(LogFormat::kAuto, "8:1234", error) == LogFormat::kJournal);
  CHECK(resolve_log_format(LogFormat::kAuto, "8:1235", error) == LogFormat::kText);
  CHECK(resolve_log_format(LogFormat::kAuto, "", error) == LogFormat::kText);
  CHECK(resolve_log_format(LogFormat::kAuto, std::nullopt, error) == LogFormat::kText);
  CHECK(resolve_log_format(LogFormat::kAuto, "8:1234", std::nullopt) == LogFormat::kText);
  CHECK(resolve_log_format(LogFormat::kJson, "8:1234", error) == LogFormat::kJson);
}

TEST_CASE("the file behind a descriptor is found, behind a closed one is none") {
  const Channel channel = Channel::pipe();
  const auto reader = identify_file(channel.reader());
  const auto writer = identify_file(channel.writer());
  REQUIRE(reader.has_value());
  REQUIRE(writer.has_value());
  CHECK(reader->inode == writer->inode);
  CHECK_FALSE(identify_file(-1).has_value());
}

}  // namespace threadmirror::tests
