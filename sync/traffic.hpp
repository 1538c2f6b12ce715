// What has been asked of HubSpot since the start, and what its limits leave, for whoever watches the engine.
#pragma once

#include "sync/api/threads_api.hpp"

namespace threadmirror::sync {

// The API client's own account, under the engine's roof: `api.statistics()` gives it.
using Traffic = api::ApiStatistics;
using api::ExchangeOutcome;
using api::kExchangeOutcomes;

}  // namespace threadmirror::sync
