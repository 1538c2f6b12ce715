#include "daemon/output/difference_report.hpp"

#include <fmt/format.h>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text.hpp"
#include "daemon/output/difference_counts.hpp"
#include "daemon/output/paint.hpp"
#include "daemon/output/table_writer.hpp"
#include "daemon/output/text_width.hpp"
#include "daemon/output/words.hpp"

namespace threadmirror::daemon::output {
namespace {

using core::with_thousands;
using storage::Difference;
using storage::DifferenceKind;

constexpr std::size_t kShown = 100;
constexpr std::size_t kWidestValue = 80;     // terminal columns
constexpr std::size_t kLongestValue = 1024;  // bytes that are looked at; more would be cut anyway

// What the table says of one thread: the fields' cells, none where it is not about fields.
struct ShownThread {
  DifferenceKind kind = DifferenceKind::kDifferent;
  std::vector<CellRow> fields;
};

Cell value_cell(const std::optional<std::string>& value, bool unicode) {
  const storage::Value stored = value ? storage::Value(*value) : storage::Value();
  Cell cell = display_cell(stored, unicode, kLongestValue);
  cell.text = fit(cell.text, kWidestValue, table_signs(unicode).ellipsis);
  return cell;
}

ShownThread shown(const Difference& difference, bool unicode) {
  ShownThread thread{difference.kind, {}};
  for (const storage::FieldDifference& field : difference.fields) {
    thread.fields.push_back({Cell{std::string(field.field)}, value_cell(field.mirror, unicode),
                             value_cell(field.upstream, unicode)});
  }
  return thread;
}

// The kind of difference in the words of the report's kind.
std::string_view word(DifferenceKind kind, ReportKind report, bool guarded) {
  if (report == ReportKind::kVerify) return to_string(kind);
  const bool done = report == ReportKind::kReconcile;
  switch (kind) {
    case DifferenceKind::kMissing:
      return done ? "inserted" : "insert";
    case DifferenceKind::kExtra:
      if (guarded) return "gone upstream";
      return done ? "marked as deleted" : "mark as deleted";
    case DifferenceKind::kDifferent:
      return done ? "updated" : "update";
  }
  return "";
}

std::string verify_sentence(const DifferenceCounts& counts, const std::string& threads) {
  if (counts.total() == 0) return fmt::format("The mirror equals HubSpot: {} compared.", threads);
  return fmt::format("{} in {}: {} missing, {} extra, {} different.",
                     count_words(counts.total(), "difference", "differences"), threads,
                     with_thousands(counts.missing), with_thousands(counts.extra),
                     with_thousands(counts.different));
}

std::string reconcile_sentence(const DifferenceCounts& counts, const std::string& threads, bool dry_run,
                               bool guarded) {
  if (counts.total() == 0) {
    return fmt::format("Compared {}: nothing {}.", threads,
                       dry_run ? "would be changed" : "had to be changed");
  }
  return fmt::format("Compared {}: {}{} inserted, {} updated, {} marked as deleted.", threads,
                     with_thousands(counts.missing), dry_run ? " would be" : "",
                     with_thousands(counts.different), guarded ? "none" : with_thousands(counts.extra));
}

class DifferenceText final : public DifferenceReport {
 public:
  DifferenceText(ReportKind kind, const TableStyle& style, TextSink& sink)
      : kind_(kind), style_(style), sink_(sink) {}

  void take(const Difference& difference) override {
    counts_.add(difference.kind);
    if (first_.size() == kShown && difference.id >= first_.rbegin()->first) return;
    first_.emplace(difference.id, shown(difference, style_.unicode));
    if (first_.size() > kShown) first_.erase(std::prev(first_.end()));
  }

  bool finish(const ReportEnd& end) override {
    sink_.write(heading(end));
    sink_.write(notes(end));
    if (!first_.empty()) write_table(end.mass_delete_guard.has_value());
    return sink_.flush();
  }

 private:
  std::string heading(const ReportEnd& end) const;
  std::string notes(const ReportEnd& end) const;
  void write_table(bool guarded);
  std::vector<CellRow> rows(bool guarded) const;

  ReportKind kind_;
  TableStyle style_;
  TextSink& sink_;
  DifferenceCounts counts_;
  std::multimap<std::int64_t, ShownThread> first_;  // by id: the lowest hundred
};

std::string DifferenceText::heading(const ReportEnd& end) const {
  const std::string threads = count_words(end.compared, "thread", "threads");
  const std::string sentence = kind_ == ReportKind::kVerify
                                   ? verify_sentence(counts_, threads)
                                   : reconcile_sentence(counts_, threads, kind_ == ReportKind::kDryRun,
                                                        end.mass_delete_guard.has_value());
  const bool well = counts_.total() == 0 || kind_ == ReportKind::kReconcile;
  return painted(sentence, well ? Paint::kGreen : Paint::kYellow, style_.colour) + '\n';
}

std::string DifferenceText::notes(const ReportEnd& end) const {
  std::string text;
  if (end.mass_delete_guard) {
    text += fmt::format("  Not marked as deleted: {}\n", displayable(*end.mass_delete_guard));
  }
  if (end.unconfirmed > 0) {
    text += fmt::format(
        "  {} of them {} seen only once, in the listings; what was on its way meanwhile may be among them.\n",
        with_thousands(end.unconfirmed), end.unconfirmed == 1 ? "was" : "were");
  }
  if (end.rejected > 0) {
    text += fmt::format("  {} could not be read, and so not compared.\n",
                        count_words(end.rejected, "record of HubSpot's", "records of HubSpot's"));
  }
  return text;
}

std::vector<CellRow> DifferenceText::rows(bool guarded) const {
  std::vector<CellRow> rows;
  for (const auto& [id, thread] : first_) {
    const CellRow head{{std::to_string(id), true, false}, {std::string(word(thread.kind, kind_, guarded))}};
    if (thread.fields.empty()) {
      rows.push_back(head);
      rows.back().resize(head.size() + 3);
    }
    for (const CellRow& field : thread.fields) {
      rows.push_back(head);
      rows.back().insert(rows.back().end(), field.begin(), field.end());
    }
  }
  return rows;
}

void DifferenceText::write_table(bool guarded) {
  std::vector<std::string> names{"id", "difference", "field", "mirror", "HubSpot"};
  if (kind_ != ReportKind::kVerify) names[1] = "change";
  if (kind_ == ReportKind::kReconcile) names[3] = "mirror before";
  const std::vector<CellRow> table = rows(guarded);
  const TableLayout layout = plan_table(names, table, style_.width);
  sink_.write("\n" + draw_header(layout, style_));
  std::int64_t number = 0;
  for (const CellRow& row : table) sink_.write(draw_row(layout, style_, row, ++number));
  const std::int64_t more = counts_.total() - static_cast<std::int64_t>(first_.size());
  if (more > 0) {
    sink_.write(fmt::format("{} and {} more; --json lists all\n", table_signs(style_.unicode).ellipsis,
                            with_thousands(more)));
  }
}

}  // namespace

std::unique_ptr<DifferenceReport> create_difference_text(ReportKind kind, const TableStyle& style,
                                                         TextSink& sink) {
  return std::make_unique<DifferenceText>(kind, style, sink);
}

}  // namespace threadmirror::daemon::output
