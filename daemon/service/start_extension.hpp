// Asks the service manager for patience while the start takes long, as in the migration of a large database.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "daemon/service/notifier.hpp"

namespace threadmirror::daemon::service {

// How often it asks, for how long from then on, and when it gives the start up for hung.
struct Extension {
  std::chrono::milliseconds interval{std::chrono::seconds(10)};
  std::chrono::milliseconds by{std::chrono::seconds(30)};
  std::chrono::milliseconds in_all{std::chrono::hours(6)};
};

// Asks from a thread of its own until it is destroyed; the caller's thread may block. Without a service
// manager there is no thread. `notifier` must outlive it.
class StartExtension {
 public:
  explicit StartExtension(const Notifier& notifier, Extension extension = {});
  ~StartExtension();
  StartExtension(const StartExtension&) = delete;
  StartExtension& operator=(const StartExtension&) = delete;

 private:
  void ask();

  const Notifier& notifier_;
  const Extension extension_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_over_ = false;
  std::thread thread_;  // the last member: it uses the others
};

}  // namespace threadmirror::daemon::service
