// The real store, watched: tells the observers of each call, and whether the process died in it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/mirror_store.hpp"
#include "tests/simulation/freshness.hpp"
#include "tests/simulation/memory_vfs.hpp"
#include "tests/simulation/mirror_book.hpp"
#include "tests/simulation/sweep_watch.hpp"

namespace threadmirror::simulation {

// Those who want to know, and the disk that may fail. All must outlive the store.
struct StoreObservers {
  MirrorBook& mirror;
  Freshness& freshness;
  SweepWatch& sweeps;
  const MemoryVfs& disk;
  Referee& referee;
  std::function<core::Timestamp()> now;                      // the true time
  std::function<void(storage::Sightings)> on_reconcile;      // one has begun, or has come to its end
  std::function<void(std::string_view call, bool ok)> note;  // for the trace
};

class WatchedStore final : public storage::MirrorStore {
 public:
  WatchedStore(std::unique_ptr<storage::MirrorStore> real, StoreObservers& observers)
      : real_(std::move(real)), observers_(observers) {}

  core::Result<storage::PageOutcome> commit(storage::PageCommit page) override;
  core::Result<storage::Run> save_run(storage::Run run) override;
  core::Status interrupt_open_runs() override;
  core::Status prune(core::Timestamp before) override;
  core::Result<std::optional<storage::StreamState>> stream(std::string_view name) override {
    return real_->stream(name);
  }
  core::Result<std::vector<storage::StreamState>> streams() override { return real_->streams(); }
  core::Status forget_streams(std::vector<std::string> names) override;
  core::Result<storage::LiveRows> live_rows(std::int64_t after, std::int64_t limit) override {
    return real_->live_rows(after, limit);
  }
  core::Result<std::optional<std::string>> info(std::string_view key) override { return real_->info(key); }
  core::Status set_info(std::string_view key, std::optional<std::string> value) override;
  core::Status defer_index() override;
  core::Status build_index() override;
  core::Status check_file() override { return real_->check_file(); }
  void close() override { real_->close(); }

 private:
  // Makes a call that writes, and tells how it ended.
  template <typename Call>
  auto watched(std::string_view name, const storage::PageCommit* page, Call call) {
    observers_.mirror.begin(page);
    auto result = call();
    observers_.note(name, result.has_value());
    if (result) {
      observers_.mirror.succeeded();
    } else if (!observers_.disk.crashed()) {
      observers_.mirror.failed();
    }
    return result;
  }

  std::unique_ptr<storage::MirrorStore> real_;
  StoreObservers& observers_;
};

}  // namespace threadmirror::simulation
