#include "sync/verdict.hpp"

#include <algorithm>
#include <cstdint>

namespace threadmirror::sync {

bool ends_daemon(core::ErrorCode code) {
  using core::ErrorCode;
  switch (code) {
    case ErrorCode::kUnauthorized:
    case ErrorCode::kForbidden:
    case ErrorCode::kGone:
    case ErrorCode::kWrongPortal:
    case ErrorCode::kUsage:
    case ErrorCode::kConfig:
    case ErrorCode::kDatabaseCorrupt:
    case ErrorCode::kDatabaseForeign:
    case ErrorCode::kDatabaseNewer:
    case ErrorCode::kDatabaseMissing:
    case ErrorCode::kCannotCreate:
    case ErrorCode::kInstanceRunning:
    case ErrorCode::kIo:
    case ErrorCode::kCancelled:
    case ErrorCode::kInternal:
      return true;
    default:
      return false;
  }
}

std::chrono::milliseconds least_rest(core::ErrorCode code, std::chrono::milliseconds sweep_interval) {
  const bool from_the_beginning = code == core::ErrorCode::kCursorLoop ||
                                  code == core::ErrorCode::kNoProgress || code == core::ErrorCode::kBadCursor;
  return from_the_beginning ? sweep_interval : std::chrono::milliseconds(0);
}

std::chrono::milliseconds rest_after(int failures, std::chrono::milliseconds longest, core::Random& random) {
  constexpr std::chrono::milliseconds kFirst{2000};
  const int doublings = std::clamp(failures - 1, 0, 20);
  const auto full = std::min(longest, kFirst * (std::int64_t{1} << doublings));
  // Between half and all of it: a pause, but not everybody's at once.
  return full / 2 + std::chrono::milliseconds(static_cast<std::int64_t>(
                        random.unit() * static_cast<double>((full - full / 2).count())));
}

}  // namespace threadmirror::sync
