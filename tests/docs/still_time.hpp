// SQLite's 'now', stopped.
#pragma once

#include <sqlite3.h>

#include "core/timestamp.hpp"

namespace threadmirror::tests {

// While it lives, every connection that this process opens is in the same moment: date('now'),
// julianday('now') and the views that count from now give the same result in every run. Files are the real
// ones. One at a time.
class StillTime {
 public:
  explicit StillTime(core::Timestamp now);
  ~StillTime();
  StillTime(const StillTime&) = delete;
  StillTime& operator=(const StillTime&) = delete;

 private:
  sqlite3_vfs vfs_;
  sqlite3_vfs* former_;
};

}  // namespace threadmirror::tests
