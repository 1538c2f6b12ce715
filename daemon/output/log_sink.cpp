#include "daemon/output/log_sink.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

namespace threadmirror::daemon::output {
namespace {

spdlog::level::level_enum to_spdlog(core::LogLevel level) {
  switch (level) {
    case core::LogLevel::kDebug:
      return spdlog::level::debug;
    case core::LogLevel::kInfo:
      return spdlog::level::info;
    case core::LogLevel::kWarning:
      return spdlog::level::warn;
    case core::LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

// Hands finished lines on, one at a time, with a word about those that were lost before.
class OutputSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  OutputSink(const LogOptions& options, const core::Clock& clock, LineOutput& output)
      : options_(options), clock_(clock), output_(output) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& msg) override {
    const std::uint64_t lost = output_.lost();
    if (lost > reported_) report(lost);
    output_.line({msg.payload.data(), msg.payload.size()});
  }
  void flush_() override {}

 private:
  // Counts as told only if the telling itself got through.
  void report(std::uint64_t lost) {
    const core::LogField fields[] = {{"lines", lost - reported_}};
    const LogLine line{clock_.now(), core::LogLevel::kWarning, "log lines lost, as nobody read them", fields};
    output_.line(format_log_line(options_.format, line, options_.colour));
    if (output_.lost() == lost) reported_ = lost;
  }

  LogOptions options_;
  const core::Clock& clock_;
  LineOutput& output_;
  std::uint64_t reported_ = 0;
};

}  // namespace

struct LogSink::Impl {
  Impl(const LogOptions& log_options, const core::Clock& log_clock, LineOutput& output)
      : options(log_options),
        clock(log_clock),
        logger("threadmirror", std::make_shared<OutputSink>(log_options, log_clock, output)) {
    logger.set_level(to_spdlog(options.level));
    // spdlog's own handler prints to standard error by itself, where it could block.
    logger.set_error_handler([](const std::string&) {});
  }

  const LogOptions options;
  const core::Clock& clock;
  spdlog::logger logger;
};

LogSink::LogSink(const LogOptions& options, const core::Clock& clock, LineOutput& output)
    : impl_(std::make_unique<Impl>(options, clock, output)) {}
LogSink::~LogSink() = default;

void LogSink::set_level(core::LogLevel level) { impl_->logger.set_level(to_spdlog(level)); }

bool LogSink::enabled(core::LogLevel level) const { return impl_->logger.should_log(to_spdlog(level)); }

void LogSink::write(core::LogLevel level, std::string_view message, std::span<const core::LogField> fields) {
  if (!enabled(level)) return;
  try {
    const LogLine line{impl_->clock.now(), level, message, fields};
    const std::string text = format_log_line(impl_->options.format, line, impl_->options.colour);
    impl_->logger.log(to_spdlog(level), spdlog::string_view_t(text));  // a text, never a format with braces
  } catch (...) {
    // Out of memory: a lost log line must not be what ends the program.
  }
}

}  // namespace threadmirror::daemon::output
