// What the service manager hears from the daemon while it runs: status, signs of life, reload, stop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/wait.hpp"
#include "daemon/service/notifier.hpp"
#include "daemon/service/progress_judge.hpp"
#include "daemon/service/status_text.hpp"
#include "sync/page_flow.hpp"
#include "sync/world.hpp"

namespace threadmirror::daemon::service {

struct LifelineOptions {
  std::filesystem::path database;                            // for the count of threads
  std::optional<std::chrono::microseconds> watchdog;         // see watchdog_interval()
  std::chrono::milliseconds longest_silence;                 // see progress_judge.hpp
  std::chrono::milliseconds look{std::chrono::seconds(10)};  // the status is not told more often
};

// Event loop's thread. All references must outlive it.
class Lifeline {
 public:
  Lifeline(LifelineOptions options, const Notifier& notifier, sync::World& world,
           const sync::Progress& progress);

  // The daemon is ready: configuration, credential, lock and database are good. Before the loop runs.
  void ready();
  // Tells the status and gives signs of life, as long as the engine makes progress. Until cancelled; returns
  // at once where nobody listens.
  boost::asio::awaitable<void> keep();
  // Around a reload. `remark` is what the status says from now on besides.
  void reloading();
  void reloaded(std::optional<std::string> remark);
  // The daemon ends; `why` is the last status. Nothing is told after that.
  void stopping(std::string_view why);

 private:
  boost::asio::awaitable<void> keep_telling();
  // Apart from the above: the store's thread may be busy for minutes.
  boost::asio::awaitable<void> keep_counting();
  boost::asio::awaitable<void> count_threads();
  std::int64_t net_growth() const;
  std::int64_t finished_sweeps() const;
  StatusFacts facts() const;
  void tell_status();
  void give_sign();

  LifelineOptions options_;
  const Notifier& notifier_;
  sync::World& world_;
  const sync::Progress& progress_;
  ProgressJudge judge_;
  std::optional<std::int64_t> threads_before_growth_;  // counted, less net_growth() at that time
  std::int64_t counted_after_sweeps_ = -1;
  std::optional<std::string> remark_;
  std::string told_;
  bool is_stopping_ = false;
  bool is_stuck_ = false;
};

}  // namespace threadmirror::daemon::service
