#include "daemon/export_format.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace threadmirror;
using namespace threadmirror::daemon;

TEST_CASE("an export's format is known by its name, whatever the file's ending") {
  for (const ExportFormat format : {ExportFormat::kCsv, ExportFormat::kJsonl, ExportFormat::kSqlite}) {
    const std::string name(to_string(format));
    CAPTURE(name);
    CHECK(choose_export_format(name, "rows.csv") == format);
    CHECK(choose_export_format(name, "rows.db") == format);
  }
  CHECK(choose_export_format("jsonl", std::nullopt) == ExportFormat::kJsonl);
}

TEST_CASE("without a name the file's ending tells the format, and without both it is CSV") {
  for (const char* database : {"a.db", "folder.csv/a.sqlite", "a.sqlite3"}) {
    CHECK(choose_export_format(std::nullopt, database) == ExportFormat::kSqlite);
  }
  CHECK(choose_export_format(std::nullopt, "a.jsonl") == ExportFormat::kJsonl);
  for (const char* other : {"a.csv", "a", "a.txt", "folder.db/a", ".db"}) {
    CHECK(choose_export_format(std::nullopt, other) == ExportFormat::kCsv);
  }
  CHECK(choose_export_format(std::nullopt, std::nullopt) == ExportFormat::kCsv);
}

TEST_CASE("an unknown format is told with the nearest one, and SQLite needs a file") {
  const auto unknown = choose_export_format("sqlit", "a.csv");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code() == core::ErrorCode::kUsage);
  CHECK(unknown.error().mend() == "did you mean \"sqlite\"? the formats are csv, jsonl and sqlite");
  CHECK(choose_export_format("parquet", std::nullopt).error().mend() ==
        "the formats are csv, jsonl and sqlite");
  const auto no_file = choose_export_format("sqlite", std::nullopt);
  REQUIRE_FALSE(no_file);
  CHECK(no_file.error().code() == core::ErrorCode::kUsage);
  CHECK(no_file.error().mend().find("--output") != std::string::npos);
}
