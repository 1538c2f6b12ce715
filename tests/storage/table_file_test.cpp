#include "storage/table_file.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>

#include "tests/storage/fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using storage::ColumnKind;
using storage::MirrorReader;
using storage::RelationWords;
namespace fs = std::filesystem;

namespace {

RelationWords relation(std::string_view name) {
  const auto words = storage::schema_words();
  return *std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.name == name; });
}

// A mirror that is being written, and an empty file for a table of it.
struct TableRig {
  TempFolder folder;
  fs::path shelf = folder.path() / "shelf";
  fs::path file = shelf / "table.db";
  World world{folder.database()};

  explicit TableRig(std::int64_t count = 300) {
    world.commit(threads(1, count));
    fs::create_directory(shelf);
    write_file(file, "");
  }
  core::Result<std::int64_t> write(const RelationWords& words, const std::string& statement,
                                   std::function<bool()> stop = {}) {
    const auto reader = MirrorReader::open(folder.database(), storage::Sorting::kInFiles).value();
    return storage::write_table_file(*reader, {statement, {}, std::move(stop)}, words, file);
  }
  core::Result<std::int64_t> write(std::string_view name) {
    return write(relation(name), select_all(relation(name)));
  }
};

}  // namespace

TEST_CASE("each table and view becomes a table with its rows, names and types, in one sound file") {
  TableRig rig;
  // Two threads that were changed: then no table is empty but the ones of errors and of sweeps.
  std::vector<core::ThreadRecord> changed = threads(1, 2);
  for (core::ThreadRecord& record : changed) record.assigned_to = std::nullopt;
  rig.world.commit(changed);
  for (const RelationWords& words : storage::schema_words()) {
    CAPTURE(words.name);
    write_file(rig.file, "");
    const auto rows = rig.write(words.name);
    REQUIRE(rows);
    const std::string name(words.name);
    CHECK(std::to_string(*rows) == sql(rig.folder.database(), "SELECT count(*) FROM " + name));
    const bool moves = name == "awaiting_reply" || name == "sync_status" || name == "assignee_load" ||
                       name == "inbox_summary";  // seconds until now
    if (!moves) {
      CHECK(sql(rig.file, "SELECT * FROM " + name) == sql(rig.folder.database(), select_all(words)));
    }
    std::string declared;
    for (const storage::ColumnWords& column : all_columns(words)) {
      declared += (declared.empty() ? "" : "\n") + std::string(column.name) + "|" +
                  std::string(sql_type(column.kind));
    }
    CHECK(sql(rig.file, "SELECT name, type FROM pragma_table_info('" + name + "') ORDER BY cid") == declared);
    CHECK(integrity(rig.file) == "ok");
    CHECK(listing(rig.shelf) == "table.db");
  }
}

TEST_CASE("a table file is a plain database of its own and no mirror") {
  TableRig rig;
  REQUIRE(rig.write("open_threads") == 300);
  CHECK(sql(rig.file, "PRAGMA journal_mode") == "delete");
  CHECK(sql(rig.file, "PRAGMA application_id") == "0");
  CHECK(sql(rig.file, "SELECT name, type FROM sqlite_schema") == "open_threads|table");
  CHECK(sql(rig.file, "SELECT name FROM pragma_table_info('open_threads') WHERE pk") == "id");
  const auto reader = MirrorReader::open(rig.file);
  REQUIRE_FALSE(reader);
  CHECK(reader.error().code() == core::ErrorCode::kDatabaseForeign);
}

TEST_CASE("every storage class arrives as it was; a column without words has no type") {
  TableRig rig;
  const storage::ColumnWords columns[]{{"a", ColumnKind::kInteger, "x"},
                                       {"b", ColumnKind::kRealSeconds, "x"},
                                       {"c", ColumnKind::kText, "x"},
                                       {"d", ColumnKind::kText, "x"}};
  const RelationWords words{"odd \"name\"", true, "a", "Made up.", "", columns};
  REQUIRE(rig.write(words,
                    "SELECT -9223372036854775807 - 1 AS a, 0.1 AS b, 'Grüße' || char(0) || 'x' AS c,"
                    " '' AS d, x'00ff' AS \"e\"\"\", NULL AS f, x'' AS g") == 1);
  CHECK(sql(rig.file,
            "SELECT a, b, hex(c), d = '', typeof(d), hex(\"e\"\"\"), f, typeof(g) FROM "
            "\"odd \"\"name\"\"\"") == "-9223372036854775808|0.1|4772C3BCC39F650078|1|text|00FF|NULL|blob");
  CHECK(sql(rig.file, "SELECT name, type FROM pragma_table_info('odd \"name\"') WHERE cid >= 3") ==
        "d|TEXT\ne\"|\nf|\ng|");
}

TEST_CASE("a table file is one moment, whatever is committed while it is written") {
  TableRig rig(3000);
  std::int64_t next = 3001;
  const auto rows = rig.write(relation("threads"), select_all(relation("threads")), [&] {
    rig.world.commit(threads(next++, 1));
    return false;
  });
  REQUIRE(rows);
  REQUIRE(next > 3002);
  CHECK(*rows == 3000);
  CHECK(sql(rig.file, "SELECT count(*), max(id) FROM threads") == "3000|3000");
}

TEST_CASE("what ends the question ends the table: its user, or an error in it") {
  TableRig rig(3000);
  int questions = 0;
  const auto stopped =
      rig.write(relation("threads"), select_all(relation("threads")), [&] { return ++questions == 2; });
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code() == core::ErrorCode::kCancelled);
  const auto wrong = rig.write(relation("threads"), "SELECT * FROM nowhere");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().code() == core::ErrorCode::kSql);
}

// Fault 72.
TEST_CASE("a disk that is full ends a table file with an error that says so") {
  TableRig rig(3000);
  rig.world.store.reset();
  // A bound for files stands for a full disk.
  const std::string outcome = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit bound{100'000, 100'000};
    setrlimit(RLIMIT_FSIZE, &bound);
    const auto rows = rig.write("threads");
    return rows ? std::string("written") : rows.error().text();
  });
  CHECK_MESSAGE(outcome.find("table.db") != std::string::npos, outcome);
}

TEST_CASE("without its file a table can't be written") {
  TableRig rig;
  fs::remove(rig.file);
  const auto rows = rig.write("threads");
  REQUIRE_FALSE(rows);
  CHECK(rows.error().code() == core::ErrorCode::kCannotCreate);
}
