// One walk through one listing, as pure decisions: what to ask, what to commit, what next.
#pragma once

#include <optional>

#include "core/error.hpp"
#include "core/timestamp.hpp"
#include "storage/sync_types.hpp"
#include "sync/api/threads_api.hpp"

namespace threadmirror::sync {

// What follows from a page. The commit always comes first; then exactly one of: ask `next`; give up with
// `cut_off`; or, when both are empty, the pass is complete.
struct Step {
  storage::PageCommit commit;
  std::optional<api::PageRequest> next;
  std::optional<core::Error> cut_off;
};

// A state machine without I/O; `perform` in page_flow.hpp drives it. The calls come in the order
// first, take, take, …, with `recover` after a failed request.
class Pass {
 public:
  virtual ~Pass() = default;
  virtual api::PageRequest first() = 0;
  // Takes the answer to the request given last. `now` is the machine's time.
  virtual Step take(api::Page page, core::Timestamp now) = 0;
  // After a failed request: another request to go on with, or nothing when the pass has failed.
  virtual std::optional<api::PageRequest> recover(const core::Error& error) = 0;
};

}  // namespace threadmirror::sync
