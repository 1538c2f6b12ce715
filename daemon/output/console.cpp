#include "daemon/output/console.hpp"

namespace threadmirror::daemon::output {
namespace {

constexpr std::string_view kWipeLine = "\r\x1b[K";
constexpr std::string_view kWipeRest = "\x1b[K";

}  // namespace

Console::~Console() { status({}); }

void Console::line(std::string_view text) {
  const std::lock_guard lock(mutex_);
  std::string out;
  if (!status_.empty()) out += kWipeLine;
  out.append(text).append("\n").append(status_);
  writer_.write(out);
}

void Console::status(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (text == status_) return;
  status_ = text;
  // Overwriting before wiping what is left keeps the line from flickering.
  writer_.write(std::string("\r").append(status_).append(kWipeRest));
}

std::uint64_t Console::lost() const {
  const std::lock_guard lock(mutex_);
  return writer_.lost();
}

}  // namespace threadmirror::daemon::output
