// The paths that are served, in both families: v3 and dated.
#pragma once

#include <string>
#include <string_view>

#include "tests/fake_hubspot/quirks.hpp"

namespace threadmirror::fake_hubspot {

enum class Endpoint { kNone, kThreads, kThread, kAccount, kToken };

struct Route {
  Endpoint endpoint = Endpoint::kNone;
  std::string thread_id;  // kThread only, as written in the path
};

// What a decoded path leads to.
Route find_route(std::string_view path, Versions versions);

}  // namespace threadmirror::fake_hubspot
