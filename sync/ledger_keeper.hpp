// Keeps the book of the day's requests in the database, so that not even a crash loop uses up the quota.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/result.hpp"
#include "core/wait.hpp"
#include "sync/api/threads_api.hpp"
#include "sync/store_worker.hpp"

namespace threadmirror::sync {

// `mirror_info` keys: the book itself (see quota_snapshot.hpp), and in words what rests because of it; no
// entry of the second: nothing does.
inline constexpr char kDailyLedgerKey[] = "daily_ledger";
inline constexpr char kQuotaPauseKey[] = "quota_pause";

// What a reader may want to know of the book; nothing for a text that is none, or where no quota is known.
struct DailyQuota {
  std::int64_t quota = 0;            // requests a day, of the whole account
  std::optional<std::int64_t> left;  // of the day in which `as_of` lies
  core::Timestamp as_of;
};
std::optional<DailyQuota> read_daily_quota(std::string_view book);

// The API as the engine uses it: passes every call on, and writes the book down after those by which it is
// due: the first, then one of each hundred requests, and after a minute. Says at once when work begins or
// ceases to rest. Where the upstream tells no daily quota, nothing is written. Trouble in writing is logged
// and otherwise ignored. Event loop's thread.
class LedgerKeeper final : public api::ThreadsApi {
 public:
  // All must outlive it.
  LedgerKeeper(api::ThreadsApi& real, StoreWorker& store, const core::Clock& clock, core::Log& log)
      : real_(real), store_(store), clock_(clock), log_(log) {}

  // Reads what an earlier process wrote down, once; before the first request.
  boost::asio::awaitable<core::Status> resume();
  // From now on the book is written: the database is known to be that of the token's portal. Writes it.
  boost::asio::awaitable<void> begin();
  // Writes what is not written yet.
  boost::asio::awaitable<void> save();

  boost::asio::awaitable<core::Result<api::Page>> list(api::PageRequest request) override;
  boost::asio::awaitable<core::Result<api::Lookup>> get(std::int64_t id, bool archived,
                                                        api::Priority priority) override;
  // Also begins, where the account's quota for today is the very reason why it can't be told whose token it
  // is: that nobody needs to ask again before tomorrow must outlive the process.
  boost::asio::awaitable<core::Result<api::Account>> account() override;
  api::ApiStatistics statistics() const override { return real_.statistics(); }
  api::QuotaLedger& ledger() override { return real_.ledger(); }

 private:
  boost::asio::awaitable<void> save_if_due();
  boost::asio::awaitable<void> write_pause();

  api::ThreadsApi& real_;
  StoreWorker& store_;
  const core::Clock& clock_;
  core::Log& log_;
  bool is_resumed_ = false;
  bool is_writing_ = false;
  std::optional<api::QuotaSnapshot> saved_;  // the book as it was last written
  std::int64_t saved_requests_ = -1;         // begun at that time
  core::SteadyTime saved_at_{};
  std::optional<api::QuotaPause> pause_;  // as it is written
};

// Returns when requests of this class need not rest any more; looks once a minute, and asks nobody.
boost::asio::awaitable<void> until_allowed(api::ThreadsApi& api, const core::Clock& clock,
                                           core::Waiter& waiter, api::Priority priority);

}  // namespace threadmirror::sync
