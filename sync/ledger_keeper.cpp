#include "sync/ledger_keeper.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace threadmirror::sync {
namespace {

using boost::asio::awaitable;
using core::Result;
using core::Status;

constexpr std::int64_t kRequestsBetween = 100;
constexpr std::chrono::seconds kTimeBetween{60};
constexpr std::chrono::milliseconds kLook = std::chrono::minutes(1);

bool is_same(const std::optional<api::QuotaPause>& a, const std::optional<api::QuotaPause>& b) {
  if (a.has_value() != b.has_value()) return false;
  return !a || (a->classes == b->classes && a->until == b->until);
}

}  // namespace

std::optional<DailyQuota> read_daily_quota(std::string_view book) {
  const auto snapshot = api::parse_quota_snapshot(book);
  if (!snapshot || !snapshot->quota) return std::nullopt;
  return DailyQuota{*snapshot->quota, snapshot->left, snapshot->as_of};
}

awaitable<Status> LedgerKeeper::resume() {
  if (is_resumed_) co_return Status{};
  const Result<std::optional<std::string>> text =
      co_await store_.call([](storage::MirrorStore& s) { return s.info(kDailyLedgerKey); });
  if (!text) co_return core::fail(text.error());
  const auto snapshot = *text ? api::parse_quota_snapshot(**text) : std::nullopt;
  if (snapshot) real_.ledger().resume(*snapshot);
  is_resumed_ = true;
  co_return Status{};
}

awaitable<void> LedgerKeeper::begin() {
  if (is_writing_) co_return;
  is_writing_ = true;
  co_await save();
  co_await write_pause();  // an earlier process may have left one
}

awaitable<void> LedgerKeeper::save() {
  const api::QuotaLedger& ledger = real_.ledger();
  const api::QuotaSnapshot& book = ledger.snapshot();
  const bool is_empty = !book.quota && !book.spent_until;
  if (!is_writing_ || is_empty || book == saved_) co_return;
  saved_ = book;
  saved_requests_ = ledger.begun();
  saved_at_ = clock_.steady_now();
  auto write = [text = api::to_json(book)](storage::MirrorStore& s) {
    return s.set_info(kDailyLedgerKey, text);
  };
  const Status written = co_await store_.call(std::move(write));
  if (!written) log_.warning("the day's requests could not be written down", {{"reason", written.error()}});
}

awaitable<void> LedgerKeeper::write_pause() {
  pause_ = real_.ledger().pause(clock_.now());
  std::optional<std::string> text;
  if (pause_) text = pause_->text;
  auto write = [text = std::move(text)](storage::MirrorStore& s) { return s.set_info(kQuotaPauseKey, text); };
  const Status written = co_await store_.call(std::move(write));
  if (!written) log_.warning("the quota's pause could not be written down", {{"reason", written.error()}});
}

awaitable<void> LedgerKeeper::save_if_due() {
  if (!is_writing_) co_return;
  const std::int64_t requests = real_.ledger().begun() - saved_requests_;
  const auto age = clock_.steady_now() - saved_at_;
  if (requests >= kRequestsBetween || age >= kTimeBetween) co_await save();
  const std::optional<api::QuotaPause> pause = real_.ledger().pause(clock_.now());
  if (is_same(pause, pause_)) co_return;
  if (pause) {
    log_.warning("work rests for the day's quota", {{"reason", pause->text}});
  } else {
    log_.info("the day's quota allows all work again");
  }
  co_await write_pause();
}

awaitable<Result<api::Page>> LedgerKeeper::list(api::PageRequest request) {
  Result<api::Page> page = co_await real_.list(std::move(request));
  co_await save_if_due();
  co_return std::move(page);
}

awaitable<Result<api::Lookup>> LedgerKeeper::get(std::int64_t id, bool archived, api::Priority priority) {
  Result<api::Lookup> found = co_await real_.get(id, archived, priority);
  co_await save_if_due();
  co_return std::move(found);
}

awaitable<Result<api::Account>> LedgerKeeper::account() {
  Result<api::Account> account = co_await real_.account();
  if (!account && account.error().code() == core::ErrorCode::kDailyLimit) co_await begin();
  co_return std::move(account);
}

awaitable<void> until_allowed(api::ThreadsApi& api, const core::Clock& clock, core::Waiter& waiter,
                              api::Priority priority) {
  for (;;) {
    const std::optional<api::QuotaRest> rest = api.ledger().rest(priority, clock.now());
    if (!rest) co_return;
    co_await waiter.wait(std::clamp(rest->until - clock.now(), std::chrono::milliseconds(1), kLook));
  }
}

}  // namespace threadmirror::sync
