// The service manager's end of sd_notify(3), for tests.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace threadmirror::tests {

// Receives datagrams at `name`: a path, or an abstract name that begins with "@". Keeps all that it received.
class NotifySocket {
 public:
  explicit NotifySocket(std::string name) : name_(std::move(name)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name_.size() >= sizeof address.sun_path) throw std::runtime_error("too long: " + name_);
    std::memcpy(address.sun_path, name_.data(), name_.size());
    if (name_.starts_with('@')) address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
    fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd_ < 0 || bind(fd_, reinterpret_cast<const sockaddr*>(&address), size) != 0) {
      throw std::runtime_error("no socket at " + name_);
    }
  }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;
  ~NotifySocket() { close(fd_); }

  const std::string& name() const { return name_; }

  // The next datagram; nothing when none comes within `limit`.
  std::optional<std::string> next(std::chrono::milliseconds limit = std::chrono::milliseconds(0)) {
    pollfd waiting{fd_, POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(limit.count())) != 1) return std::nullopt;
    std::array<char, 8192> bytes{};
    const ssize_t size = recv(fd_, bytes.data(), bytes.size(), 0);
    if (size < 0) return std::nullopt;
    received_.emplace_back(bytes.data(), static_cast<std::size_t>(size));
    return received_.back();
  }

  // The next datagram that has `part` in it, those before it passed over; nothing after a generous limit.
  std::optional<std::string> next_with(const std::string& part) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    while (std::chrono::steady_clock::now() < deadline) {
      const auto message = next(std::chrono::milliseconds(100));
      if (message && message->find(part) != std::string::npos) return message;
    }
    return std::nullopt;
  }

  // All that has come so far.
  const std::vector<std::string>& received() {
    while (next()) continue;
    return received_;
  }

 private:
  std::string name_;
  int fd_ = -1;
  std::vector<std::string> received_;
};

}  // namespace threadmirror::tests
