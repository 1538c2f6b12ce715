// Structured log lines: a message that stays the same and fields that vary. Where they go is the daemon's
// matter.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/timestamp.hpp"

namespace threadmirror::core {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// One `key=value` of a line. Built in place: `log.info("page stored", {{"rows", 500}, {"cursor", cursor}})`.
struct LogField {
  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(v) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(v) {}
  LogField(std::string_view k, bool v) : key(k), value(v ? "true" : "false"), is_literal(true) {}
  LogField(std::string_view k, std::integral auto v) : key(k), value(std::to_string(v)), is_literal(true) {}
  LogField(std::string_view k, double v) : key(k), value(std::to_string(v)), is_literal(true) {}
  LogField(std::string_view k, Timestamp v) : key(k), value(v.to_string()) {}
  LogField(std::string_view k, const Error& e) : key(k), value(e.text()) {}

  std::string_view key;     // a literal that outlives the call
  std::string value;        // raw: the sink escapes what its format needs
  bool is_literal = false;  // a number or a boolean: JSON writes it without quotes
};

// Takes log lines. Implementations are safe to call from any thread, never throw and never block for long.
class Log {
 public:
  virtual ~Log() = default;
  virtual bool enabled(LogLevel level) const = 0;
  virtual void write(LogLevel level, std::string_view message, std::span<const LogField> fields) = 0;

  void debug(std::string_view message, std::initializer_list<LogField> fields = {}) {
    if (enabled(LogLevel::kDebug)) write(LogLevel::kDebug, message, {fields.begin(), fields.size()});
  }
  void info(std::string_view message, std::initializer_list<LogField> fields = {}) {
    if (enabled(LogLevel::kInfo)) write(LogLevel::kInfo, message, {fields.begin(), fields.size()});
  }
  void warning(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::kWarning, message, {fields.begin(), fields.size()});
  }
  void error(std::string_view message, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::kError, message, {fields.begin(), fields.size()});
  }
};

// Swallows everything.
class NullLog final : public Log {
 public:
  bool enabled(LogLevel) const override { return false; }
  void write(LogLevel, std::string_view, std::span<const LogField>) override {}
};

}  // namespace threadmirror::core
