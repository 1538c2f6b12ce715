#include "tests/fake_hubspot/faults.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::fake_hubspot;

TEST_CASE("the short form sets every property") {
  const auto rule = parse_fault(
      "status:429,next=3,probability=0.25,path=/threads,policy=DAILY,retry_after=soon,"
      "doubled_retry_after=true");
  REQUIRE(rule);
  CHECK(rule->kind == FaultKind::kStatus);
  CHECK(rule->value == 429);
  CHECK(rule->next == 3);
  CHECK(rule->probability == 0.25);
  CHECK(rule->path == "/threads");
  CHECK(rule->policy == "DAILY");
  CHECK(rule->retry_after == "soon");
  CHECK(rule->doubled_retry_after);
  CHECK(parse_fault("stall:header,value=5000")->value == 5000);
  CHECK(parse_fault("reset")->text == "before");
  CHECK(parse_fault("drip:10")->value == 10);
  CHECK(parse_fault("redirect:http://other.invalid/")->text == "http://other.invalid/");
}

TEST_CASE("every fault has a name, and a form that is accepted") {
  for (const auto name : fault_names()) {
    std::string text(name);
    if (name == "status") text += ":500";
    if (name == "drip") text += ":1";
    if (name == "length") text += ":short";
    CAPTURE(text);
    const auto rule = parse_fault(text);
    REQUIRE(rule);
    CHECK(to_string(rule->kind) == name);
  }
}

TEST_CASE("what makes no sense is refused with what is possible") {
  for (const char* text :
       {"", "explode", "status", "status:99", "status:600", "status:x", "drip", "drip:0", "reset:middle",
        "length", "length:odd", "status:500,next=-1", "status:500,probability=2", "status:500,nonsense=1",
        "status:429,policy=HOURLY", "status:500,next"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_fault(text));
  }
  CHECK(parse_fault("stats:503").error().mend().starts_with("did you mean \"status\"? possible: "));
  CHECK(parse_fault("reset:middle").error().mend() == "possible: before, header, body");
}

TEST_CASE("a rule hits the next N requests of its path and then rests") {
  Faults faults(1);
  faults.add(*parse_fault("status:500,next=2,path=/threads"));
  CHECK_FALSE(faults.strike("/account"));
  CHECK(faults.strike("/threads?a"));
  CHECK(faults.strike("/threads/5"));
  CHECK_FALSE(faults.strike("/threads"));
  CHECK(faults.rules().front().hits == 2);
  faults.clear();
  CHECK(faults.rules().empty());
}

TEST_CASE("a rule without end hits its share of requests, the same ones for the same seed") {
  std::vector<bool> runs[2];
  for (auto& run : runs) {
    Faults faults(5);
    faults.add(*parse_fault("reset,next=0,probability=0.2"));
    for (int i = 0; i < 5000; ++i) run.push_back(faults.strike("/x").has_value());
    CHECK(faults.rules().front().hits == doctest::Approx(1000).epsilon(0.1));
  }
  CHECK(runs[0] == runs[1]);
}

TEST_CASE("the first rule that hits wins") {
  Faults faults(1);
  faults.add(*parse_fault("status:500"));
  faults.add(*parse_fault("status:503"));
  CHECK(faults.strike("/")->value == 500);
  CHECK(faults.strike("/")->value == 503);
  CHECK_FALSE(faults.strike("/"));
}
