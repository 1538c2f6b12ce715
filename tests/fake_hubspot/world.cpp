#include "tests/fake_hubspot/world.hpp"

#include <algorithm>

namespace threadmirror::fake_hubspot {
namespace {

constexpr std::size_t kRemembered = 10000;

// A number that sorts as the id's text does: its digits, left-aligned to 18 places (so many an id may have).
std::int64_t textual(std::int64_t id) {
  if (id <= 0) return 0;
  while (id < 100'000'000'000'000'000) id *= 10;
  return id;
}

// A fixed shuffle of the ids (the finaliser of SplitMix64, a bijection).
std::int64_t shuffled(std::int64_t id) {
  auto x = static_cast<std::uint64_t>(id);
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return static_cast<std::int64_t>(x ^ (x >> 31));
}

std::int64_t cut(std::int64_t ms, std::int64_t unit) {
  const std::int64_t rest = ms % unit;
  return ms - (rest < 0 ? rest + unit : rest);
}

}  // namespace

World::World(std::vector<Thread> threads, Orders orders) : orders_(orders), slots_(std::move(threads)) {
  index();
  if (all_.size() > 0) highest_id_ = all_.at_position(all_.at_rank(all_.size() - 1)).primary;
}

Key World::id_key(std::int64_t id, std::uint32_t slot) const {
  if (orders_.ids == IdOrder::kNumbers) return {id, 0, slot};
  return {textual(id), id, slot};
}

Key World::time_key(const Thread& thread, std::uint32_t slot) const {
  Key key{thread.latest, thread.id, slot};
  if (orders_.ties == TieOrder::kDescending) key.secondary = -thread.id;
  if (orders_.ties == TieOrder::kShuffled) key.secondary = shuffled(thread.id);
  if (thread.latest == kNoTime) {
    key.primary = orders_.untimed == Untimed::kFirst ? kUntimedFirst : kUntimedLast;
  } else {
    key.primary = cut(thread.latest, orders_.time_unit_ms);
  }
  return key;
}

bool World::has_time_key(const Thread& thread) const {
  return thread.latest != kNoTime || orders_.untimed != Untimed::kOmitted;
}

void World::index() {
  std::vector<Key> all, ids[2], times[2];
  std::vector<bool> is_free(slots_.size());
  for (const std::uint32_t slot : free_slots_) is_free[slot] = true;
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    if (is_free[slot]) continue;
    const Thread& thread = slots_[slot];
    const std::size_t side = thread.archived ? 1 : 0;
    all.push_back({thread.id, 0, slot});
    ids[side].push_back(id_key(thread.id, slot));
    if (has_time_key(thread)) times[side].push_back(time_key(thread, slot));
  }
  for (auto* keys : {&all, &ids[0], &ids[1], &times[0], &times[1]}) {
    if (!std::is_sorted(keys->begin(), keys->end())) std::sort(keys->begin(), keys->end());
  }
  all_.assign(all);
  for (std::size_t side = 0; side < 2; ++side) {
    ids_[side].assign(ids[side]);
    times_[side].assign(times[side]);
  }
}

void World::set_orders(const Orders& orders) {
  if (orders == orders_) return;
  orders_ = orders;
  index();
}

std::optional<std::uint32_t> World::slot_of(std::int64_t id) const {
  const auto at = all_.lower_bound({id, 0, 0});
  if (all_.is_end(at) || all_.at_position(at).primary != id) return std::nullopt;
  return all_.at_position(at).slot;
}

const Thread* World::served(std::int64_t id) const {
  const auto slot = slot_of(id);
  return slot ? &slots_[*slot] : nullptr;
}

std::optional<Thread> World::truth(std::int64_t id) const {
  if (const auto lag = lags_.find(id); lag != lags_.end()) return lag->second.truth;
  const Thread* thread = served(id);
  return thread ? std::optional(*thread) : std::nullopt;
}

std::size_t World::size() const {
  std::size_t count = all_.size();
  for (const auto& [id, lag] : lags_) {
    const bool is_served = slot_of(id).has_value();
    if (is_served && !lag.truth) --count;
    if (!is_served && lag.truth) ++count;
  }
  return count;
}

std::optional<Thread> World::any(core::Random& random) const {
  for (int attempt = 0; attempt < 8 && all_.size() > 0; ++attempt) {
    const auto at = all_.at_rank(static_cast<std::size_t>(random.next() % all_.size()));
    if (auto thread = truth(all_.at_position(at).primary)) return thread;
  }
  return std::nullopt;
}

std::optional<Thread> World::any_changed(core::Random& random) const {
  for (int attempt = 0; attempt < 8 && !remembered_.empty(); ++attempt) {
    if (auto thread = truth(remembered_[static_cast<std::size_t>(random.next() % remembered_.size())])) {
      return thread;
    }
  }
  return std::nullopt;
}

std::int64_t World::next_id(core::Random& random) {
  return highest_id_ + 1 + static_cast<std::int64_t>(random.next() % 5000);
}

void World::link(std::uint32_t slot) {
  const Thread& thread = slots_[slot];
  const std::size_t side = thread.archived ? 1 : 0;
  all_.insert({thread.id, 0, slot});
  ids_[side].insert(id_key(thread.id, slot));
  if (has_time_key(thread)) times_[side].insert(time_key(thread, slot));
}

void World::unlink(std::uint32_t slot) {
  const Thread& thread = slots_[slot];
  const std::size_t side = thread.archived ? 1 : 0;
  all_.erase({thread.id, 0, slot});
  ids_[side].erase(id_key(thread.id, slot));
  if (has_time_key(thread)) times_[side].erase(time_key(thread, slot));
}

void World::serve(const Thread& thread) {
  if (const auto slot = slot_of(thread.id)) {
    unlink(*slot);
    slots_[*slot] = thread;
    link(*slot);
    return;
  }
  std::uint32_t slot = static_cast<std::uint32_t>(slots_.size());
  if (free_slots_.empty()) {
    slots_.push_back(thread);
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
    slots_[slot] = thread;
  }
  link(slot);
}

void World::stop_serving(std::int64_t id) {
  const auto slot = slot_of(id);
  if (!slot) return;
  unlink(*slot);
  free_slots_.push_back(*slot);
}

void World::remember(const Thread& previous) {
  if (previous_.insert_or_assign(previous.id, previous).second) remembered_.push_back(previous.id);
  if (remembered_.size() <= kRemembered) return;
  previous_.erase(remembered_.front());
  remembered_.pop_front();
}

void World::put(const Thread& thread, std::optional<core::Timestamp> visible_at) {
  highest_id_ = std::max(highest_id_, thread.id);
  if (const auto old = truth(thread.id)) remember(*old);
  if (visible_at) {
    lags_[thread.id] = {thread, *visible_at};
  } else {
    lags_.erase(thread.id);
    serve(thread);
  }
}

bool World::erase(std::int64_t id, std::optional<core::Timestamp> visible_at) {
  if (!truth(id)) return false;
  if (visible_at) {
    lags_[id] = {std::nullopt, *visible_at};
  } else {
    lags_.erase(id);
    stop_serving(id);
  }
  return true;
}

bool World::serve_previous(std::int64_t id, core::Timestamp until) {
  const auto now = truth(id);
  const auto previous = previous_.find(id);
  if (!now || previous == previous_.end()) return false;
  lags_[id] = {*now, until};
  serve(previous->second);
  return true;
}

void World::advance(core::Timestamp now) {
  for (auto lag = lags_.begin(); lag != lags_.end();) {
    if (lag->second.until > now) {
      ++lag;
      continue;
    }
    if (lag->second.truth) {
      serve(*lag->second.truth);
    } else {
      stop_serving(lag->first);
    }
    lag = lags_.erase(lag);
  }
}

TruthReader::TruthReader(const World& world, std::int64_t after)
    : world_(world), served_(world.all_.upper_bound({after, 0, 0})), lag_(world.lags_.upper_bound(after)) {}

const Thread* TruthReader::next() {
  const Index& all = world_.all_;
  while (!all.is_end(served_) || lag_ != world_.lags_.end()) {
    const bool has_served = !all.is_end(served_);
    const std::int64_t served_id = has_served ? all.at_position(served_).primary : 0;
    if (lag_ == world_.lags_.end() || (has_served && served_id < lag_->first)) {
      const Thread& thread = world_.at(all.at_position(served_).slot);
      served_ = all.next(served_);
      return &thread;
    }
    if (has_served && served_id == lag_->first) served_ = all.next(served_);
    const World::Lag& lag = (lag_++)->second;
    if (lag.truth) return &*lag.truth;
  }
  return nullptr;
}

}  // namespace threadmirror::fake_hubspot
