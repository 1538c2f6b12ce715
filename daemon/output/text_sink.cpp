#include "daemon/output/text_sink.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <system_error>

namespace threadmirror::daemon::output {
namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;

core::Error write_error(const std::string& name, int number) {
  const std::string message =
      name + " can't be written: " + std::error_code(number, std::generic_category()).message();
  if (number == ENOSPC || number == EDQUOT) {
    return core::Error(core::ErrorCode::kDiskFull, message, "free some space or write elsewhere");
  }
  return core::Error(core::ErrorCode::kIo, message);
}

void wait_until_writable(int fd) {
  pollfd waiting{fd, POLLOUT, 0};
  poll(&waiting, 1, -1);
}

bool is_kept(unsigned char c) { return c == '\n' || c == '\r' || c == '\t' || (c >= 0x20 && c != 0x7F); }

}  // namespace

FdSink::~FdSink() { flush(); }

bool FdSink::write(std::string_view text) {
  if (closed_) return false;
  buffer_.append(text);
  return buffer_.size() < kBufferBytes || flush();
}

bool FdSink::flush() {
  if (closed_) return false;
  const bool delivered = deliver(buffer_);
  buffer_.clear();
  return delivered;
}

bool FdSink::deliver(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd_, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      wait_until_writable(fd_);
    } else if (errno != EINTR) {
      closed_ = true;
      if (errno != EPIPE) error_ = write_error(name_, errno);
      return false;
    }
  }
  return true;
}

bool TerminalSafeSink::write(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (c == 0xC2 && next >= 0x80 && next < 0xA0) {  // a C1 control character
      safe += fmt::format("\\u{:04x}", next);
      ++i;
    } else if (is_kept(c)) {
      safe += text[i];
    } else {
      safe += fmt::format("\\u{:04x}", c);
    }
  }
  return inner_.write(safe);
}

}  // namespace threadmirror::daemon::output
