// A cell of a result, or what is bound in a statement.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace threadmirror::storage {

// NULL, integer, real, text, or blob.
struct Blob {
  std::string bytes;
  friend bool operator==(const Blob&, const Blob&) = default;
};
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

}  // namespace threadmirror::storage
