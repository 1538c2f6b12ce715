#include "tests/simulation/watched_api.hpp"

#include <utility>

namespace threadmirror::simulation {

boost::asio::awaitable<core::Result<sync::api::Page>> WatchedApi::list(sync::api::PageRequest request) {
  const bool is_sweep = request.sort == sync::api::Sort::kId;
  // The fast path of a backfill asks by time, too, and promises nothing.
  const bool is_tail = !is_sweep && request.priority == sync::api::Priority::kTail;
  if (is_sweep) sweeps_.asked(request);
  if (is_tail && !request.cursor) freshness_.asked(request.latest_message_after.value(), now_());
  sync::api::PageRequest copy = request;
  core::Result<sync::api::Page> page = co_await real_.list(std::move(copy));
  if (is_sweep) sweeps_.answered(request, page);
  if (is_tail && page && !page->next_cursor) freshness_.listing_ended();
  co_return page;
}

}  // namespace threadmirror::simulation
