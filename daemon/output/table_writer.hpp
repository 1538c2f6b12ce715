// A table of any number of rows in bounded memory.
#pragma once

#include <memory>

#include "daemon/output/row_writer.hpp"
#include "daemon/output/table.hpp"

namespace threadmirror::daemon::output {

// Lays the table out by the first thousand rows (or the first 4 MiB), and streams the rest through that
// layout: a later text that is too wide is cut where the width is limited, and juts out where it is not. The
// sink must outlive the writer.
std::unique_ptr<RowWriter> create_table_writer(const TableStyle& style, TextSink& sink);

// The value as a cell shows it. `limit`, in bytes, bounds the work on a huge text that would be cut anyway;
// 0 is no bound.
Cell display_cell(const storage::Value& value, bool unicode, std::size_t limit);

}  // namespace threadmirror::daemon::output
