// What a failure means for the daemon as a whole, and how long to rest after one.
#pragma once

#include <chrono>

#include "core/error.hpp"
#include "core/random.hpp"

namespace threadmirror::sync {

// True for failures that no waiting mends and that somebody must look at: a refused token, a missing scope, a
// retired API version, another portal, a damaged database, a bug. Everything else the daemon sits out.
bool ends_daemon(core::ErrorCode code);

// The rest after the `failures`-th failed poll or sweep in a row (from 1): doubles from 2 s, never above
// `longest`, with a random part so that many mirrors don't return together.
std::chrono::milliseconds rest_after(int failures, std::chrono::milliseconds longest, core::Random& random);

// The least rest after a sweep that failed in this way: where a listing has to be read from its beginning
// again, as long as between two sweeps, so that a listing that never ends well costs no more than one that
// does. Else none.
std::chrono::milliseconds least_rest(core::ErrorCode code, std::chrono::milliseconds sweep_interval);

}  // namespace threadmirror::sync
