#include "daemon/service/start_extension.hpp"

namespace threadmirror::daemon::service {

StartExtension::StartExtension(const Notifier& notifier, Extension extension)
    : notifier_(notifier), extension_(extension) {
  if (notifier_.is_enabled()) thread_ = std::thread([this] { ask(); });
}

StartExtension::~StartExtension() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void StartExtension::ask() {
  std::unique_lock lock(mutex_);
  for (std::chrono::milliseconds asked{0}; asked < extension_.in_all; asked += extension_.interval) {
    if (changed_.wait_for(lock, extension_.interval, [this] { return is_over_; })) return;
    notifier_.extend_timeout(extension_.by);
    notifier_.status("opening the database; a migration or a recovery may take its time");
  }
}

}  // namespace threadmirror::daemon::service
