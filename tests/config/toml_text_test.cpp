#include "config/toml_text.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

using namespace threadmirror::config;

namespace {
std::vector<int> lines_of(const Findings& findings) {
  std::vector<int> lines;
  for (const Finding& finding : findings) lines.push_back(finding.line);
  return lines;
}
using Lines = std::vector<int>;
}  // namespace

TEST_CASE("a sound document is read whole, with or without a byte order mark") {
  for (const std::string mark : {"", "\xEF\xBB\xBF"}) {
    const TomlText toml = parse_toml(mark + "a = 1\r\n[b]\r\nc = 'd'\r\n", "f");
    CHECK(toml.findings.empty());
    CHECK(toml.root["a"].value<int>() == 1);
    CHECK(toml.root["b"]["c"].value<std::string>() == "d");
  }
  CHECK(parse_toml("", "f").findings.empty());
  CHECK(parse_toml("", "f").root.empty());
}

// Fault 86.
TEST_CASE("several syntax errors are found in one go, each with its line") {
  const TomlText toml = parse_toml(
      "a = 30s\n"
      "b = 2\n"
      "c = \"open\n"
      "d = 4\n"
      "e\n"
      "f = 6\n",
      "file.toml");
  CHECK(lines_of(toml.findings) == Lines{1, 3, 5});
  CHECK(toml.findings[0].file == "file.toml");
  CHECK(toml.findings[0].column == 7);
  CHECK(toml.findings[0].message == "decimal integer: expected digit, saw 's'");
  CHECK(toml.findings[0].mend == "text and durations stand in quotes: \"30s\"");
  CHECK(toml.root["b"].value<int>() == 2);
  CHECK(toml.root["d"].value<int>() == 4);
  CHECK(toml.root["f"].value<int>() == 6);
}

TEST_CASE("places after a syntax error are those of the file") {
  const TomlText toml = parse_toml("a = ?\n\nb = 2\n", "f");
  REQUIRE(toml.root["b"].node() != nullptr);
  CHECK(toml.root["b"].node()->source().begin.line == 3);
}

TEST_CASE("an open bracket or quote costs its own statement, not the ones after it") {
  for (const std::string open : {"a = [1, 2", "a = \"\"\"text", "a = '''text", "a = {x = 1"}) {
    CAPTURE(open);
    const TomlText toml = parse_toml(open + "\nb = 2\nc = 3\nd = ?\n", "f");
    REQUIRE(toml.findings.size() == 2);
    CHECK(toml.findings.back().line == 4);
    CHECK(toml.root["b"].value<int>() == 2);
    CHECK(toml.root["c"].value<int>() == 3);
  }
}

TEST_CASE("an error inside a list of several lines is reported once, and what follows is read") {
  const TomlText toml = parse_toml("a = [\n  1,\n  ?,\n  3,\n]\nb = 2\n", "f");
  CHECK(lines_of(toml.findings) == Lines{3});
  CHECK(toml.root["b"].value<int>() == 2);
}

TEST_CASE("a string that is never closed is reported where it begins") {
  const TomlText toml = parse_toml("x = 1\na = \"\"\"text\nb = 2\n\nc = 3\n", "f");
  CHECK(lines_of(toml.findings) == Lines{2});
  CHECK(toml.findings[0].mend == "close the quote or bracket that is opened here");
  CHECK(toml.root["x"].value<int>() == 1);
  CHECK(toml.root["c"].value<int>() == 3);
}

TEST_CASE("a broken header takes its keys along, so that they land in no other section") {
  const TomlText toml = parse_toml("[a]\nx = 1\n[b\ny = 2\n[c]\nz = 3\n", "f");
  CHECK(lines_of(toml.findings) == Lines{3});
  CHECK_FALSE(toml.root["a"]["y"]);
  CHECK(toml.root["c"]["z"].value<int>() == 3);
}

TEST_CASE("a key or section given twice is an error") {
  const TomlText toml = parse_toml("a = 1\na = 2\n", "f");
  CHECK(lines_of(toml.findings) == Lines{2});
  CHECK(toml.findings[0].mend == "remove one of the two");
  CHECK(toml.root["a"].value<int>() == 1);
  CHECK(lines_of(parse_toml("[a]\n[b]\n[a]\n", "f").findings) == Lines{3});
}

TEST_CASE("a file of nothing but errors ends, with a limited list") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "nonsense\n";
  const TomlText toml = parse_toml(text, "f");
  CHECK_FALSE(toml.findings.empty());
  CHECK(toml.findings.size() <= 20);
  std::string keys;
  for (int i = 0; i < 200; ++i) keys += "k = ?\n";
  CHECK(parse_toml(keys, "f").findings.size() == 20);
}

TEST_CASE("nesting without end is an error, not a crash") {
  const std::string text = "a = " + std::string(100000, '[') + "\nb = 1\n";
  const TomlText toml = parse_toml(text, "f");
  CHECK(toml.findings.size() == 1);
  CHECK(toml.root["b"].value<int>() == 1);
}

TEST_CASE("text that is not UTF-8 is refused with the line") {
  const TomlText toml = parse_toml("a = 1\nb = 'gr\xFCn'\n", "f");
  REQUIRE(toml.findings.size() == 1);
  CHECK(toml.findings[0].line == 2);
  CHECK(toml.findings[0].message == "is not valid UTF-8");
  CHECK(toml.root.empty());
}

TEST_CASE("arbitrary bytes never crash the reader") {
  const std::string pieces[] = {"[", "]", "=", "\"", "'",  "\n", "a",  "1",
                                ".", "{", "}", "#",  "\\", ",",  "\0", "\x7F"};
  std::uint32_t state = 1;
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      state = state * 1664525U + 1013904223U;
      text += pieces[(state >> 24) % std::size(pieces)];
    }
    CAPTURE(text);
    CHECK(parse_toml(text, "f").findings.size() <= 20);
  }
}

// Fault 89.
TEST_CASE("a token without quotes never shows in the message") {
  for (const char* token : {"pat-na1-11111111-2222", "11111111-2222-3333", "true-secret", "0x1secret"}) {
    const TomlText toml = parse_toml("token_file = " + std::string(token) + "\n", "f");
    REQUIRE(toml.findings.size() == 1);
    CHECK(to_text(toml.findings[0]).find(std::string(token).substr(5)) == std::string::npos);
    CHECK(toml.findings[0].mend.find("quotes") != std::string::npos);
  }
}
