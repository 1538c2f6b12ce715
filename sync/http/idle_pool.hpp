// Connections that wait for their next exchange. Pure: what is kept and when it is too old.
#pragma once

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "core/clock.hpp"

namespace threadmirror::sync::http {

// One moment on both clocks. The monotonic one stands still while the machine sleeps, the wall clock may be
// set: only what both call young is young.
struct Moment {
  core::SteadyTime steady;
  core::Timestamp wall;
};

inline bool is_fresh(const Moment& since, const Moment& now, std::chrono::milliseconds limit) {
  const std::chrono::milliseconds on_wall = now.wall - since.wall;
  return now.steady - since.steady <= limit && on_wall <= limit && on_wall >= -limit;
}

// Holds movable items, the latest on top. Not thread-safe.
template <typename Item>
class IdlePool {
 public:
  explicit IdlePool(std::chrono::milliseconds limit) : limit_(limit) {}

  void put(Item item, const Moment& now) {
    drop_old(now);
    entries_.push_back({std::move(item), now});
  }
  // The item that was used last, as it is the least likely to be dead. Those too old are dropped.
  std::optional<Item> take(const Moment& now) {
    drop_old(now);
    if (entries_.empty()) return std::nullopt;
    std::optional<Item> item(std::move(entries_.back().item));
    entries_.pop_back();
    return item;
  }
  void clear() { entries_.clear(); }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Item item;
    Moment since;
  };

  void drop_old(const Moment& now) {
    std::erase_if(entries_, [&](const Entry& entry) { return !is_fresh(entry.since, now, limit_); });
  }

  std::chrono::milliseconds limit_;
  std::vector<Entry> entries_;
};

}  // namespace threadmirror::sync::http
