// Writing the answers to control requests, as JSON texts.
#pragma once

#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "tests/fake_hubspot/upstream.hpp"

namespace threadmirror::fake_hubspot {

std::string quirks_json(const Quirks& quirks);
std::string faults_json(const std::vector<FaultRule>& rules);
std::string oauth_json(OAuthApp& oauth, core::Timestamp now);
std::string living_json(const LivingWorld& living);
std::string stats_json(Upstream& upstream, core::Timestamp now);

}  // namespace threadmirror::fake_hubspot
