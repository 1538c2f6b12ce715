// bench-store-limit: the least that storing costs. Parses pages from memory with RapidJSON, in place and with
// memory that is used again, and upserts them with SQLite's C API: one prepared statement, one transaction a
// page. Prints what parsing and storing took as JSON; reading the files is not counted.
#include <rapidjson/document.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("can't read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The pages of bench-pages in the order in which a listing leads to them.
std::vector<std::string> read_pages(const std::string& folder) {
  std::ifstream order(folder + "/order.txt");
  std::vector<std::string> pages;
  for (std::string listing, page; order >> listing >> page;) {
    pages.push_back(read_file(folder + "/" + listing + "/" + page + ".json"));
  }
  if (pages.empty()) throw std::runtime_error("no pages in " + folder);
  return pages;
}

class Store {
 public:
  Store(const std::string& path, const std::string& schema, const std::string& upsert) {
    check(sqlite3_open_v2(path.c_str(), &database_,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr));
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    run(schema.c_str());
    check(sqlite3_prepare_v2(database_, upsert.c_str(), -1, &upsert_, nullptr));
  }
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  ~Store() {
    sqlite3_finalize(upsert_);
    sqlite3_close(database_);
  }

  void run(const char* sql) { check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr)); }

  void upsert(const rapidjson::Value& thread, std::string_view now) {
    sqlite3_bind_int64(upsert_, 1, std::strtoll(thread["id"].GetString(), nullptr, 10));
    text(2, thread, "status");
    text(3, thread, "inboxId");
    text(4, thread, "associatedContactId");
    ticket(5, thread);
    text(6, thread, "assignedTo");
    text(7, thread, "originalChannelId");
    text(8, thread, "originalChannelAccountId");
    sqlite3_bind_int(upsert_, 9, thread["spam"].GetBool() ? 1 : 0);
    sqlite3_bind_int(upsert_, 10, thread["archived"].GetBool() ? 1 : 0);
    text(11, thread, "createdAt");
    text(12, thread, "closedAt");
    text(13, thread, "latestMessageTimestamp");
    text(14, thread, "latestMessageSentTimestamp");
    text(15, thread, "latestMessageReceivedTimestamp");
    bind(16, now);
    bind(17, now);
    if (sqlite3_step(upsert_) != SQLITE_DONE) fail();
    sqlite3_reset(upsert_);
  }

 private:
  void bind(int index, std::string_view value) {
    sqlite3_bind_text(upsert_, index, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  }
  void text(int index, const rapidjson::Value& object, const char* name) {
    const auto member = object.FindMember(name);
    if (member == object.MemberEnd() || !member->value.IsString()) {
      sqlite3_bind_null(upsert_, index);
    } else {
      bind(index, {member->value.GetString(), member->value.GetStringLength()});
    }
  }
  void ticket(int index, const rapidjson::Value& thread) {
    const auto associations = thread.FindMember("threadAssociations");
    if (associations == thread.MemberEnd()) {
      sqlite3_bind_null(upsert_, index);
    } else {
      text(index, associations->value, "associatedTicketId");
    }
  }
  void check(int code) {
    if (code != SQLITE_OK) fail();
  }
  [[noreturn]] void fail() { throw std::runtime_error(sqlite3_errmsg(database_)); }

  sqlite3* database_ = nullptr;
  sqlite3_stmt* upsert_ = nullptr;
};

void store(std::vector<std::string>& pages, Store& database, std::string_view now) {
  std::vector<char> memory(std::size_t{4} << 20);
  for (std::string& page : pages) {
    rapidjson::MemoryPoolAllocator<> pool(memory.data(), memory.size());
    rapidjson::Document document(&pool);
    document.ParseInsitu(page.data());
    if (document.HasParseError()) throw std::runtime_error("a page is no JSON");
    database.run("BEGIN IMMEDIATE");
    for (const rapidjson::Value& thread : document["results"].GetArray()) database.upsert(thread, now);
    database.run("COMMIT");
  }
}

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto micros = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(micros) / 1e6;
}

void measure(const std::string& pages_folder, const std::string& database, const std::string& sql_folder) {
  std::vector<std::string> pages = read_pages(pages_folder);
  const std::string schema = read_file(sql_folder + "/threads.sql");
  const std::string upsert = read_file(sql_folder + "/upsert.sql");
  const auto started = std::chrono::steady_clock::now();
  const double before = processor_seconds();
  {
    Store target(database, schema, upsert);
    store(pages, target, "2026-06-01T00:00:00.000Z");
  }
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - started;
  std::printf("{\"wall\":%.6f,\"cpu\":%.6f,\"pages\":%zu}\n", wall.count(), processor_seconds() - before,
              pages.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: bench-store-limit PAGES_FOLDER DATABASE SQL_FOLDER\n", stderr);
    return 64;
  }
  try {
    measure(argv[1], argv[2], argv[3]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench-store-limit: %s\n", error.what());
    return 70;
  }
  return 0;
}
