#include "storage/comparison_tables.hpp"

#include <algorithm>
#include <string_view>

#include "storage/comparison_sql.hpp"
#include "storage/statement.hpp"

namespace threadmirror::storage {
namespace {

// A suspect's field is kept as its position among the columns that are compared.
std::int64_t position_of(std::string_view column) {
  const ComparedColumns& columns = compared_columns();
  return std::find(columns.begin(), columns.end(), column) - columns.begin();
}

}  // namespace

void ComparisonTables::create(SQLite::Database& database) { database.exec(sql::kCreateComparison); }

ComparisonTables::ComparisonTables(SQLite::Database& database)
    : note_listed_(database, sql::kNoteListed),
      save_(database, sql::kSaveSuspect),
      save_field_(database, sql::kSaveSuspectField),
      forget_(database, sql::kForgetSuspect),
      forget_fields_(database, sql::kForgetSuspectFields),
      select_(database, sql::kSelectSuspects),
      select_fields_(database, sql::kSelectSuspectFields) {}

bool ComparisonTables::note_listed(std::int64_t id) { return Use(note_listed_, id).run() > 0; }

void ComparisonTables::save(const Difference& suspect) {
  Use(save_, suspect.id, static_cast<std::int64_t>(suspect.kind)).run();
  for (const FieldDifference& difference : suspect.fields) {
    Use(save_field_, suspect.id, position_of(difference.field), difference.mirror, difference.upstream).run();
  }
}

void ComparisonTables::forget(std::int64_t id) {
  Use(forget_, id).run();
  Use(forget_fields_, id).run();
}

std::vector<Difference> ComparisonTables::suspects(std::int64_t first, std::int64_t limit) {
  std::vector<Difference> found;
  Use row(select_, first, limit);
  while (row.step()) {
    found.push_back({row.integer(0), static_cast<DifferenceKind>(row.integer(1)), fields_of(row.integer(0))});
  }
  return found;
}

std::vector<FieldDifference> ComparisonTables::fields_of(std::int64_t id) {
  std::vector<FieldDifference> fields;
  Use row(select_fields_, id);
  while (row.step()) {
    const auto position = static_cast<std::size_t>(row.integer(0));
    fields.push_back({compared_columns().at(position), row.maybe_text(1), row.maybe_text(2)});
  }
  return fields;
}

}  // namespace threadmirror::storage
