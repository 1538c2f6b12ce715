#include "sync/trusted_time.hpp"

#include <algorithm>
#include <chrono>

namespace threadmirror::sync {
namespace {

// Threads may be stamped a little after a right clock: a Date header has no milliseconds, and a message may
// come between the question and the answer.
constexpr std::chrono::hours kAtMostAfter{1};

}  // namespace

core::Timestamp trusted_now(core::Timestamp local, std::optional<core::Timestamp> server,
                            std::span<const core::ThreadRecord> witnesses) {
  if (!server) return local;
  const core::Timestamp earlier = std::min(local, *server);
  const core::Timestamp later = std::max(local, *server);
  if (later - earlier < std::chrono::hours(48)) return earlier;

  std::ptrdiff_t before = 0;
  std::ptrdiff_t between = 0;
  for (const core::ThreadRecord& thread : witnesses) {
    if (!thread.latest_message_timestamp || *thread.latest_message_timestamp > later) continue;
    (*thread.latest_message_timestamp > earlier + kAtMostAfter ? between : before) += 1;
  }
  return between > before ? later : earlier;
}

}  // namespace threadmirror::sync
