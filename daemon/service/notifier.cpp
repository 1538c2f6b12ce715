#include "daemon/service/notifier.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/text.hpp"

namespace threadmirror::daemon::service {
namespace {

// The address in the kernel's words; empty where it can't be one.
std::string address_of(std::string name) {
  const bool is_abstract = name.starts_with('@');
  if (!is_abstract && !name.starts_with('/')) return {};
  if (name.size() < 2 || name.size() >= sizeof(sockaddr_un::sun_path)) return {};
  if (is_abstract) name.front() = '\0';
  return name;
}

int open_socket() {
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const timeval longest{1, 0};
  if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
  return fd;
}

std::string status_line(std::string_view text) { return "STATUS=" + core::printable(text); }

template <typename Number>
std::optional<Number> number(const std::optional<std::string>& text) {
  Number value{};
  if (!text) return std::nullopt;
  const char* end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || rest != end) return std::nullopt;
  return value;
}

}  // namespace

Notifier::Notifier(const config::Environment& environment)
    : address_(address_of(config::non_empty(environment, "NOTIFY_SOCKET").value_or(""))),
      socket_(address_.empty() ? -1 : open_socket()) {}

Notifier::~Notifier() {
  if (socket_ >= 0) close(socket_);
}

bool Notifier::ready(std::string_view status) const { return send("READY=1\n" + status_line(status)); }
bool Notifier::status(std::string_view text) const { return send(status_line(text)); }
bool Notifier::stopping(std::string_view status) const { return send("STOPPING=1\n" + status_line(status)); }
bool Notifier::watchdog() const { return send("WATCHDOG=1"); }

bool Notifier::reloading(core::SteadyTime now) const {
  const auto since_boot = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch());
  return send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(since_boot.count()));
}

bool Notifier::extend_timeout(std::chrono::microseconds by) const {
  return send("EXTEND_TIMEOUT_USEC=" + std::to_string(by.count()));
}

bool Notifier::send(std::string_view message) const {
  if (socket_ < 0) return false;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, address_.data(), address_.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  const ssize_t sent = sendto(socket_, message.data(), message.size(), MSG_NOSIGNAL,
                              reinterpret_cast<const sockaddr*>(&to), size);
  return sent == static_cast<ssize_t>(message.size());
}

std::optional<std::chrono::microseconds> watchdog_interval(const config::Environment& environment, int pid) {
  const auto interval = number<std::int64_t>(config::non_empty(environment, "WATCHDOG_USEC"));
  if (!interval || *interval <= 0) return std::nullopt;
  const auto meant = config::non_empty(environment, "WATCHDOG_PID");
  if (meant && number<int>(meant) != pid) return std::nullopt;
  return std::chrono::microseconds(*interval);
}

}  // namespace threadmirror::daemon::service
