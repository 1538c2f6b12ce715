// What happened in a simulated world, as a hash and, where wished, as lines.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace threadmirror::simulation {

// Two runs of the same seed that differ anywhere end with different hashes.
class Trace {
 public:
  using Print = std::function<void(const std::string& line)>;
  // `print` takes each event as a line; none: only the hash is made.
  explicit Trace(Print print = {}) : print_(std::move(print)) {}

  // One event: the simulated time since the world began, a word that says what it is, and its details.
  void note(std::chrono::milliseconds at, std::string_view what, std::int64_t number = 0,
            std::string_view text = {});

  std::uint64_t hash() const { return hash_; }
  std::int64_t events() const { return events_; }

 private:
  void mix(std::uint64_t word);
  void mix(std::string_view text);

  Print print_;
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
  std::int64_t events_ = 0;
};

}  // namespace threadmirror::simulation
