// What verify and reconcile found, for people and for programs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "daemon/output/table.hpp"
#include "daemon/output/text_sink.hpp"
#include "sync/difference_sink.hpp"

namespace threadmirror::daemon::output {

// Whose differences they are: the same facts in other words.
enum class ReportKind {
  kVerify,     // they stand
  kReconcile,  // they have been mended
  kDryRun,     // a reconcile would mend them
};

// What is known at the end, besides the differences themselves.
struct ReportEnd {
  std::int64_t compared = 0;     // threads
  std::int64_t unconfirmed = 0;  // of the differences, those that were seen only once
  std::int64_t rejected = 0;     // records of upstream that could not be read, and so not compared
  // Why threads that are gone upstream are not marked as deleted; empty where they are, or where there are
  // none. Not for kVerify.
  std::optional<std::string> mass_delete_guard;
};

// Takes differences in any order, counts them by kind, and writes them to a sink. Memory does not depend on
// their number. One thread at a time.
class DifferenceReport : public sync::DifferenceSink {
 public:
  // Once, after the last difference of a comparison that came to its end; also flushes the sink. False where
  // the sink takes nothing more. Left out when the comparison failed: JSON then stays open, and nobody takes
  // a part for the whole.
  virtual bool finish(const ReportEnd& end) = 0;
};

// For people, all at the end: one sentence with the counts, then a table of the first hundred differences by
// id, a line for each field, and how many more there are. Long values are cut. The sink must outlive it.
std::unique_ptr<DifferenceReport> create_difference_text(ReportKind kind, const TableStyle& style,
                                                         TextSink& sink);

// For programs, one JSON object, written as the differences come, a line for each:
// {"differences":[{"id":1,"kind":"different","fields":[{"field":"status","mirror":"OPEN","upstream":null}]}],
// "missing":0,"extra":0,"different":1,"compared":9,"unconfirmed":0,"rejected":0}; `fields` only where the
// kind is "different". For kReconcile and kDryRun also "dry_run" and "mass_delete_guard" (null or a text).
// The sink must outlive it.
std::unique_ptr<DifferenceReport> create_difference_json(ReportKind kind, TextSink& sink);

}  // namespace threadmirror::daemon::output
