#include "storage/sync_types.hpp"

namespace threadmirror::storage {

std::string_view to_string(RunKind kind) {
  switch (kind) {
    case RunKind::kTail:
      return "tail";
    case RunKind::kBackfill:
      return "backfill";
    case RunKind::kReconcile:
      return "reconcile";
  }
  return "unknown";
}

std::string_view to_string(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::kOk:
      return "ok";
    case RunOutcome::kFailed:
      return "failed";
    case RunOutcome::kInterrupted:
      return "interrupted";
  }
  return "unknown";
}

}  // namespace threadmirror::storage
