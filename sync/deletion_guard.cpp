#include "sync/deletion_guard.hpp"

#include "core/text.hpp"

namespace threadmirror::sync {
namespace {

constexpr std::int64_t kAlwaysBelieved = 100;
constexpr std::int64_t kPercentBelieved = 5;

}  // namespace

bool is_mass_deletion(const MissingCount& count) {
  // In this form nothing overflows.
  return count.missing > kAlwaysBelieved &&
         count.missing > count.live / 100 * kPercentBelieved + count.live % 100 * kPercentBelieved / 100;
}

std::string mass_deletion_text(const MissingCount& count) {
  return core::with_thousands(count.missing) + " of " + core::with_thousands(count.live) +
         " threads are missing upstream, more than a sweep may mark as deleted, so none is; if they are "
         "really gone, run `threadmirror reconcile --allow-mass-delete`";
}

}  // namespace threadmirror::sync
