// Writing JSON. (Reading belongs to sync/api, the only place that parses what others wrote.)
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"

namespace threadmirror::core {

// Builds one JSON document. Strings are made valid UTF-8 and escaped; the caller opens and closes objects and
// arrays in order (a document that is not closed is a bug and asserts).
class JsonWriter {
 public:
  enum class Style { kCompact, kPretty };
  explicit JsonWriter(Style style = Style::kCompact);
  JsonWriter(JsonWriter&&) noexcept;
  JsonWriter& operator=(JsonWriter&&) noexcept;
  ~JsonWriter();

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);

  JsonWriter& null();
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag);
  JsonWriter& value(std::int64_t number);
  // NaN and the infinities, which JSON lacks, become null.
  JsonWriter& value(double number);
  JsonWriter& value(Timestamp instant) { return value(std::string_view(instant.to_string())); }
  template <std::integral I>
  requires(!std::same_as<I, bool>) JsonWriter& value(I number) {
    return value(static_cast<std::int64_t>(number));
  }
  template <typename T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }
  // Text that is JSON already, unchanged.
  JsonWriter& raw(std::string_view json);

  // `key` and `value` in one.
  template <typename T>
  JsonWriter& field(std::string_view name, const T& v) {
    key(name);
    return value(v);
  }

  // The document so far. Invalid after the next call to this object.
  std::string_view text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace threadmirror::core
