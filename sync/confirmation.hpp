// Asks for a single thread that the listings did not show: is it really gone?
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>

#include "core/log.hpp"
#include "core/result.hpp"
#include "core/thread_record.hpp"
#include "sync/api/threads_api.hpp"

namespace threadmirror::sync {

enum class Fate {
  kAlive,    // it was only missed; `thread` is its present state
  kGone,     // 404, whether asked for as active or as archived
  kUnclear,  // an answer that says neither; the row stays as it is
};

struct Confirmation {
  Fate fate = Fate::kUnclear;
  std::optional<core::ThreadRecord> thread;  // of kAlive
  std::int64_t requests = 0;                 // that it took; one for a question that failed
};

// Asks for the thread as an active one, as an archived one, and as an active one again: one that was restored
// between the first two questions would escape both. Fails where the way to upstream does, or the token.
boost::asio::awaitable<core::Result<Confirmation>> confirm(api::ThreadsApi& api, core::Log& log,
                                                           std::int64_t id);

}  // namespace threadmirror::sync
