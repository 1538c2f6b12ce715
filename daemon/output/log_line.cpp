#include "daemon/output/log_line.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <algorithm>
#include <cctype>

#include "core/json.hpp"
#include "core/text.hpp"
#include "daemon/output/paint.hpp"

namespace threadmirror::daemon::output {
namespace {

constexpr std::size_t kLongestValue = 2048;

std::string bounded(std::string_view text) {
  if (text.size() <= kLongestValue) return std::string(text);
  std::size_t end = kLongestValue;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return fmt::format("{}… ({} bytes)", text.substr(0, end), text.size());
}

bool needs_quotes(std::string_view text) {
  return text.empty() || text.find_first_of(" =\"\\") != std::string_view::npos;
}

// The value as one word: as it is, or in quotes with quotes and backslashes escaped. Control characters are
// escaped before the quotes are decided on, so that an escape is never taken for a literal backslash.
std::string word(std::string_view value) {
  const std::string text = bounded(value);
  const std::string visible = core::printable(text);
  if (!needs_quotes(text) && visible == text) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return core::printable(out) + '"';
}

std::string message_and_fields(const LogLine& line, bool colour) {
  std::string out = core::printable(bounded(line.message));
  for (const core::LogField& field : line.fields) {
    out += ' ' + painted(core::printable(field.key) + '=', Paint::kDim, colour) + word(field.value);
  }
  return out;
}

Paint level_paint(core::LogLevel level) {
  switch (level) {
    case core::LogLevel::kDebug:
      return Paint::kDim;
    case core::LogLevel::kInfo:
      return Paint::kGreen;
    case core::LogLevel::kWarning:
      return Paint::kYellow;
    case core::LogLevel::kError:
      return Paint::kRed;
  }
  return Paint::kPlain;
}

std::string text_line(const LogLine& line, bool colour) {
  std::string level(level_name(line.level));
  std::transform(level.begin(), level.end(), level.begin(), [](unsigned char c) { return std::toupper(c); });
  return painted(line.time.to_string(), Paint::kDim, colour) + ' ' +
         painted(fmt::format("{:<7}", level), level_paint(line.level), colour) + ' ' +
         message_and_fields(line, colour);
}

// JSON has no "nan" or "inf", and a literal that is neither a number nor a boolean is text after all.
bool is_json_literal(std::string_view text) {
  if (text == "true" || text == "false") return true;
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::size_t dot = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, dot);
  const std::string_view fraction = dot < text.size() ? text.substr(dot + 1) : "0";
  return !whole.empty() && !fraction.empty() && (whole == "0" || whole[0] != '0') &&
         std::all_of(whole.begin(), whole.end(), is_digit) &&
         std::all_of(fraction.begin(), fraction.end(), is_digit);
}

std::string json_line(const LogLine& line) {
  core::JsonWriter json;
  json.begin_object();
  json.field("time", line.time).field("level", level_name(line.level));
  json.key("message").value(std::string_view(bounded(line.message)));
  for (const core::LogField& field : line.fields) {
    const bool is_taken = field.key == "time" || field.key == "level" || field.key == "message";
    json.key(is_taken ? "field_" + std::string(field.key) : std::string(field.key));
    if (field.is_literal && is_json_literal(field.value)) {
      json.raw(field.value);
    } else {
      json.value(std::string_view(bounded(field.value)));
    }
  }
  json.end_object();
  return std::string(json.text());
}

// syslog's severities.
int priority(core::LogLevel level) {
  switch (level) {
    case core::LogLevel::kDebug:
      return 7;
    case core::LogLevel::kInfo:
      return 6;
    case core::LogLevel::kWarning:
      return 4;
    case core::LogLevel::kError:
      return 3;
  }
  return 5;
}

}  // namespace

std::string format_log_line(LogFormat format, const LogLine& line, bool colour) {
  if (format == LogFormat::kJson) return json_line(line);
  if (format == LogFormat::kJournal) {
    return fmt::format("<{}>{}", priority(line.level), message_and_fields(line, false));
  }
  return text_line(line, colour);
}

std::string_view level_name(core::LogLevel level) {
  switch (level) {
    case core::LogLevel::kDebug:
      return "debug";
    case core::LogLevel::kInfo:
      return "info";
    case core::LogLevel::kWarning:
      return "warning";
    case core::LogLevel::kError:
      return "error";
  }
  return "unknown";
}

LogFormat resolve_log_format(LogFormat wanted, const std::optional<std::string>& journal_stream,
                             const std::optional<FileIdentity>& standard_error) {
  if (wanted != LogFormat::kAuto) return wanted;
  if (!journal_stream || !standard_error) return LogFormat::kText;
  const std::string actual = fmt::format("{}:{}", standard_error->device, standard_error->inode);
  return *journal_stream == actual ? LogFormat::kJournal : LogFormat::kText;
}

std::optional<FileIdentity> identify_file(int fd) {
  struct stat info {};
  if (fstat(fd, &info) != 0) return std::nullopt;
  return FileIdentity{info.st_dev, info.st_ino};
}

}  // namespace threadmirror::daemon::output
