// Keeps retries a small part of all requests, however long an outage lasts.
#pragma once

#include <algorithm>

namespace threadmirror::sync::api {

// HubSpot wants error answers to stay below 5 % of a day's requests. Each success earns a part of an error
// answer, each error answer spends a whole one, whether the request was a retry or not; the reserve lets a
// fresh start ride out a hiccup. With an empty budget every request is tried once, and the circuit (see
// circuit.hpp) makes the next ones rare.
class RetryBudget {
 public:
  // `reserve`: the error answers at the start, the most that can gather, and the deepest debt. `earned`: per
  // success, below 1.
  RetryBudget(double reserve, double earned) : reserve_(reserve), earned_(earned), balance_(reserve) {}

  void on_success() { balance_ = std::min(balance_ + earned_, reserve_); }
  bool allows_retry() const { return balance_ >= 1; }
  void spend() { balance_ = std::max(balance_ - 1, -reserve_); }

 private:
  double reserve_;
  double earned_;
  double balance_;
};

}  // namespace threadmirror::sync::api
