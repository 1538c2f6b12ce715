// The upstream's history, as the simulation itself makes it: every version of every thread, and every
// message.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/thread_record.hpp"
#include "core/timestamp.hpp"
#include "tests/fake_hubspot/upstream.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/scenario.hpp"

namespace threadmirror::simulation {

// The row that a mirror must hold for this version of a thread.
core::ThreadRecord expected_record(const fake_hubspot::Thread& thread, const fake_hubspot::Quirks& quirks);

// A message that the mirror is to bring.
struct Message {
  std::int64_t thread = 0;
  core::Timestamp stamp;  // its own
  core::Timestamp sent;   // when it happened
};

// Makes mutations happen and writes them down. All times are true times.
class TruthBook {
 public:
  // `upstream` must outlive the book. `quirks` decide how records look, and must not change in that.
  TruthBook(fake_hubspot::Upstream& upstream, fake_hubspot::Quirks quirks, std::uint64_t seed);

  // Applies the mutation at `now`. Gives the message that it brought, if any. An agent's reply to a thread
  // that nobody has is followed by its assignment: see `next_due`.
  std::optional<Message> apply(const Event& event, core::Timestamp now);
  std::optional<core::Timestamp> next_due() const;
  void apply_due(core::Timestamp now);

  std::int64_t mutations() const { return mutations_; }
  // The kind of the latest of them.
  fake_hubspot::MutationKind latest_kind() const { return latest_kind_; }
  const fake_hubspot::World& world() const { return upstream_.world(); }

  // True where the upstream had a version of that thread at any time that looks so.
  bool ever_looked(const core::ThreadRecord& record) const;
  // From when on the active listing has shown the thread's latest state without interruption.
  core::Timestamp settled_at(std::int64_t thread) const;
  core::ThreadRecord expected(const fake_hubspot::Thread& thread) const {
    return expected_record(thread, quirks_);
  }
  // The latest message's timestamp, as answers show it.
  std::optional<core::Timestamp> shown_latest(const fake_hubspot::Thread& thread) const;

 private:
  struct Story {
    std::vector<fake_hubspot::Thread> versions;
    core::Timestamp settled_at = core::Timestamp::from_unix_ms(0);
  };
  struct Due {
    core::Timestamp at;
    std::int64_t thread = 0;
  };
  bool change(const fake_hubspot::Mutation& mutation, core::Timestamp now, std::int64_t& id);

  fake_hubspot::Upstream& upstream_;
  fake_hubspot::Quirks quirks_;
  FastRandom random_;
  std::unordered_map<std::int64_t, Story> stories_;
  std::vector<Due> due_;  // in the order of time
  std::int64_t mutations_ = 0;
  fake_hubspot::MutationKind latest_kind_{};
};

}  // namespace threadmirror::simulation
