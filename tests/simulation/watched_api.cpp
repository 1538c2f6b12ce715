#include "tests/simulation/watched_api.hpp"

#include <utility>

namespace threadmirror::simulation {

boost::asio::awaitable<core::Result<sync::api::Page>> WatchedApi::list(sync::api::PageRequest request) {
  const bool is_tail = request.sort == sync::api::Sort::kLatestMessageTimestamp;
  if (!is_tail) sweeps_.asked(request);
  if (is_tail && !request.cursor) freshness_.asked(request.latest_message_after.value(), now_());
  sync::api::PageRequest copy = request;
  core::Result<sync::api::Page> page = co_await real_.list(std::move(copy));
  if (!is_tail) sweeps_.answered(request, page);
  if (is_tail && page && !page->next_cursor) freshness_.listing_ended();
  co_return page;
}

}  // namespace threadmirror::simulation
