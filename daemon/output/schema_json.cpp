#include "core/json.hpp"
#include "daemon/output/schema_report.hpp"

namespace threadmirror::daemon::output {
namespace {

void write_column(core::JsonWriter& json, const storage::ColumnWords& column) {
  json.begin_object();
  json.field("name", column.name).field("type", sql_type(column.kind)).field("kind", to_string(column.kind));
  json.field("meaning", column.meaning).key("source");
  if (column.source.empty()) {
    json.null();
  } else {
    json.value(column.source);
  }
  json.end_object();
}

void write_relation(core::JsonWriter& json, const storage::RelationWords& relation) {
  json.begin_object();
  json.field("name", relation.name).field("type", relation.is_view ? "view" : "table");
  json.field("meaning", relation.meaning).key("columns").begin_array();
  for (const storage::ColumnWords& column : all_columns(relation)) write_column(json, column);
  json.end_array().end_object();
}

}  // namespace

std::string schema_json(const SchemaExtract& extract) {
  core::JsonWriter json(core::JsonWriter::Style::kPretty);
  json.begin_object().field("schema_version", storage::schema_version());
  json.key("relations").begin_array();
  for (const storage::RelationWords& relation : extract.relations) write_relation(json, relation);
  json.end_array().end_object();
  return std::string(json.text()) + '\n';
}

}  // namespace threadmirror::daemon::output
