// A report about differences on standard output.
#pragma once

#include <memory>
#include <optional>

#include "core/error.hpp"
#include "daemon/output/difference_report.hpp"
#include "daemon/output/terminal.hpp"
#include "daemon/output/text_sink.hpp"

namespace threadmirror::daemon {

// Owns the report and its way out, which does a terminal no harm whatever the values hold.
class ReportOutput {
 public:
  ReportOutput(output::ReportKind kind, bool json, const output::Terminal& terminal);

  output::DifferenceReport& report() { return *report_; }
  // Why the report could not be written whole, if so.
  std::optional<core::Error> error() const { return out_.error(); }

 private:
  output::FdSink out_;
  output::TerminalSafeSink safe_;
  std::unique_ptr<output::DifferenceReport> report_;
};

}  // namespace threadmirror::daemon
