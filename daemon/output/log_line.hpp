// How a log line looks, in each of the three formats. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/log.hpp"
#include "core/timestamp.hpp"

namespace threadmirror::daemon::output {

enum class LogFormat {
  kAuto,     // journal where standard error is the journal's, else text
  kText,     // 2026-11-21T09:30:00.123Z INFO  page stored rows=500 cursor="a b"
  kJson,     // {"time":"2026-11-21T09:30:00.123Z","level":"info","message":"page stored","rows":500}
  kJournal,  // <6>page stored rows=500: the priority as systemd reads it, and no time, as it has its own
};

struct LogLine {
  core::Timestamp time;
  core::LogLevel level = core::LogLevel::kInfo;
  std::string_view message;
  std::span<const core::LogField> fields;
};

// The line without its line feed: never more than one line, whatever the fields hold. Values beyond 2 KiB are
// cut, with their length behind them. `colour` only concerns text. JSON fields stand beside time, level and
// message; one that has such a name gets "field_" before it. kAuto counts as text.
std::string format_log_line(LogFormat format, const LogLine& line, bool colour);

// "debug", "info", "warning", "error".
std::string_view level_name(core::LogLevel level);

// The identity of a file as $JOURNAL_STREAM tells it.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
};

// What kAuto comes to: kJournal where `journal_stream` ("device:inode") is the file behind standard error,
// else kText. (The variable alone proves nothing: children with redirected output inherit it.)
LogFormat resolve_log_format(LogFormat wanted, const std::optional<std::string>& journal_stream,
                             const std::optional<FileIdentity>& standard_error);

// The file behind `fd`; nothing where it is closed.
std::optional<FileIdentity> identify_file(int fd);

}  // namespace threadmirror::daemon::output
