// Keeps retries a small part of all requests, however long an outage lasts.
#pragma once

#include <algorithm>

namespace threadmirror::sync::api {

// HubSpot wants error answers to stay below 5 % of a day's requests. Each success earns a part of a retry,
// each retry spends a whole one; the reserve lets a fresh start ride out a hiccup. With an empty budget every
// request is tried once, and when to ask again is the caller's matter.
class RetryBudget {
 public:
  // `reserve`: the retries at the start and the most that can gather. `earned`: per success, below 1.
  RetryBudget(double reserve, double earned) : reserve_(reserve), earned_(earned), balance_(reserve) {}

  void on_success() { balance_ = std::min(balance_ + earned_, reserve_); }
  bool allows_retry() const { return balance_ >= 1; }
  void spend() { balance_ -= 1; }

 private:
  double reserve_;
  double earned_;
  double balance_;
};

}  // namespace threadmirror::sync::api
