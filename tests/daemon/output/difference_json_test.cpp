#include <doctest/doctest.h>

#include "daemon/output/difference_report.hpp"
#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using storage::Difference;
using storage::DifferenceKind;

std::string json(ReportKind kind, const std::vector<Difference>& differences, const ReportEnd& end) {
  StringSink sink;
  const auto report = create_difference_json(kind, sink);
  for (const Difference& difference : differences) report->take(difference);
  CHECK(report->finish(end));
  CHECK(sink.flushes == 1);
  return sink.text;
}

}  // namespace

TEST_CASE("every difference is one line of the JSON, in the order in which it came, and the counts follow") {
  ReportEnd end;
  end.compared = 1204;
  end.unconfirmed = 1;
  end.rejected = 2;
  const std::vector<Difference> differences{
      {7, DifferenceKind::kMissing, {}},
      {3, DifferenceKind::kDifferent, {{"status", "OPEN", "CLOSED"}, {"assigned_to", std::nullopt, ""}}},
      {-9, DifferenceKind::kExtra, {}}};
  CHECK(json(ReportKind::kVerify, differences, end) ==
        R"({"differences":[
{"id":7,"kind":"missing"},
{"id":3,"kind":"different","fields":[{"field":"status","mirror":"OPEN","upstream":"CLOSED"},)"
        R"({"field":"assigned_to","mirror":null,"upstream":""}]},
{"id":-9,"kind":"extra"}
],
"missing":1,"extra":1,"different":1,"compared":1204,"unconfirmed":1,"rejected":2}
)");
}

TEST_CASE("without a difference the array is there and empty") {
  CHECK(json(ReportKind::kVerify, {}, ReportEnd{}) ==
        "{\"differences\":[],\n"
        "\"missing\":0,\"extra\":0,\"different\":0,\"compared\":0,\"unconfirmed\":0,\"rejected\":0}\n");
}

TEST_CASE("a reconcile tells whether it was a dry run and what its guard held back") {
  ReportEnd end;
  CHECK(json(ReportKind::kReconcile, {}, end).find(R"("dry_run":false,"mass_delete_guard":null})") !=
        std::string::npos);
  end.mass_delete_guard = "\"too many\"";
  CHECK(json(ReportKind::kDryRun, {}, end).find(R"("dry_run":true,"mass_delete_guard":"\"too many\""})") !=
        std::string::npos);
}

// Faults 44, 53.
TEST_CASE("control characters, quotes and broken UTF-8 in values leave the JSON valid") {
  const std::string text =
      json(ReportKind::kVerify, {{1, DifferenceKind::kDifferent, {{"extra", "\x1b\"\n", "\xff"}}}}, {});
  CHECK(text.find(R"("mirror":"\u001B\"\n","upstream":")"
                  "\uFFFD\"") != std::string::npos);
}

TEST_CASE("what is taken is written at once, and without an end the JSON stays open") {
  StringSink sink;
  const auto report = create_difference_json(ReportKind::kVerify, sink);
  CHECK(sink.text.empty());
  report->take({1, DifferenceKind::kMissing, {}});
  CHECK(sink.text == "{\"differences\":[\n{\"id\":1,\"kind\":\"missing\"}");
}

TEST_CASE("a sink that takes nothing more ends it") {
  StringSink sink;
  sink.limit = 10;
  const auto report = create_difference_json(ReportKind::kVerify, sink);
  report->take({1, DifferenceKind::kMissing, {}});
  CHECK_FALSE(report->finish({}));
}

}  // namespace threadmirror::tests
