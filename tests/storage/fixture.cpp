#include "fixture.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <grp.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

namespace threadmirror::tests {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path>& folders_of_this_case() {
  static std::vector<fs::path> folders;
  return folders;
}

// $TMPDIR where it is set; else in memory, where a thousand syncs take no time.
fs::path parent_folder() {
  const fs::path memory = "/dev/shm";
  if (std::getenv("TMPDIR") != nullptr || access(memory.c_str(), W_OK) != 0) return fs::temp_directory_path();
  return memory;
}

// Cleans up after each test case that passed.
struct FolderKeeper : doctest::IReporter {
  explicit FolderKeeper(const doctest::ContextOptions&) {}
  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_start(const doctest::TestCaseData&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    for (const fs::path& folder : folders_of_this_case()) {
      std::error_code ignored;
      if (stats.testCaseSuccess) {
        fs::remove_all(folder, ignored);
      } else {
        std::cout << "kept for you: " << folder.string() << "\n";
      }
    }
    folders_of_this_case().clear();
  }
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}
};
REGISTER_LISTENER("folder_keeper", 1, FolderKeeper);

}  // namespace

TempFolder::TempFolder() {
  std::string name = (parent_folder() / "threadmirror-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
  fs::permissions(path_, fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
  folders_of_this_case().push_back(path_);
}

void RecordingLog::write(core::LogLevel, std::string_view message, std::span<const core::LogField> fields) {
  std::string line(message);
  for (const core::LogField& field : fields) line += fmt::format(" {}={}", field.key, field.value);
  lines_.push_back(std::move(line));
}

int RecordingLog::count(std::string_view text) const {
  return static_cast<int>(std::count_if(lines_.begin(), lines_.end(), [text](const std::string& line) {
    return line.find(text) != std::string::npos;
  }));
}

core::Timestamp at(std::string_view text) { return core::Timestamp::parse(text).value(); }

core::ThreadRecord thread(std::int64_t id) {
  const core::Timestamp base = at("2026-11-20T08:00:00.000Z") + std::chrono::seconds(id % 100000);
  core::ThreadRecord record;
  record.id = id;
  record.status = "OPEN";
  record.inbox_id = "1001";
  record.associated_contact_id = std::to_string(id * 3);
  record.associated_ticket_id = std::to_string(id * 5);
  record.assigned_to = "A-" + std::to_string(id % 7);
  record.original_channel_id = "1002";
  record.original_channel_account_id = "77";
  record.spam = false;
  record.archived = false;
  record.created_at = base;
  record.latest_message_timestamp = base + std::chrono::seconds(60);
  record.latest_message_sent_timestamp = base + std::chrono::seconds(30);
  record.latest_message_received_timestamp = base + std::chrono::seconds(60);
  record.extra = R"({"subject":"Grüße"})";
  return record;
}

std::vector<core::ThreadRecord> threads(std::int64_t first, std::int64_t count) {
  std::vector<core::ThreadRecord> records;
  for (std::int64_t id = first; id < first + count; ++id) records.push_back(thread(id));
  return records;
}

storage::PageCommit page_of(std::vector<core::ThreadRecord> records, core::Timestamp now) {
  storage::PageCommit page;
  page.threads = std::move(records);
  page.listing = "active";
  page.observed_at = now;
  return page;
}

World::World(const fs::path& path) {
  options.path = path;
  options.busy_timeout = std::chrono::milliseconds(0);
  options.writer_version = "0.1.0";
  reopen();
}

void World::reopen() {
  store.reset();
  auto opened = try_open();
  if (!opened) throw std::runtime_error(opened.error().text());
  store = std::move(*opened);
}

storage::PageOutcome World::commit(std::vector<core::ThreadRecord> records) {
  auto outcome = store->commit(page_of(std::move(records), clock.now()));
  if (!outcome) throw std::runtime_error(outcome.error().text());
  return *outcome;
}

std::string rows_of(SQLite::Database& connection, const std::string& statement) {
  SQLite::Statement rows(connection, statement);
  std::string out;
  while (rows.executeStep()) {
    if (!out.empty()) out += '\n';
    for (int i = 0; i < rows.getColumnCount(); ++i) {
      if (i > 0) out += '|';
      out += rows.getColumn(i).isNull() ? "NULL" : rows.getColumn(i).getString();
    }
  }
  return out;
}

std::string sql(const fs::path& database, const std::string& statement) {
  SQLite::Database connection(database.string(), SQLite::OPEN_READONLY, 2000);
  return rows_of(connection, statement);
}

void execute(const fs::path& database, const std::string& statements) {
  SQLite::Database connection(database.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 2000);
  sqlite3_db_config(connection.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  connection.exec(statements);
}

std::string dump(const fs::path& database) {
  std::string out;
  for (const char* table :
       {"threads", "thread_changes", "sync_runs", "sync_state", "rejected_records", "mirror_info"}) {
    out += fmt::format("{}:\n{}\n", table, sql(database, fmt::format("SELECT * FROM {}", table)));
  }
  return out;
}

std::string integrity(const fs::path& database) {
  return sql(database, "PRAGMA integrity_check") + sql(database, "PRAGMA foreign_key_check");
}

std::string schema(const fs::path& database) {
  return fmt::format("-- application_id {}, user_version {}\n{}\n", sql(database, "PRAGMA application_id"),
                     sql(database, "PRAGMA user_version"),
                     sql(database,
                         "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL "
                         "AND name NOT LIKE 'sqlite_%' ORDER BY rowid"));
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_file(const fs::path& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
}

std::string listing(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return fmt::format("{}", fmt::join(names, " "));
}

std::string in_child(const std::function<std::string()>& work) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    std::string answer;
    try {
      answer = work();
    } catch (const std::exception& exception) {
      answer = std::string("threw ") + exception.what();
    }
    static_cast<void>(!write(ends[1], answer.data(), answer.size()));
    _exit(0);
  }
  close(ends[1]);
  std::string answer;
  std::array<char, 4096> buffer{};
  for (ssize_t n = 0; (n = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    answer.append(buffer.data(), static_cast<std::size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? fmt::format("killed by signal {}", WTERMSIG(status)) : answer;
}

void drop_privileges() {
  constexpr id_t kNobody = 65534;
  if (geteuid() != 0) return;
  if (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 || setuid(kNobody) != 0) _exit(1);
}

}  // namespace threadmirror::tests
