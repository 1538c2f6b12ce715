// Keeps requests away from an upstream that is dead, and finds out when it lives again. Pure.
#pragma once

#include <chrono>

#include "core/clock.hpp"

namespace threadmirror::sync::api {

struct CircuitOptions {
  int failures = 5;  // so many in a row, across all requests, open it
  // The pause before each probe is random, up to a bound that doubles from the first to the last.
  std::chrono::milliseconds first{1000};
  std::chrono::milliseconds longest{60000};
  // Where the upstream does answer, with errors, and the budget for those is used up, one of them opens it,
  // and pauses are nearly as long as a bound that grows fivefold, for as long as the debt lasts: errors stay
  // below 5 % of a day's requests also when half of the day is an outage.
  std::chrono::milliseconds first_in_debt{std::chrono::minutes(1)};
  std::chrono::milliseconds longest_in_debt{std::chrono::minutes(40)};
};

// Closed: everybody sends. Open: nobody but one probe at a time; the first sign of life closes it.
class Circuit {
 public:
  enum class Change { kNone, kOpened, kClosed };

  explicit Circuit(const CircuitOptions& options = {}) : options_(options) {}

  bool is_open() const { return is_open_; }
  // A probe is under way, and nobody knows yet.
  bool is_probing() const { return is_probing_; }
  // How long until a request may go; zero: now. While a probe is under way, until it counts as lost.
  std::chrono::milliseconds wait(core::SteadyTime now) const;
  // A request goes, which wait() allowed. True: as the probe.
  bool begin(core::SteadyTime now);

  // It was answered in a way that a dead upstream would not. `in_debt`: the budget for errors is used up.
  Change on_life(bool in_debt = false);
  // It failed as with a dead upstream. `in_debt`: by an error answer beyond the budget; `unit` is random in
  // [0, 1).
  Change on_death(core::SteadyTime now, bool was_probe, bool in_debt, double unit);

 private:
  std::chrono::milliseconds pause(bool in_debt, double unit);

  CircuitOptions options_;
  bool is_open_ = false;
  bool is_probing_ = false;
  int failures_ = 0;        // in a row, while closed
  int pauses_ = 0;          // since it opened
  int pauses_in_debt_ = 0;  // since the budget was last in order
  core::SteadyTime next_probe_{};
};

}  // namespace threadmirror::sync::api
