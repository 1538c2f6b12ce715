// The command `query`: a statement in, rows out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "daemon/output/row_writer.hpp"
#include "daemon/output/terminal.hpp"
#include "daemon/output/text_sink.hpp"
#include "storage/mirror_reader.hpp"

namespace threadmirror::daemon::output {

// What fits the stream that the rows go to.
RowWriterOptions row_writer_options(const Terminal& terminal);

// The statement: `argument` itself, or all of descriptor `input` where it is "-". kUsage where there is none
// (only white space) or more than 1 MiB of it, kIo where `input` can't be read.
core::Result<std::string> read_statement(std::string_view argument, int input);

// Runs a statement and writes its rows to `sink`, in memory that does not depend on their number. Returns how
// many they were. A reader that goes away (`query … | head`) ends it early and is no failure. Fails as
// MirrorReader::query does, and with the sink's own error (disk full); the output is then a visible fragment.
core::Result<std::int64_t> run_query(storage::MirrorReader& reader, const storage::Question& question,
                                     RowFormat format, const RowWriterOptions& options, TextSink& sink);

}  // namespace threadmirror::daemon::output
