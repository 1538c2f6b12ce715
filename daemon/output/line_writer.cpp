#include "daemon/output/line_writer.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <climits>

namespace threadmirror::daemon::output {
namespace {

constexpr int kMostSignals = 8;  // waits that a signal may cut short before the text counts as not taken

}  // namespace

LineWriter::LineWriter(int fd, std::chrono::milliseconds patience) : fd_(fd), patience_(patience) {
  struct stat info {};
  is_socket_ = fstat(fd, &info) == 0 && S_ISSOCK(info.st_mode);
}

bool LineWriter::write(std::string_view text) {
  if (torn_ && deliver("\n")) torn_ = false;
  if (!torn_ && deliver(text)) {
    stuck_ = false;
    return true;
  }
  ++lost_;
  return false;
}

// A pipe that polls as writable takes at least PIPE_BUF bytes without blocking, so no more is given at once.
bool LineWriter::deliver(std::string_view text) {
  const std::size_t whole = text.size();
  while (!text.empty()) {
    if (!wait_until_writable()) {
      stuck_ = true;
      break;
    }
    const std::string_view piece = text.substr(0, PIPE_BUF);
    const ssize_t written = is_socket_ ? send(fd_, piece.data(), piece.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                                       : ::write(fd_, piece.data(), piece.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      stuck_ = true;
      break;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  torn_ = torn_ || (!text.empty() && text.size() < whole);
  return text.empty();
}

bool LineWriter::wait_until_writable() const {
  pollfd waiting{fd_, POLLOUT, 0};
  const int timeout = stuck_ ? 0 : static_cast<int>(patience_.count());
  int ready = poll(&waiting, 1, timeout);
  for (int signals = 0; ready < 0 && errno == EINTR && signals < kMostSignals; ++signals) {
    ready = poll(&waiting, 1, timeout);
  }
  return ready > 0 && (waiting.revents & POLLOUT) != 0;
}

}  // namespace threadmirror::daemon::output
