// Rows as comma-separated values.
#pragma once

#include <memory>

#include "daemon/output/row_writer.hpp"

namespace threadmirror::daemon::output {

// RFC 4180: a header line, CRLF after each line, quotes around fields that hold a comma, a quote, a line
// break, or white space at an end. NULL is an empty field and an empty text is "". (A NULL that is the only
// column is therefore an empty line, as PostgreSQL's COPY writes it.) The sink must outlive the writer.
std::unique_ptr<RowWriter> create_csv_writer(TextSink& sink);

}  // namespace threadmirror::daemon::output
