// Lets requests go: not while their work must leave the day's quota to others, not while the upstream is
// dead, and never faster than the rate limit allows.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>

#include "core/result.hpp"
#include "sync/api/circuit.hpp"
#include "sync/api/error_table.hpp"
#include "sync/api/quota_ledger.hpp"
#include "sync/api/rate_limiter.hpp"
#include "sync/api/threads_api.hpp"

namespace threadmirror::sync::api {

// One for all requests of a token. Event loop's thread only. The environment must outlive it, and it must
// outlive every coroutine that waits in it.
class Gate {
 public:
  Gate(const ApiOptions& options, const ApiEnvironment& environment);

  // A request that was let through.
  struct Passage {
    core::SteadyTime sent;
    QuotaLedger::Ticket ticket;
    bool is_probe = false;
  };
  // Returns when there is no reason against a request but the rate, so that what it needs can be prepared.
  // Fails without waiting: with kDailyLimit when requests of this class must rest; with the error that showed
  // that the upstream is dead, when the next probe is more than a minute away.
  boost::asio::awaitable<core::Status> ready(Priority priority);
  // Returns when the caller may send one request, which it must do at once. Fails as `ready` does.
  boost::asio::awaitable<core::Result<Passage>> enter(Priority priority);

  // Adopts what an answer says about the limits.
  void learn(const Passage& passage, const RateHeaders& headers);
  // The answer was a success.
  void served(const Passage& passage);
  // HubSpot refused the request for the day's quota.
  void refused_for_today(std::optional<std::chrono::milliseconds> retry_after);
  // Nobody is let through for that long from now.
  void pause(std::chrono::milliseconds duration) { limiter_.pause(duration); }
  // The request is over, whatever ended it, be it cancellation; after all else about it.
  void release(const Passage& passage) { ledger_.end(passage.ticket); }
  // What the request's end tells of the upstream; logs where the upstream is found to be dead, and to live
  // again. `in_debt`: there were more error answers than the budget allows; `error`: why it failed, if it
  // did.
  void ended(const Passage& passage, Sign sign, bool in_debt = false,
             std::optional<core::Error> error = std::nullopt);

  const Allowance& allowance() const { return limiter_.bucket().allowance(); }
  QuotaLedger& ledger() { return ledger_; }

 private:
  core::Status check_quota(Priority priority);
  bool is_quota_in_doubt(Priority priority);
  core::Status check_life(std::chrono::milliseconds wait) const;
  void log(Circuit::Change change, Sign sign);

  ApiEnvironment environment_;
  RateLimiter limiter_;
  QuotaLedger ledger_;
  Circuit circuit_;
  std::optional<core::Error> last_death_;
};

}  // namespace threadmirror::sync::api
