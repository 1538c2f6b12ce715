// Looks at the database for those who watch, without ever holding up the engine.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>

#include "core/clock.hpp"
#include "daemon/monitoring/health.hpp"
#include "storage/mirror_reader.hpp"

namespace threadmirror::daemon::monitoring {

// Reads in a thread of its own, one look after the other: to count a million rows takes tens of milliseconds,
// and a disk may take its time. A look is kept for `kept`, so that many watchers cost no more than one.
class MirrorView {
 public:
  // `database` is the mirror's file; `clock` must outlive the view.
  MirrorView(std::filesystem::path database, const core::Clock& clock,
             std::chrono::milliseconds kept = std::chrono::seconds(5));
  // Stops, and waits for the thread.
  ~MirrorView();
  MirrorView(const MirrorView&) = delete;
  MirrorView& operator=(const MirrorView&) = delete;

  // So many looks may be under way at once. More come together only where the disk hangs: they fail at once
  // with kTimeout.
  static constexpr int kMostLooks = 8;

  // The mirror as it is, or was `kept` ago at most. From one event loop, which it never blocks. It can't
  // be cancelled; after `stop` it ends at once.
  boost::asio::awaitable<MirrorLook> look();

  // Ends a look that is under way; that one and all later ones fail with kCancelled. Any thread.
  void stop();

 private:
  boost::asio::awaitable<MirrorLook> look_in_thread();
  // All in the view's thread.
  MirrorLook current();
  MirrorLook read();
  void read_mirror(MirrorLook& look);
  bool begin(storage::MirrorReader& reader);
  void end();

  std::filesystem::path database_;
  const core::Clock& clock_;
  std::chrono::milliseconds kept_;
  int under_way_ = 0;  // looks; event loop's thread
  std::optional<MirrorLook> latest_{};
  core::SteadyTime latest_at_{};
  std::mutex mutex_;  // guards `reader_` and `stopped_`
  storage::MirrorReader* reader_ = nullptr;
  bool stopped_ = false;
  boost::asio::thread_pool thread_{1};
};

}  // namespace threadmirror::daemon::monitoring
