#include "sync/api/circuit.hpp"

#include <algorithm>
#include <cmath>

namespace threadmirror::sync::api {
namespace {

using std::chrono::milliseconds;

// A probe that has not ended after so long (it was cancelled, perhaps) makes room for another one.
constexpr milliseconds kProbeLease = std::chrono::minutes(2);

milliseconds bound(milliseconds first, milliseconds longest, double factor, int pauses) {
  const double grown = static_cast<double>(first.count()) * std::pow(factor, std::min(pauses, 40));
  return milliseconds(static_cast<std::int64_t>(std::min(grown, static_cast<double>(longest.count()))));
}

}  // namespace

milliseconds Circuit::wait(core::SteadyTime now) const {
  if (!is_open_) return milliseconds(0);
  return std::max(std::chrono::ceil<milliseconds>(next_probe_ - now), milliseconds(0));
}

bool Circuit::begin(core::SteadyTime now) {
  if (!is_open_) return false;
  is_probing_ = true;
  next_probe_ = now + kProbeLease;
  return true;
}

Circuit::Change Circuit::on_life(bool in_debt) {
  failures_ = pauses_ = 0;
  if (!in_debt) pauses_in_debt_ = 0;
  if (!is_open_) return Change::kNone;
  is_open_ = is_probing_ = false;
  return Change::kClosed;
}

Circuit::Change Circuit::on_death(core::SteadyTime now, bool was_probe, bool in_debt, double unit) {
  if (is_open_) {
    // Requests that were under way when it opened say nothing new.
    if (!was_probe) return Change::kNone;
    is_probing_ = false;
    next_probe_ = now + pause(in_debt, unit);
    return Change::kNone;
  }
  if (++failures_ < options_.failures && !in_debt) return Change::kNone;
  is_open_ = true;
  next_probe_ = now + pause(in_debt, unit);
  return Change::kOpened;
}

milliseconds Circuit::pause(bool in_debt, double unit) {
  if (in_debt) {
    constexpr double kLeast = 0.8;
    const milliseconds most = bound(options_.first_in_debt, options_.longest_in_debt, 5, pauses_in_debt_++);
    return milliseconds(
        static_cast<std::int64_t>(static_cast<double>(most.count()) * (kLeast + (1 - kLeast) * unit)));
  }
  const milliseconds most = bound(options_.first, options_.longest, 2, pauses_++);
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(most.count()) * unit));
}

}  // namespace threadmirror::sync::api
