// The listings that a mirror is made of, and the names of their rows in `sync_state`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/sync_types.hpp"
#include "sync/api/threads_api.hpp"

namespace threadmirror::sync {

// The listings that the tail polls: active threads, one listing per chosen inbox (one in all without a
// choice). Archived threads can't be told apart by time cheaply enough: sweeps see them.
std::vector<api::Listing> tail_listings(const std::vector<std::int64_t>& inbox_ids);

// The listings that a sweep walks through, in order: active ones first, then the archived ones.
std::vector<api::Listing> sweep_listings(const std::vector<std::int64_t>& inbox_ids);

// "tail" or "tail/inbox=7".
std::string tail_stream(const api::Listing& listing);

// "backfill/active", "backfill/archived/inbox=7", "reconcile/…".
std::string sweep_stream(storage::RunKind kind, const api::Listing& listing);

// The names of all checkpoints that a mirror of these inboxes has. Others are left over from other settings.
std::vector<std::string> stream_names(const std::vector<std::int64_t>& inbox_ids);
// Those of the sweeps of one kind.
std::vector<std::string> sweep_stream_names(storage::RunKind kind,
                                            const std::vector<std::int64_t>& inbox_ids);

}  // namespace threadmirror::sync
