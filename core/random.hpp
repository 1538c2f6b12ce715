// Randomness as an interface: jitter must be random in the field and repeatable in a simulation.
#pragma once

#include <cstdint>
#include <random>

namespace threadmirror::core {

// A source of uniformly distributed numbers. Not for secrets. One thread at a time.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;
  // A number in [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
};

// A generator that yields the same sequence for the same seed on every machine.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  // Seeded from the operating system.
  static SeededRandom from_entropy() {
    std::random_device device;
    return SeededRandom((static_cast<std::uint64_t>(device()) << 32) | device());
  }
  std::uint64_t next() override { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace threadmirror::core
