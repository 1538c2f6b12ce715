// Rows on their way out, in one of five formats.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "daemon/output/text_sink.hpp"
#include "storage/mirror_reader.hpp"

namespace threadmirror::daemon::output {

// Writes one result. Memory does not depend on the number of rows. One thread at a time. Each call is false
// once the sink takes nothing more; the caller then stops.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  // Once, before the rows. Not called at all for a statement that has no columns.
  virtual bool header(const std::vector<std::string>& names) = 0;
  // As many cells as there were names.
  virtual bool row(const std::vector<storage::Value>& cells) = 0;
  // Once, after the last row of a complete result; also flushes the sink. Left out when the query failed: a
  // JSON array then stays open, and nobody takes a part for the whole.
  virtual bool end() = 0;
};

// How each writes what text alone can't tell apart:
//  - table:    for people. NULL is "∅" (a text that looks like that is put in quotes); control characters
//              are escaped; on a terminal long texts are cut with "…", numbers never, and a result that is
//              too wide for a line per row is shown as a block per row. Blobs are x'00ff'.
//  - csv:      RFC 4180. NULL is an empty field, an empty text is "". Blobs are x'00ff'. Texts are unchanged.
//  - json:     an array of objects, one per line; numbers are numbers; blobs are base64; Inf is null. A
//              column whose name came before gets "_2", "_3" … behind it.
//  - jsonl:    the same objects, without the array.
//  - markdown: a GitHub table. NULL is *NULL*; everything with a meaning in Markdown is escaped.
enum class RowFormat { kTable, kCsv, kJson, kJsonl, kMarkdown };

// The formats' names, in the order of help texts.
std::span<const std::string_view> row_format_names();

// kUsage, with the nearest name as the mend, for a name that is none.
core::Result<RowFormat> parse_row_format(std::string_view name);

struct RowWriterOptions {
  std::optional<std::size_t> width;  // table: columns to fit into; unlimited where nothing is given
  bool colour = false;               // table: bold header, dim lines and NULL
  bool unicode = true;               // table: box drawing, "…" and "∅"; else plain ASCII
  bool to_terminal = false;          // all others: control characters are escaped on their way out
};

// The sink must outlive the writer.
std::unique_ptr<RowWriter> create_row_writer(RowFormat format, const RowWriterOptions& options,
                                             TextSink& sink);

}  // namespace threadmirror::daemon::output
