// Draws from a seed, in the words of a scenario.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "core/random.hpp"

namespace threadmirror::simulation {

// SplitMix64: quick to seed, which mt19937 is not; a world needs several.
class FastRandom final : public core::Random {
 public:
  explicit FastRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() override {
    std::uint64_t x = state_ += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
  }

 private:
  std::uint64_t state_;
};

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  core::Random& random() { return random_; }
  bool chance(double probability) { return random_.unit() < probability; }
  // From `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(high - low + 1));
  }
  std::chrono::milliseconds between(std::chrono::milliseconds low, std::chrono::milliseconds high) {
    return std::chrono::milliseconds(between(low.count(), high.count()));
  }
  template <typename T, std::size_t N>
  const T& one_of(const std::array<T, N>& choices) {
    return choices[static_cast<std::size_t>(random_.next() % N)];
  }

 private:
  FastRandom random_;
};

}  // namespace threadmirror::simulation
