// What time it is upstream, as far as it can be trusted.
#pragma once

#include <optional>
#include <span>

#include "core/thread_record.hpp"
#include "core/timestamp.hpp"

namespace threadmirror::sync {

// The bound above which no watermark may rise, from the machine's clock and the answer's Date header.
//
// Both can be wrong. Where they differ by less than two days the earlier one is safe: a watermark that is too
// low costs some reading again, one that is too high blinds the mirror. Where they lie further apart one of
// them is broken, and the threads themselves are the witness: if most of their timestamps lie between the
// two, by more than an hour after the earlier one, the earlier clock is the broken one.
core::Timestamp trusted_now(core::Timestamp local, std::optional<core::Timestamp> server,
                            std::span<const core::ThreadRecord> witnesses);

}  // namespace threadmirror::sync
