// What the storage tests share: a folder, a clock, a log, threads to store, and a look at the raw database.
#pragma once

#include <SQLiteCpp/Database.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/thread_record.hpp"
#include "storage/mirror_store.hpp"

namespace threadmirror::tests {

// A new folder under the system's temporary one. Removed after the test case, or kept and named if that
// failed.
class TempFolder {
 public:
  TempFolder();
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path database() const { return path_ / "threadmirror.db"; }

 private:
  std::filesystem::path path_;
};

// Stands still unless it is moved.
class ManualClock final : public core::Clock {
 public:
  core::Timestamp now() const override { return now_; }
  core::SteadyTime steady_now() const override { return {}; }
  void advance(std::chrono::milliseconds by) { now_ = now_ + by; }

 private:
  core::Timestamp now_ = *core::Timestamp::parse("2026-11-21T09:30:00.000Z");
};

// Keeps each line as "message key=value …".
class RecordingLog final : public core::Log {
 public:
  bool enabled(core::LogLevel) const override { return true; }
  void write(core::LogLevel level, std::string_view message, std::span<const core::LogField> fields) override;
  // How many lines contain `text`.
  int count(std::string_view text) const;

 private:
  std::vector<std::string> lines_;
};

core::Timestamp at(std::string_view text);

// An open thread with every field filled, all derived from the id.
core::ThreadRecord thread(std::int64_t id);
// `count` of them with consecutive ids.
std::vector<core::ThreadRecord> threads(std::int64_t first, std::int64_t count);

// A page of the "active" listing with these threads, seen at `now`.
storage::PageCommit page_of(std::vector<core::ThreadRecord> records, core::Timestamp now);

// A store, its clock and its log, open on `folder.database()`.
struct World {
  explicit World(const std::filesystem::path& path);
  storage::StoreOptions options;
  ManualClock clock;
  RecordingLog log;
  std::unique_ptr<storage::MirrorStore> store;

  core::Result<std::unique_ptr<storage::MirrorStore>> try_open() {
    return storage::MirrorStore::open(options, clock, log);
  }
  // Closes and opens again; throws where that fails.
  void reopen();
  storage::PageOutcome commit(std::vector<core::ThreadRecord> records);
};

// The result of a statement: cells joined by '|', rows by newlines.
std::string rows_of(SQLite::Database& connection, const std::string& statement);
// The same on a connection of its own.
std::string sql(const std::filesystem::path& database, const std::string& statement);
void execute(const std::filesystem::path& database, const std::string& statements);
// Every row of every table, one per line.
std::string dump(const std::filesystem::path& database);
std::string integrity(const std::filesystem::path& database);
std::string schema(const std::filesystem::path& database);

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view content);
// The names in a folder, sorted, joined by spaces.
std::string listing(const std::filesystem::path& folder);

// Runs `work` in a forked process and returns its answer; "killed by signal N" where it had none. Fork before
// this process opens any database.
std::string in_child(const std::function<std::string()>& work);
// Gives up the rights of root, for good; does nothing for others. Only in a child.
void drop_privileges();

}  // namespace threadmirror::tests
