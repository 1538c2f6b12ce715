#include "daemon/schema_command.hpp"

#include <unistd.h>

#include <string>

#include "daemon/complaint.hpp"
#include "daemon/output/schema_report.hpp"
#include "daemon/output/text_sink.hpp"
#include "daemon/relation_choice.hpp"

namespace threadmirror::daemon {
namespace {

using output::SchemaExtract;
using output::SchemaFormat;

core::Result<SchemaExtract> extract(const std::vector<std::string>& names) {
  if (names.empty()) return output::whole_schema();
  SchemaExtract named;
  for (const std::string& name : names) {
    const auto relation = choose_relation(name);
    if (!relation) return core::fail(relation.error());
    named.relations.push_back(*relation);
  }
  return named;
}

std::string report(const SchemaExtract& schema, SchemaFormat format, const output::Terminal& out) {
  switch (format) {
    case SchemaFormat::kText:
      return output::schema_text(schema, {out.width, out.colour, out.unicode});
    case SchemaFormat::kMarkdown:
      return output::schema_markdown(schema);
    case SchemaFormat::kJson:
      return output::schema_json(schema);
  }
  return {};
}

}  // namespace

output::ExitCode run_schema(const SchemaOptions& options, const output::Terminal& out,
                            output::Console& console) {
  const auto format = output::parse_schema_format(options.format);
  if (!format) return complain(format.error(), console);
  const auto schema = extract(options.relations);
  if (!schema) return complain(schema.error(), console);
  output::FdSink sink(STDOUT_FILENO);
  sink.write(report(*schema, *format, out));
  sink.flush();
  return sink.error() ? complain(*sink.error(), console) : output::ExitCode::kSuccess;
}

}  // namespace threadmirror::daemon
