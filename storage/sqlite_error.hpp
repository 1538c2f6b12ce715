// The border where SQLite's failures become ours. Internal to storage/.
#pragma once

#include <SQLiteCpp/Exception.h>

#include <filesystem>
#include <string>
#include <type_traits>
#include <utility>

#include "core/result.hpp"

struct sqlite3;

namespace threadmirror::storage {

// A failed call as SQLite tells it.
struct SqliteFailure {
  int code = 0;          // primary or extended result code
  int system_errno = 0;  // the operating system's reason for I/O failures; 0 where there is none
  std::string message;
};

// The same in our words, with a mend that names `database`.
core::Error translate(const SqliteFailure& failure, const std::filesystem::path& database);

// A COMMIT that failed. SQLite keeps no system error for it, so it is taken at the spot.
class CommitFailure : public SQLite::Exception {
 public:
  CommitFailure(const SQLite::Exception& cause, int system_errno)
      : SQLite::Exception(cause), system_errno_(system_errno) {}
  int system_errno() const { return system_errno_; }

 private:
  int system_errno_;
};

// What just failed on `handle`, a connection that is still open; null where there is none.
SqliteFailure describe(const SQLite::Exception& exception, sqlite3* handle);

// Calls `work` and returns its result, or the failure that SQLite threw. `handle()` gives the connection, or
// null, at the moment of the failure.
template <typename Handle, typename Work>
auto guarded(const std::filesystem::path& database, Handle handle, Work work)
    -> core::Result<std::invoke_result_t<Work>> {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const SQLite::Exception& exception) {
    return core::fail(translate(describe(exception, handle()), database));
  }
}

}  // namespace threadmirror::storage
