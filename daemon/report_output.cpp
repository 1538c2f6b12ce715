#include "daemon/report_output.hpp"

#include <unistd.h>

namespace threadmirror::daemon {
namespace {

std::unique_ptr<output::DifferenceReport> create_report(output::ReportKind kind, bool json,
                                                        const output::Terminal& terminal,
                                                        output::TextSink& plain, output::TextSink& safe) {
  if (json) return output::create_difference_json(kind, terminal.is_terminal ? safe : plain);
  return output::create_difference_text(kind, {terminal.width, terminal.colour, terminal.unicode}, plain);
}

}  // namespace

ReportOutput::ReportOutput(output::ReportKind kind, bool json, const output::Terminal& terminal)
    : out_(STDOUT_FILENO), safe_(out_), report_(create_report(kind, json, terminal, out_, safe_)) {}

}  // namespace threadmirror::daemon
