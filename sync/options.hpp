// What the engine lets its owner choose.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace threadmirror::sync {

struct EngineOptions {
  std::chrono::milliseconds poll_interval{30000};
  // How far behind the watermark each poll looks: late arrivals and lagging replicas fall into it.
  std::chrono::milliseconds overlap{std::chrono::minutes(10)};
  // Mirror these inboxes only; empty: all.
  std::vector<std::int64_t> inbox_ids{};
  // Requests under way at once, while a new mirror is filled; 1: one after the other.
  int max_in_flight = 1;
  // From the end of one reconcile to the begin of the next, at least.
  std::chrono::milliseconds reconcile_interval{std::chrono::hours(1)};
  // The part of the day's quota that sweeps leave to the account's other apps.
  double daily_reserve = 0.2;
  // Freshness is written to the database at least so often, also when polls find nothing.
  std::chrono::milliseconds persist_interval{60000};
};

}  // namespace threadmirror::sync
