// Tells systemd, or any service manager with the protocol of sd_notify(3), how the daemon is.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "config/environment.hpp"
#include "core/clock.hpp"

namespace threadmirror::daemon::service {

// Sends datagrams to the socket that $NOTIFY_SOCKET names: a path, or a name in the abstract namespace that
// begins with "@". Without the variable, or with one that is neither, it does nothing. Owns its socket. Any
// thread. No call takes longer than a second, also where nobody reads; what can't be sent is lost, and the
// call returns false.
class Notifier {
 public:
  explicit Notifier(const config::Environment& environment);
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  // Whether anybody wants to know.
  bool is_enabled() const { return socket_ >= 0; }

  // The start, or a reload, is over. `status` as in status().
  bool ready(std::string_view status) const;
  // What a person reads in `systemctl status`; made one printable line.
  bool status(std::string_view text) const;
  bool reloading(core::SteadyTime now) const;
  bool stopping(std::string_view status) const;
  // A sign of life, for whoever set $WATCHDOG_USEC.
  bool watchdog() const;
  // Start, reload or stop will take longer: at least so long from now on.
  bool extend_timeout(std::chrono::microseconds by) const;

 private:
  bool send(std::string_view message) const;

  std::string address_;  // of the manager, as the kernel wants it: abstract names begin with NUL
  int socket_ = -1;
};

// Within what time the service manager wants a sign of life; nothing where it wants none, or of another
// process.
std::optional<std::chrono::microseconds> watchdog_interval(const config::Environment& environment, int pid);

}  // namespace threadmirror::daemon::service
