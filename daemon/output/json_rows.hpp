// Rows as JSON objects.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/output/row_writer.hpp"

namespace threadmirror::daemon::output {

enum class JsonRowsShape {
  kArray,  // one array, one object per line; "[]" where there are no rows
  kLines,  // one object per line and nothing else
};

// The sink must outlive the writer.
std::unique_ptr<RowWriter> create_json_rows(JsonRowsShape shape, TextSink& sink);

// The names with "_2", "_3" … behind those that came before, so that no object has a key twice. A name that
// is given as such is never taken for a numbered one: {a, a, a_2} becomes {a, a_3, a_2}.
std::vector<std::string> unique_names(const std::vector<std::string>& names);

}  // namespace threadmirror::daemon::output
