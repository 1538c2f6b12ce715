// A support desk at work: what happens to the threads of the demo account.
#pragma once

#include <cstdint>
#include <vector>

#include "core/random.hpp"
#include "core/timestamp.hpp"
#include "tests/fake_hubspot/mutations.hpp"
#include "tests/fake_hubspot/world.hpp"

namespace threadmirror::tests {

// Customers write at any hour, more by day; seven agents take, answer and close threads from Monday to
// Friday, from 8 to 18 o'clock UTC; now and then a thread is handed on, moved, marked as spam, archived or
// deleted. The same seed and the same instants give the same life.
class SupportDesk {
 public:
  // `world` must outlive it.
  SupportDesk(fake_hubspot::World& world, std::uint64_t seed) : world_(world), random_(seed) {}

  // Everything that happens in the five minutes up to `end`.
  void live(core::Timestamp end);

 private:
  void customers(bool by_day);
  void agent(std::int32_t number);
  void mishap();
  void open_thread();
  bool apply(fake_hubspot::MutationKind kind, std::int64_t id);
  const fake_hubspot::Thread* any_current();
  bool happens(double probability) { return random_.unit() < probability; }
  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(limit));
  }

  fake_hubspot::World& world_;
  core::SeededRandom random_;
  core::Timestamp now_;
  std::vector<std::int64_t> current_;  // the threads that the desk has to do with, the latest last
};

}  // namespace threadmirror::tests
