// An upstream in memory, behind the engine's view of it: for tests of the engine alone.
#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/wait.hpp"
#include "sync/api/page_decoder.hpp"
#include "sync/api/threads_api.hpp"

namespace threadmirror::tests {

// Serves listings of `threads` with small pages. Each call takes `latency` of virtual time, is noted in
// `requests`, and fails when a failure is waiting in `failures`.
class ModelApi final : public sync::api::ThreadsApi {
 public:
  ModelApi(core::Clock& clock, core::Waiter& waiter) : clock_(clock), waiter_(waiter) {}

  std::map<std::int64_t, core::ThreadRecord> threads;
  std::size_t page_size = 3;
  bool ignores_time = false;  // lists by id whatever is asked for
  std::chrono::milliseconds latency{10};
  core::Result<sync::api::Account> portal = sync::api::Account{"62515", "Europe/Berlin", "+01:00"};
  std::deque<core::Error> failures;                               // one per coming list(), in order
  std::function<void(const sync::api::PageRequest&)> on_request;  // before the answer is made
  std::function<std::optional<core::Error>(const sync::api::PageRequest&)> refuse;  // each list(), if set
  std::vector<sync::api::PageRequest> requests;
  std::deque<core::Error> lookup_failures;                     // one per coming get(), in order
  std::function<void(std::int64_t, bool archived)> on_lookup;  // before the answer is made
  std::vector<std::pair<std::int64_t, bool>> lookups;
  std::int64_t requests_a_lookup = 1;
  sync::api::ApiStatistics counters;
  // With a quota requests are booked as the real client does it, and those that must rest are refused.
  std::optional<std::int64_t> quota;  // of the day
  std::int64_t used = 0;              // of it, by whomever
  sync::api::QuotaLedger book;

  void put(core::ThreadRecord record) { threads[record.id] = std::move(record); }

  boost::asio::awaitable<core::Result<sync::api::Page>> list(sync::api::PageRequest request) override {
    const core::Status allowed = meter(request.priority);
    if (!allowed) co_return core::fail(allowed.error());
    requests.push_back(request);
    co_await waiter_.wait(latency);
    if (!failures.empty()) {
      core::Error failure = failures.front();
      failures.pop_front();
      co_return core::fail(std::move(failure));
    }
    if (on_request) on_request(request);
    std::optional<core::Error> refusal = refuse ? refuse(request) : std::nullopt;
    if (refusal) co_return core::fail(std::move(*refusal));
    co_return answer(request);
  }

  boost::asio::awaitable<core::Result<sync::api::Lookup>> get(std::int64_t id, bool archived,
                                                              sync::api::Priority priority) override {
    const core::Status allowed = meter(priority);
    if (!allowed) co_return core::fail(allowed.error());
    lookups.emplace_back(id, archived);
    co_await waiter_.wait(latency);
    if (!lookup_failures.empty()) {
      core::Error failure = lookup_failures.front();
      lookup_failures.pop_front();
      co_return core::fail(std::move(failure));
    }
    if (on_lookup) on_lookup(id, archived);
    const auto found = threads.find(id);
    if (found == threads.end() || found->second.archived != archived) {
      co_return sync::api::Lookup{std::nullopt, requests_a_lookup};
    }
    co_return sync::api::Lookup{found->second, requests_a_lookup};
  }

  boost::asio::awaitable<core::Result<sync::api::Account>> account() override {
    const core::Status allowed = meter(sync::api::Priority::kTail);
    if (!allowed) co_return core::fail(allowed.error());
    co_await waiter_.wait(latency);
    co_return portal;
  }

  sync::api::ApiStatistics statistics() const override { return counters; }
  sync::api::QuotaLedger& ledger() override { return book; }

 private:
  core::Status meter(sync::api::Priority priority) {
    if (!quota) return {};
    if (const auto rest = book.rest(priority, clock_.now())) {
      return core::fail(core::ErrorCode::kDailyLimit, to_text(*rest, priority));
    }
    const auto ticket = book.begin(clock_.now());
    ++used;
    sync::api::RateHeaders headers;
    headers.daily = quota;
    headers.daily_remaining = std::max<std::int64_t>(*quota - used, 0);
    book.learn(ticket, headers, clock_.now());
    return {};
  }

  using Key = std::pair<std::int64_t, std::int64_t>;  // what the listing is sorted by, then the id

  static Key key_of(const sync::api::PageRequest& request, const core::ThreadRecord& thread) {
    const bool by_time = request.sort == sync::api::Sort::kLatestMessageTimestamp;
    return {by_time ? thread.latest_message_timestamp->unix_ms() : 0, thread.id};
  }

  static bool belongs(const sync::api::PageRequest& request, const core::ThreadRecord& thread) {
    if (thread.archived.value_or(false) != request.listing.archived) return false;
    if (request.listing.inbox_id && thread.inbox_id != std::to_string(*request.listing.inbox_id))
      return false;
    if (request.sort == sync::api::Sort::kId) return true;
    return thread.latest_message_timestamp &&
           *thread.latest_message_timestamp >= *request.latest_message_after;
  }

  sync::api::Page answer(const sync::api::PageRequest& asked) const {
    sync::api::PageRequest request = asked;
    if (ignores_time) request.sort = sync::api::Sort::kId;
    std::map<Key, const core::ThreadRecord*> listing;
    for (const auto& [id, thread] : threads) {
      if (belongs(request, thread)) listing[key_of(request, thread)] = &thread;
    }
    auto at = listing.begin();
    if (request.cursor) {
      const auto bar = request.cursor->find('|');
      at = listing.upper_bound(
          {std::stoll(request.cursor->substr(0, bar)), std::stoll(request.cursor->substr(bar + 1))});
    }
    sync::api::Page page;
    page.requests = 1;
    page.server_time = clock_.now();
    for (; at != listing.end() && page.threads.size() < page_size; ++at) {
      page.threads.push_back(*at->second);
      if (page.threads.size() == page_size && std::next(at) != listing.end()) {
        page.next_cursor = std::to_string(at->first.first) + "|" + std::to_string(at->first.second);
      }
    }
    page.in_order = sync::api::is_in_order(page.threads, asked.sort);
    return page;
  }

  core::Clock& clock_;
  core::Waiter& waiter_;
};

}  // namespace threadmirror::tests
