// The log that the whole program writes to.
#pragma once

#include <memory>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "daemon/output/console.hpp"
#include "daemon/output/log_line.hpp"

namespace threadmirror::daemon::output {

struct LogOptions {
  LogFormat format = LogFormat::kText;  // kAuto counts as text: resolve it first
  core::LogLevel level = core::LogLevel::kInfo;
  bool colour = false;
};

// Writes log lines to a LineOutput. Any thread; never throws. Where lines were lost because nobody read them,
// the next one that gets through is preceded by a warning with their number. Clock and output must outlive
// it.
class LogSink final : public core::Log {
 public:
  LogSink(const LogOptions& options, const core::Clock& clock, LineOutput& output);
  ~LogSink() override;

  // From now on lines below `level` are left out. Any thread.
  void set_level(core::LogLevel level);

  bool enabled(core::LogLevel level) const override;
  void write(core::LogLevel level, std::string_view message, std::span<const core::LogField> fields) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace threadmirror::daemon::output
