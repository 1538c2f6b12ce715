// Ends long statements from within. Internal to storage/.
#pragma once

#include <functional>

struct sqlite3;

namespace threadmirror::storage {

// While it lives, statements of the connection end with SQLITE_INTERRUPT soon after `stop` is true; it is
// asked every few milliseconds of their work. An empty `stop` ends nothing. Both must outlive this object.
// One for a connection at a time.
class Interruption {
 public:
  Interruption(sqlite3* connection, const std::function<bool()>& stop);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

 private:
  sqlite3* connection_;
};

}  // namespace threadmirror::storage
