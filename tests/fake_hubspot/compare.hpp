// Is a mirror's database what the account really holds?
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "tests/fake_hubspot/quirks.hpp"
#include "tests/fake_hubspot/world.hpp"

namespace threadmirror::fake_hubspot {

struct Difference {
  std::int64_t id = 0;
  std::string kind;  // missing, extra or different
  struct Field {
    std::string column;
    std::string expected;  // as SQL shows it: NULL, 1, 'text'
    std::string actual;
  };
  std::vector<Field> fields;  // only when different
};

struct Comparison {
  std::int64_t expected = 0;  // threads in the truth
  std::int64_t live = 0;      // rows with deleted_at IS NULL
  std::int64_t missing = 0;
  std::int64_t extra = 0;
  std::int64_t different = 0;
  std::vector<Difference> examples;  // the first 20

  bool equal() const { return missing == 0 && extra == 0 && different == 0; }
  // {"missing":…,"extra":…,"different":…,"expected":…,"live":…,"examples":[…]}
  std::string to_json() const;
};

// Compares the live rows of `threads` in the SQLite file, opened read-only and read in one transaction, with
// the world's truth, column by column. What a client can't know by the quirks (fraction digits that are not
// sent) is not asked of it. Memory does not depend on the number of threads. kIo when the file can't be read
// or has no such table.
core::Result<Comparison> compare_database(const World& world, const Quirks& quirks,
                                          const std::filesystem::path& database);

}  // namespace threadmirror::fake_hubspot
