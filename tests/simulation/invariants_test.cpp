#include "tests/simulation/invariants.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/simulation/trace.hpp"

using namespace threadmirror::simulation;
using namespace std::chrono_literals;

TEST_CASE("every invariant has its row, in order, with a name of its own and a sentence") {
  std::set<std::string_view> names;
  int number = 0;
  for (const InvariantText& row : invariant_table()) {
    CHECK(static_cast<int>(row.invariant) == ++number);
    CHECK(names.insert(row.name).second);
    CHECK(row.sentence.size() > 30);
    CHECK(&text_of(row.invariant) == &row);
  }
  CHECK(number == static_cast<int>(Invariant::kSettled));
}

TEST_CASE("the referee keeps the first breach and tells it with number, promise and sentence") {
  Referee referee;
  CHECK(!referee.stopped());
  referee.report(Invariant::kQuiet, "first");
  referee.report(Invariant::kExact, "second");
  REQUIRE(referee.stopped());
  CHECK(referee.violation()->invariant == Invariant::kQuiet);
  const std::string text = referee.violation()->text();
  CHECK(text.find("invariant 8 (quiet, P4)") == 0);
  CHECK(text.find("first") != std::string::npos);
}

TEST_CASE("traces that differ in any part have different hashes, equal ones the same") {
  const auto hash = [](std::chrono::milliseconds at, const char* what, std::int64_t number,
                       const char* text) {
    Trace trace;
    trace.note(at, what, number, text);
    return trace.hash();
  };
  const auto usual = hash(1ms, "request", 2, "a longer text than eight bytes");
  CHECK(usual == hash(1ms, "request", 2, "a longer text than eight bytes"));
  CHECK(usual != hash(2ms, "request", 2, "a longer text than eight bytes"));
  CHECK(usual != hash(1ms, "answer", 2, "a longer text than eight bytes"));
  CHECK(usual != hash(1ms, "request", 3, "a longer text than eight bytes"));
  CHECK(usual != hash(1ms, "request", 2, "a longer text than eight byteS"));
}

TEST_CASE("a trace prints time, word, number and text") {
  std::string line;
  Trace trace([&](const std::string& printed) { line = printed; });
  trace.note(3'723'004ms, "answer", 200, "body");
  CHECK(line.find("01:02:03.004") == 0);
  CHECK(line.find("answer") != std::string::npos);
  CHECK(line.find("200") != std::string::npos);
  CHECK(line.find("body") != std::string::npos);
}
