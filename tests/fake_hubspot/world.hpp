// The account's threads in memory, as they truly are and as the server serves them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/random.hpp"
#include "core/timestamp.hpp"
#include "tests/fake_hubspot/sorted_blocks.hpp"
#include "tests/fake_hubspot/thread.hpp"

namespace threadmirror::fake_hubspot {

enum class IdOrder { kNumbers, kText };
enum class TieOrder { kAscending, kDescending, kShuffled };
enum class Untimed { kOmitted, kFirst, kLast };

// How the listings are sorted: what HubSpot's documents leave open.
struct Orders {
  IdOrder ids = IdOrder::kNumbers;
  TieOrder ties = TieOrder::kAscending;  // threads with equal latestMessageTimestamp
  Untimed untimed = Untimed::kOmitted;   // threads without one, under the timestamp sort
  std::int64_t time_unit_ms = 1;         // timestamps are sorted after being cut to this unit
  friend bool operator==(const Orders&, const Orders&) = default;
};

// A thread's place in a listing. `slot` finds the thread and takes no part in the order.
struct Key {
  std::int64_t primary = 0;
  std::int64_t secondary = 0;
  std::uint32_t slot = 0;
  friend bool operator<(const Key& a, const Key& b) {
    return a.primary != b.primary ? a.primary < b.primary : a.secondary < b.secondary;
  }
};
using Index = SortedBlocks<Key>;

// The primary keys of threads without a timestamp.
inline constexpr std::int64_t kUntimedFirst = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kUntimedLast = std::numeric_limits<std::int64_t>::max();

// Holds the threads. Truth is what the account really has; served is what listings and GET show. They differ
// only while a change lags (a replica that is behind). Not thread-safe.
class World {
 public:
  // `threads` in any order, ids distinct and positive.
  explicit World(std::vector<Thread> threads, Orders orders = {});

  // ---- as served ----
  const Thread* served(std::int64_t id) const;
  const Thread& at(std::uint32_t slot) const { return slots_[slot]; }
  const Index& ids(bool archived) const { return ids_[archived ? 1 : 0]; }
  const Index& times(bool archived) const { return times_[archived ? 1 : 0]; }
  std::size_t served_count(bool archived) const { return ids(archived).size(); }

  // ---- the truth ----
  std::optional<Thread> truth(std::int64_t id) const;
  std::size_t size() const;
  // A thread drawn at random from the truth; nothing when there is none.
  std::optional<Thread> any(core::Random& random) const;
  // A thread whose version before the latest change is remembered; nothing when there is none.
  std::optional<Thread> any_changed(core::Random& random) const;
  // The id for a new thread: above all others, with a gap.
  std::int64_t next_id(core::Random& random);

  // Adds or replaces a thread. With `visible_at`, the old state is served until then.
  void put(const Thread& thread, std::optional<core::Timestamp> visible_at = std::nullopt);
  // Deletes for good. With `visible_at`, the thread is served until then. False: no such thread.
  bool erase(std::int64_t id, std::optional<core::Timestamp> visible_at = std::nullopt);
  // Serves the version before the latest change until `until`. False when none is remembered (only the latest
  // 10,000 changes are).
  bool serve_previous(std::int64_t id, core::Timestamp until);
  // Ends every lag that is over at `now`.
  void advance(core::Timestamp now);
  std::size_t lagging() const { return lags_.size(); }

  const Orders& orders() const { return orders_; }
  // Sorts anew. Cursors given before may point elsewhere afterwards.
  void set_orders(const Orders& orders);

 private:
  friend class TruthReader;
  // The truth about a thread that is served in another state. No thread: it is deleted.
  struct Lag {
    std::optional<Thread> truth;
    core::Timestamp until;
  };

  Key id_key(std::int64_t id, std::uint32_t slot) const;
  Key time_key(const Thread& thread, std::uint32_t slot) const;
  bool has_time_key(const Thread& thread) const;
  std::optional<std::uint32_t> slot_of(std::int64_t id) const;
  void index();
  void link(std::uint32_t slot);
  void unlink(std::uint32_t slot);
  void serve(const Thread& thread);
  void stop_serving(std::int64_t id);
  void remember(const Thread& previous);

  Orders orders_;
  std::vector<Thread> slots_;
  std::vector<std::uint32_t> free_slots_;
  Index all_;       // every served thread by number
  Index ids_[2];    // active, archived
  Index times_[2];  // active, archived
  std::map<std::int64_t, Lag> lags_;
  std::unordered_map<std::int64_t, Thread> previous_;
  std::deque<std::int64_t> remembered_;
  std::int64_t highest_id_ = 0;
};

// Reads the truth in ascending order of the number. The world must not change meanwhile, except when a new
// reader is made for the rest.
class TruthReader {
 public:
  // Begins with the first id above `after`.
  explicit TruthReader(const World& world, std::int64_t after = 0);
  // The next thread, or nothing at the end. Valid until the next call.
  const Thread* next();

 private:
  const World& world_;
  Index::Position served_;
  std::map<std::int64_t, World::Lag>::const_iterator lag_;
};

}  // namespace threadmirror::fake_hubspot
