#include "storage/table_file.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "storage/sql.hpp"
#include "storage/sqlite_error.hpp"

namespace threadmirror::storage {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

// Who makes the file is alone with it, and throws it away if it is not completed.
constexpr const char* kUnguarded = R"(
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = OFF;
  PRAGMA synchronous = OFF;
)";

std::string identifier(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out += '"';
}

// "id" INTEGER PRIMARY KEY; a column without words, of a view that is older than they are, has no type.
std::string declaration(const std::string& name, const std::vector<ColumnWords>& known) {
  for (const ColumnWords& column : known) {
    if (column.name != name) continue;
    const bool is_key = column.name == "id" && column.kind == ColumnKind::kInteger;
    return fmt::format("{} {}{}", identifier(name), sql_type(column.kind), is_key ? " PRIMARY KEY" : "");
  }
  return identifier(name);
}

std::string create_statement(const RelationWords& relation, const Names& names) {
  const std::vector<ColumnWords> known = all_columns(relation);
  std::string columns;
  for (const std::string& name : names) columns += (columns.empty() ? "" : ", ") + declaration(name, known);
  return fmt::format("CREATE TABLE {} ({})", identifier(relation.name), columns);
}

std::string insert_statement(const RelationWords& relation, const Names& names) {
  std::string values;
  for (std::size_t i = 0; i < names.size(); ++i) values += values.empty() ? "?" : ", ?";
  return fmt::format("INSERT INTO {} VALUES ({})", identifier(relation.name), values);
}

// Binds a value where it lies.
struct Binder {
  SQLite::Statement& statement;
  int index;
  void operator()(std::monostate) const { statement.bind(index); }
  void operator()(std::int64_t number) const { statement.bind(index, number); }
  void operator()(double number) const { statement.bind(index, number); }
  void operator()(const std::string& text) const { statement.bindNoCopy(index, text); }
  void operator()(const Blob& blob) const {
    statement.bindNoCopy(index, blob.bytes.data(), static_cast<int>(blob.bytes.size()));
  }
};

// One transaction over all rows. Throws SQLite::Exception.
class TableFile {
 public:
  explicit TableFile(const fs::path& file)
      : database_(file.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX) {
    database_.exec(sql::kLimits);
    database_.exec(kUnguarded);
    database_.exec("BEGIN");
  }
  sqlite3* handle() const { return database_.getHandle(); }

  void create(const RelationWords& relation, const Names& names) {
    database_.exec(create_statement(relation, names));
    insert_.emplace(database_, insert_statement(relation, names));
  }
  void add(const std::vector<Value>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::visit(Binder{*insert_, static_cast<int>(i) + 1}, row[i]);
    }
    insert_->exec();
    insert_->reset();
    ++rows_;
  }
  std::int64_t finish() {
    insert_.reset();
    database_.exec("COMMIT");
    return rows_;
  }

 private:
  SQLite::Database database_;
  std::optional<SQLite::Statement> insert_;
  std::int64_t rows_ = 0;
};

}  // namespace

core::Result<std::int64_t> write_table_file(MirrorReader& reader, const Question& question,
                                            const RelationWords& relation, const fs::path& file) {
  std::optional<TableFile> table;
  const auto handle = [&table] { return table ? table->handle() : nullptr; };
  core::Status written = guarded(file, handle, [&] { table.emplace(file); });
  if (!written) return core::fail(written.error());
  const auto on_header = [&](const Names& names) {
    written = guarded(file, handle, [&] { table->create(relation, names); });
  };
  const auto on_row = [&](const std::vector<Value>& row) {
    if (written) written = guarded(file, handle, [&] { table->add(row); });
    return written.has_value();
  };
  const core::Status read = reader.query(question, on_header, on_row);
  if (!written) return core::fail(written.error());
  if (!read) return core::fail(read.error());
  return guarded(file, handle, [&] { return table->finish(); });
}

}  // namespace threadmirror::storage
