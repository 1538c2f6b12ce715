#include "storage/sync_types.hpp"

#include <doctest/doctest.h>

using namespace threadmirror::storage;

TEST_CASE("run kinds and outcomes have the words that the schema allows") {
  CHECK(to_string(RunKind::kTail) == "tail");
  CHECK(to_string(RunKind::kBackfill) == "backfill");
  CHECK(to_string(RunKind::kReconcile) == "reconcile");
  CHECK(to_string(RunOutcome::kOk) == "ok");
  CHECK(to_string(RunOutcome::kFailed) == "failed");
  CHECK(to_string(RunOutcome::kInterrupted) == "interrupted");
}
