// The real API client, watched: tells the observers which pages the engine asks for.
#pragma once

#include <functional>

#include "core/timestamp.hpp"
#include "sync/api/threads_api.hpp"
#include "tests/simulation/freshness.hpp"
#include "tests/simulation/sweep_watch.hpp"

namespace threadmirror::simulation {

// Passes every call on. All must outlive it.
class WatchedApi final : public sync::api::ThreadsApi {
 public:
  using TrueNow = std::function<core::Timestamp()>;
  WatchedApi(sync::api::ThreadsApi& real, Freshness& freshness, SweepWatch& sweeps, TrueNow now)
      : real_(real), freshness_(freshness), sweeps_(sweeps), now_(std::move(now)) {}

  boost::asio::awaitable<core::Result<sync::api::Page>> list(sync::api::PageRequest request) override;
  boost::asio::awaitable<core::Result<sync::api::Lookup>> get(std::int64_t id, bool archived,
                                                              sync::api::Priority priority) override {
    return real_.get(id, archived, priority);
  }
  boost::asio::awaitable<core::Result<sync::api::Account>> account() override { return real_.account(); }
  sync::api::ApiStatistics statistics() const override { return real_.statistics(); }
  sync::api::QuotaLedger& ledger() override { return real_.ledger(); }

 private:
  sync::api::ThreadsApi& real_;
  Freshness& freshness_;
  SweepWatch& sweeps_;
  TrueNow now_;
};

}  // namespace threadmirror::simulation
