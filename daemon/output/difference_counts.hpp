// How many differences of each kind there are.
#pragma once

#include <cstdint>

#include "storage/difference.hpp"

namespace threadmirror::daemon::output {

struct DifferenceCounts {
  std::int64_t missing = 0;
  std::int64_t extra = 0;
  std::int64_t different = 0;

  void add(storage::DifferenceKind kind) {
    switch (kind) {
      case storage::DifferenceKind::kMissing:
        ++missing;
        break;
      case storage::DifferenceKind::kExtra:
        ++extra;
        break;
      case storage::DifferenceKind::kDifferent:
        ++different;
        break;
    }
  }
  std::int64_t total() const { return missing + extra + different; }
};

}  // namespace threadmirror::daemon::output
