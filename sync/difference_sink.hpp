// Where a sweep tells what it found, one thread at a time.
#pragma once

#include "storage/difference.hpp"

namespace threadmirror::sync {

// Takes differences as they are found, so that nobody has to keep them all. Event loop's thread.
class DifferenceSink {
 public:
  virtual ~DifferenceSink() = default;
  virtual void take(const storage::Difference& difference) = 0;
};

}  // namespace threadmirror::sync
