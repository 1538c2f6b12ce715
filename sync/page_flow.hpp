// Drives a pass: fetches its pages, stores them, and fetches the next page while one is being stored.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "core/timestamp.hpp"
#include "storage/sync_types.hpp"
#include "sync/commit_chain.hpp"
#include "sync/difference_sink.hpp"
#include "sync/pass.hpp"
#include "sync/world.hpp"

namespace threadmirror::sync {

// How far a pass has come; read between the engine's steps, on the same thread, by whoever draws progress.
struct Progress {
  storage::RunKind kind = storage::RunKind::kBackfill;
  std::string listing;       // the one that is being read; in the daemon empty while no sweep is under way
  std::string note;          // what is done between and after listings; empty while one is read
  std::int64_t pages = 0;    // committed, in all listings of this sweep, earlier sessions included
  std::int64_t threads = 0;  // seen, likewise
  // What a fast path has brought. What is counted from then on is its proof: all threads once more, by id.
  struct Filled {
    std::int64_t pages = 0;
    std::int64_t threads = 0;
  };
  std::optional<Filled> filled{};
  std::int64_t earlier_pages = 0;  // of these, what earlier sessions did
  std::int64_t earlier_threads = 0;
};

// Who wants to know what happens meanwhile; both may be null.
struct Observers {
  Progress* progress = nullptr;
  DifferenceSink* differences = nullptr;  // gets what was mended
};

// A page and when it was asked for.
struct Fetched {
  core::Result<api::Page> page;
  core::Timestamp asked_at;
};
boost::asio::awaitable<Fetched> fetch(World& world, api::PageRequest request);

// Performs `pass` to its end. Each page is committed as part of the chain's run, whose other passes may be
// under way at the same time. Two pages at most are in memory at a time. Threads of inboxes that are not
// mirrored, where upstream ignored the filter, are left out. Fails with the error that the pass could not
// recover from, or the store's.
boost::asio::awaitable<core::Status> perform(World& world, Pass& pass, CommitChain& chain,
                                             Observers observers);
// The same for a run of this pass alone; `run` comes back with its id and counters, also after a failure.
boost::asio::awaitable<core::Status> perform(World& world, Pass& pass, storage::Run& run,
                                             Observers observers);

}  // namespace threadmirror::sync
