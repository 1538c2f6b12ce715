#include <string_view>

#include "core/json.hpp"
#include "daemon/output/difference_counts.hpp"
#include "daemon/output/difference_report.hpp"

namespace threadmirror::daemon::output {
namespace {

void write_difference(core::JsonWriter& json, const storage::Difference& difference) {
  json.begin_object().field("id", difference.id).field("kind", to_string(difference.kind));
  if (difference.kind == storage::DifferenceKind::kDifferent) {
    json.key("fields").begin_array();
    for (const storage::FieldDifference& field : difference.fields) {
      json.begin_object().field("field", field.field);
      json.field("mirror", field.mirror).field("upstream", field.upstream).end_object();
    }
    json.end_array();
  }
  json.end_object();
}

class DifferenceJson final : public DifferenceReport {
 public:
  DifferenceJson(ReportKind kind, TextSink& sink) : kind_(kind), sink_(sink) {}

  void take(const storage::Difference& difference) override {
    sink_.write(counts_.total() == 0 ? "{\"differences\":[\n" : ",\n");
    counts_.add(difference.kind);
    core::JsonWriter json;
    write_difference(json, difference);
    sink_.write(json.text());
  }

  bool finish(const ReportEnd& end) override {
    sink_.write(counts_.total() == 0 ? "{\"differences\":[" : "\n");
    sink_.write("],\n");
    core::JsonWriter json;
    json.begin_object();
    json.field("missing", counts_.missing).field("extra", counts_.extra);
    json.field("different", counts_.different);
    json.field("compared", end.compared).field("unconfirmed", end.unconfirmed);
    json.field("rejected", end.rejected);
    if (kind_ != ReportKind::kVerify) {
      json.field("dry_run", kind_ == ReportKind::kDryRun);
      json.field("mass_delete_guard", end.mass_delete_guard);
    }
    json.end_object();
    sink_.write(json.text().substr(1));  // its opening brace stands at the very beginning
    sink_.write("\n");
    return sink_.flush();
  }

 private:
  ReportKind kind_;
  TextSink& sink_;
  DifferenceCounts counts_;
};

}  // namespace

std::unique_ptr<DifferenceReport> create_difference_json(ReportKind kind, TextSink& sink) {
  return std::make_unique<DifferenceJson>(kind, sink);
}

}  // namespace threadmirror::daemon::output
