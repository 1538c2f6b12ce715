// The numbered steps that make the schema, embedded from migrations/*.sql at build time.
#pragma once

#include <span>
#include <string_view>

namespace threadmirror::storage {

struct Migration {
  int version;            // 1, 2, 3 …: `user_version` after it has run
  std::string_view name;  // the file's name, for messages
  std::string_view sql;   // statements; runs in one transaction of its own
};

// All steps in order, without gaps. Lives as long as the program.
std::span<const Migration> embedded_migrations();

}  // namespace threadmirror::storage
