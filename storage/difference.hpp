// Where the mirror and the upstream differ, thread by thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/thread_record.hpp"

namespace threadmirror::storage {

// One column of `threads` in which the two differ. Values are as the database shows them: timestamps in
// ISO-8601, flags 0 or 1; empty: NULL.
struct FieldDifference {
  std::string_view field;  // the column's name; a literal
  std::optional<std::string> mirror;
  std::optional<std::string> upstream;

  friend bool operator==(const FieldDifference&, const FieldDifference&) = default;
};

enum class DifferenceKind {
  kMissing,    // upstream has the thread, the mirror has no live row
  kExtra,      // the mirror has a live row, upstream has no such thread
  kDifferent,  // both have it, and `fields` differ
};
std::string_view to_string(DifferenceKind kind);  // "missing", "extra", "different"

struct Difference {
  std::int64_t id = 0;
  DifferenceKind kind = DifferenceKind::kDifferent;
  std::vector<FieldDifference> fields;  // of kDifferent, in the table's order; else empty

  friend bool operator==(const Difference&, const Difference&) = default;
};

// The columns of `threads` that hold what upstream said, in the table's order: literals.
using ComparedColumns = std::array<std::string_view, 15>;
const ComparedColumns& compared_columns();
// The literal of that name; nothing for any other name.
std::optional<std::string_view> compared_column(std::string_view name);

// All columns that hold what upstream said, compared; the ids are taken to be equal. Pure.
std::vector<FieldDifference> compare_records(const core::ThreadRecord& mirror,
                                             const core::ThreadRecord& upstream);

}  // namespace threadmirror::storage
