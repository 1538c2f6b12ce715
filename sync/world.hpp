// Everything that the engine touches outside itself, handed in by the owner.
#pragma once

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/random.hpp"
#include "core/wait.hpp"
#include "sync/api/threads_api.hpp"
#include "sync/options.hpp"
#include "sync/store_worker.hpp"
#include "sync/telemetry.hpp"

namespace threadmirror::sync {

// References only: all of it must outlive the engine. Used from the event loop's thread.
struct World {
  api::ThreadsApi& api;
  StoreWorker& store;
  const core::Clock& clock;
  core::Waiter& waiter;
  core::Random& random;
  core::Log& log;
  Telemetry& telemetry;
  EngineOptions options;
};

}  // namespace threadmirror::sync
