// Lets things happen at a given pace.
#pragma once

#include <array>
#include <cstdint>
#include <deque>

#include "core/random.hpp"
#include "core/timestamp.hpp"
#include "tests/fake_hubspot/mutations.hpp"
#include "tests/fake_hubspot/world.hpp"

namespace threadmirror::fake_hubspot {

inline constexpr std::size_t kMutationKinds = 16;

// Operations per second, by kind.
struct Paces {
  std::array<double, kMutationKinds> per_second{};

  double& operator[](MutationKind kind) { return per_second[static_cast<std::size_t>(kind)]; }
  double operator[](MutationKind kind) const { return per_second[static_cast<std::size_t>(kind)]; }
  double total() const;
  // A realistic mixture of so many operations per second: mostly messages.
  static Paces mixture(double operations_per_second);
};

// Generates mutations from a seed. Driven by `advance`; the same instants give the same events. An agent's
// reply to a thread that nobody has is followed by its assignment 200 ms later, as HubSpot does.
class LivingWorld {
 public:
  explicit LivingWorld(std::uint64_t seed) : random_(seed) {}

  // The paces from `now` on. All zero: nothing happens by itself.
  void set_paces(const Paces& paces, core::Timestamp now);
  const Paces& paces() const { return paces_; }
  void pause() { paused_ = true; }
  void resume(core::Timestamp now);
  bool paused() const { return paused_; }

  // Does everything that is due at `now`, at most 10,000 operations; what is due beyond that is dropped.
  void advance(World& world, core::Timestamp now);
  std::int64_t operations() const { return operations_; }
  core::Random& random() { return random_; }

 private:
  struct Due {
    core::Timestamp at;
    Mutation mutation;
  };
  MutationKind draw();
  void happen(World& world, const Mutation& mutation, core::Timestamp at);

  core::SeededRandom random_;
  Paces paces_;
  bool paused_ = false;
  double owed_ = 0;  // operations that are due, a fraction included
  core::Timestamp last_;
  std::deque<Due> later_;
  std::int64_t operations_ = 0;
};

}  // namespace threadmirror::fake_hubspot
