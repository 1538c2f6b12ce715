// Rows as a table in GitHub's Markdown.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "daemon/output/row_writer.hpp"

namespace threadmirror::daemon::output {

// Columns that hold a number in the first row are aligned to the right. NULL is *NULL*, which no text can
// look like, as its stars would be escaped. The sink must outlive the writer.
std::unique_ptr<RowWriter> create_markdown_writer(TextSink& sink);

// The text as a cell shows it literally: pipes and everything with a meaning in Markdown or HTML escaped, a
// line break as <br>, other control characters visible.
std::string markdown_text(std::string_view text);

}  // namespace threadmirror::daemon::output
