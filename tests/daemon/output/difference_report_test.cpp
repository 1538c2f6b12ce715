#include "daemon/output/difference_report.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using storage::Difference;
using storage::DifferenceKind;

const Difference kMissing{7, DifferenceKind::kMissing, {}};
const Difference kExtra{8, DifferenceKind::kExtra, {}};
const Difference kDifferent{
    42, DifferenceKind::kDifferent, {{"status", "OPEN", "CLOSED"}, {"closed_at", std::nullopt, "today"}}};

ReportEnd compared(std::int64_t threads) {
  ReportEnd end;
  end.compared = threads;
  return end;
}

std::string text(ReportKind kind, const std::vector<Difference>& differences, const ReportEnd& end,
                 const TableStyle& style = {}) {
  StringSink sink;
  const auto report = create_difference_text(kind, style, sink);
  for (const Difference& difference : differences) report->take(difference);
  CHECK(sink.text.empty());
  CHECK(report->finish(end));
  CHECK(sink.flushes == 1);
  return sink.text;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }
bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("an equal mirror is one sentence") {
  CHECK(text(ReportKind::kVerify, {}, compared(48211)) ==
        "The mirror equals HubSpot: 48,211 threads compared.\n");
  CHECK(text(ReportKind::kVerify, {}, compared(1)) == "The mirror equals HubSpot: 1 thread compared.\n");
}

TEST_CASE("verify tells the counts and a table by id with a line for each field") {
  CHECK(text(ReportKind::kVerify, {kDifferent, kExtra, kMissing}, compared(48211)) ==
        "3 differences in 48,211 threads: 1 missing, 1 extra, 1 different.\n"
        "\n"
        " id │ difference │ field     │ mirror │ HubSpot\n"
        "────┼────────────┼───────────┼────────┼────────\n"
        "  7 │ missing    │           │        │ \n"
        "  8 │ extra      │           │        │ \n"
        " 42 │ different  │ status    │ OPEN   │ CLOSED\n"
        " 42 │ different  │ closed_at │ ∅      │ today\n");
}

TEST_CASE("a reconcile tells the same as what was changed, a dry run as what would be") {
  const std::vector<Difference> all{kMissing, kExtra, kDifferent};
  const std::string done = text(ReportKind::kReconcile, all, compared(1000));
  CHECK(first_line(done) == "Compared 1,000 threads: 1 inserted, 1 updated, 1 marked as deleted.");
  CHECK(contains(done, "│ change "));
  CHECK(contains(done, "│ mirror before │"));
  CHECK(contains(done, "  7 │ inserted "));
  CHECK(contains(done, "  8 │ marked as deleted │"));
  CHECK(contains(done, " 42 │ updated "));
  const std::string dry = text(ReportKind::kDryRun, all, compared(1000));
  CHECK(first_line(dry) == "Compared 1,000 threads: 1 would be inserted, 1 updated, 1 marked as deleted.");
  CHECK(contains(dry, "  7 │ insert "));
  CHECK(contains(dry, "  8 │ mark as deleted │"));
  CHECK(contains(dry, " 42 │ update "));
  CHECK(text(ReportKind::kReconcile, {}, compared(2)) == "Compared 2 threads: nothing had to be changed.\n");
  CHECK(text(ReportKind::kDryRun, {}, compared(2)) == "Compared 2 threads: nothing would be changed.\n");
}

// Fault 65.
TEST_CASE("a mass deletion that is held back is told as such") {
  ReportEnd end = compared(1000);
  end.mass_delete_guard = "300 of 1,000 threads are gone";
  const std::string dry = text(ReportKind::kDryRun, {kExtra}, end);
  CHECK(first_line(dry) == "Compared 1,000 threads: 0 would be inserted, 0 updated, none marked as deleted.");
  CHECK(contains(dry, "\n  Not marked as deleted: 300 of 1,000 threads are gone\n"));
  CHECK(contains(dry, "  8 │ gone upstream │"));
  const std::string done = text(ReportKind::kReconcile, {}, end);
  CHECK(contains(done, "nothing had to be changed.\n  Not marked as deleted: 300"));
}

TEST_CASE("what was seen only once and what could not be read is said") {
  ReportEnd end = compared(10);
  end.unconfirmed = 1;
  end.rejected = 1;
  std::string said = text(ReportKind::kVerify, {kMissing, kExtra}, end);
  CHECK(contains(said, "\n  1 of them was seen only once, "));
  CHECK(contains(said, "\n  1 record of HubSpot's could not be read"));
  end.unconfirmed = 1204;
  end.rejected = 2;
  said = text(ReportKind::kVerify, {kMissing, kExtra}, end);
  CHECK(contains(said, "\n  1,204 of them were seen only once, "));
  CHECK(contains(said, "\n  2 records of HubSpot's could not be read"));
}

TEST_CASE("the hundred lowest ids are shown, in whatever order they come, and the others are counted") {
  std::vector<Difference> many;
  for (int id = 1304; id > 0; --id) many.push_back({id * 10, DifferenceKind::kMissing, {}});
  std::swap(many[3], many[1300]);
  const std::string said = text(ReportKind::kVerify, many, compared(5000));
  CHECK(first_line(said) == "1,304 differences in 5,000 threads: 1,304 missing, 0 extra, 0 different.");
  CHECK(std::count(said.begin(), said.end(), '\n') == 1 + 1 + 2 + 100 + 1);
  CHECK(contains(said, "   10 │ missing"));
  CHECK(contains(said, " 1000 │ missing"));
  CHECK_FALSE(contains(said, "1010"));
  CHECK(contains(said, "\n… and 1,204 more; --json lists all\n"));
  many.resize(100);
  CHECK_FALSE(contains(text(ReportKind::kVerify, many, compared(5000)), "more"));
}

// Fault 53.
TEST_CASE("values are shown without control characters, and long ones are cut") {
  const Difference odd{1,
                       DifferenceKind::kDifferent,
                       {{"status", "\x1b[2Jx\n", "\u202e"}, {"extra", std::string(100000, 'y'), "∅"}}};
  const std::string said = text(ReportKind::kVerify, {odd}, compared(1));
  CHECK_FALSE(contains(said, "\x1b"));
  CHECK(contains(said, "\\x1b[2Jx\\n"));
  CHECK(contains(said, "\\u202e"));
  CHECK(contains(said, std::string(79, 'y') + "…"));
  CHECK(contains(said, "'∅'"));
  CHECK(said.size() < 2000);
}

TEST_CASE("a narrow terminal, plain ASCII and colour are minded") {
  TableStyle style;
  style.width = 40;
  style.unicode = false;
  const std::string plain = text(ReportKind::kVerify, {kDifferent}, compared(9), style);
  CHECK(std::all_of(plain.begin(), plain.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  CHECK(contains(plain, "closed_at"));
  style.colour = true;
  CHECK(contains(text(ReportKind::kVerify, {}, compared(9), style), "\x1b[32mThe mirror equals"));
  CHECK(contains(text(ReportKind::kVerify, {kExtra}, compared(9), style), "\x1b[33m1 difference in 9"));
}

TEST_CASE("a sink that takes nothing more is told") {
  StringSink sink;
  sink.limit = 5;
  CHECK_FALSE(create_difference_text(ReportKind::kVerify, {}, sink)->finish({}));
}

}  // namespace threadmirror::tests
