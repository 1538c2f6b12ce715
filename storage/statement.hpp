// Prepared statements, used safely. Internal to storage/.
#pragma once

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"

namespace threadmirror::storage {

// One use of a prepared statement: bind everything, step, read. Resets the statement when it goes, so that it
// holds no lock and is ready for the next use whatever happened in this one. Columns count from 0.
class Use {
 public:
  template <typename... Values>
  explicit Use(SQLite::Statement& statement, const Values&... values) : statement_(statement) {
    statement_.tryReset();
    int index = 0;
    (bind(++index, values), ...);
  }
  ~Use() { statement_.tryReset(); }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  // For statements that are made without values. What is lent must stay as it is until the end of this use.
  void lend(int index, const std::string& value) { statement_.bindNoCopy(index, value); }
  void lend(int index, const std::optional<std::string>& value) {
    if (value) {
      lend(index, *value);
    } else {
      statement_.bind(index);
    }
  }
  void set(int index, std::optional<std::int64_t> value) { bind(index, value); }

  // To the next row; false after the last. Throws SQLite::Exception.
  bool step() { return statement_.executeStep(); }
  // To the end. Returns the number of rows that the statement changed.
  int run() {
    while (step()) {
    }
    return statement_.getChanges();
  }

  std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
  std::string text(int column) const { return statement_.getColumn(column).getString(); }
  std::optional<std::string> maybe_text(int column) const {
    const SQLite::Column value = statement_.getColumn(column);
    return value.isNull() ? std::nullopt : std::optional(value.getString());
  }
  // The text of a column in the statement's own memory, until the next step.
  std::string_view view(int column) const {
    const SQLite::Column value = statement_.getColumn(column);
    const char* const text = value.getText();
    return {text, static_cast<std::size_t>(value.getBytes())};
  }
  bool is_null(int column) const { return statement_.getColumn(column).isNull(); }
  std::optional<bool> maybe_flag(int column) const {
    const SQLite::Column value = statement_.getColumn(column);
    return value.isNull() ? std::nullopt : std::optional(value.getInt64() != 0);
  }
  std::optional<double> maybe_real(int column) const {
    const SQLite::Column value = statement_.getColumn(column);
    return value.isNull() ? std::nullopt : std::optional(value.getDouble());
  }
  // Empty for NULL and for text that is no timestamp; the latter clears `readable`, where given.
  std::optional<core::Timestamp> maybe_time(int column, bool* readable = nullptr) const {
    const auto value = maybe_text(column);
    if (!value) return std::nullopt;
    const auto parsed = core::Timestamp::parse(*value);
    if (!parsed && readable != nullptr) *readable = false;
    return parsed;
  }

 private:
  void bind(int index, std::int64_t value) { statement_.bind(index, value); }
  void bind(int index, bool value) { statement_.bind(index, value ? 1 : 0); }
  void bind(int index, const char* value) = delete;  // would turn into a bool
  void bind(int index, const std::string& value) { statement_.bind(index, value); }
  void bind(int index, std::string_view value) { statement_.bind(index, std::string(value)); }
  void bind(int index, core::Timestamp value) { statement_.bind(index, value.to_string()); }
  void bind(int index, std::nullopt_t) { statement_.bind(index); }
  template <typename T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      statement_.bind(index);
    }
  }

  SQLite::Statement& statement_;
};

}  // namespace threadmirror::storage
