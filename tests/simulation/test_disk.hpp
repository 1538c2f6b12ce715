// A folder for the store to look at, an in-memory disk, and plain SQL on it.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "core/log.hpp"
#include "storage/mirror_store.hpp"
#include "tests/simulation/memory_vfs.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/time/fake_time.hpp"

namespace threadmirror::simulation {

// A connection through SQLite's default file system.
class Connection {
 public:
  explicit Connection(const std::string& path) { sqlite3_open(path.c_str(), &database_); }
  ~Connection() { sqlite3_close(database_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // SQLite's result code.
  int run(const std::string& sql) { return sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr); }
  // The first cell of the answer as text; "" where there is none.
  std::string cell(const std::string& sql) {
    std::string found;
    const auto take = [](void* out, int, char** values, char**) {
      if (values[0] != nullptr) *static_cast<std::string*>(out) = values[0];
      return 0;
    };
    if (sqlite3_exec(database_, sql.c_str(), take, &found, nullptr) != SQLITE_OK) {
      return std::string("error: ") + sqlite3_errmsg(database_);
    }
    return found;
  }

 private:
  sqlite3* database_ = nullptr;
};

struct TestDisk {
  tests::FakeClock clock;
  core::NullLog log;
  tests::TempFolder folder;
  MemoryVfs disk{1, [this] { return clock.now(); }, true};
  std::string path = (folder / "mirror.db").string();

  std::unique_ptr<storage::MirrorStore> open() {
    storage::StoreOptions options;
    options.path = path;
    options.busy_timeout = std::chrono::milliseconds(0);
    auto store = storage::MirrorStore::open(options, clock, log);
    if (!store) throw std::runtime_error(store.error().text());
    return std::move(*store);
  }
};

}  // namespace threadmirror::simulation
