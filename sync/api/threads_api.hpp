// HubSpot's conversation threads in API words: listings, pages, single threads, the account.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"
#include "core/thread_record.hpp"
#include "core/wait.hpp"
#include "sync/api/exchange_outcome.hpp"
#include "sync/api/priority.hpp"
#include "sync/api/quota_ledger.hpp"
#include "sync/http/transport.hpp"

namespace threadmirror::sync::api {

class Credentials;

// Which threads a listing holds: HubSpot never mixes active and archived ones, and filters by one inbox only.
struct Listing {
  bool archived = false;
  std::optional<std::int64_t> inbox_id;

  friend bool operator==(const Listing&, const Listing&) = default;
};
// "active", "archived", "active/inbox=7": stable, used in the names of streams and in messages.
std::string to_string(const Listing& listing);

enum class Sort { kId, kLatestMessageTimestamp };

// One page of one listing.
struct PageRequest {
  Listing listing;
  Sort sort = Sort::kId;
  std::optional<core::Timestamp> latest_message_after;  // required when sorting by it, else unused
  std::optional<std::string> cursor;                    // empty: the first page
  Priority priority = Priority::kTail;
};

struct Page {
  std::vector<core::ThreadRecord> threads;  // in the order of the answer
  std::vector<core::RejectedRecord> rejected;
  std::optional<std::string> next_cursor;      // empty: this was the last page, and only then
  std::optional<core::Timestamp> server_time;  // the answer's Date header, where it has a usable one
  std::int64_t requests = 0;                   // HTTP exchanges that it took, retries included
  // What had to be mended while reading: characters that were not valid Unicode and became U+FFFD, and values
  // of known fields that did not fit (they are empty in the record and kept in its `extra`).
  std::int64_t replaced_characters = 0;
  std::int64_t misfit_values = 0;
  // False when the page itself violates the order that was asked for. Threads without a timestamp don't
  // count; for kId either numeric or textual ascending order is in order.
  bool in_order = true;
};

// One thread, as it was asked for.
struct Lookup {
  std::optional<core::ThreadRecord> thread;  // empty: 404
  std::int64_t requests = 0;                 // HTTP exchanges that it took, retries included
};

struct Account {
  std::string portal_id;
  std::string time_zone;  // IANA name, may be empty
  std::optional<std::string> utc_offset;
};

// How stubbornly a request is repeated after a transient failure.
struct RetryOptions {
  int attempts = 6;                      // in all; the last failure is the caller's
  std::chrono::milliseconds base{500};   // the first pause is at most this, then doubles
  std::chrono::milliseconds cap{60000};  // no pause of ours is longer
  std::chrono::milliseconds longest_demand{
      300000};  // a Retry-After above this is handed to the caller as error
  // Error answers stay a small part of all requests (HubSpot wants them below 5 % of a day's): each success
  // earns a part of one, up to a reserve, with which a fresh start begins. With an empty budget a request is
  // tried once, and after an answer 5xx the next one may go after half an hour only. Failures that brought no
  // answer cost nothing.
  double budget_reserve = 10;
  double budget_per_success = 0.04;
};

struct ApiOptions {
  std::string api_version = "v3";  // or a dated version: "2026-09"
  int page_size = 500;
  double requests_per_window = 100;  // the allowance; `share` of it is used
  std::chrono::milliseconds window{10000};
  double share = 0.9;
  double daily_reserve = 0.2;  // the part of the day's quota that is left to the account's other apps
  RetryOptions retry;
};

// What HubSpot's headers said last about the limits; the options' values until then.
struct RateBudget {
  double requests_per_window = 0;
  std::chrono::milliseconds window{0};
  std::optional<std::int64_t> daily;            // the account's quota; absent for OAuth apps
  std::optional<std::int64_t> daily_remaining;  // of today, shared with the account's other apps
};

// Counters since the start, for status and metrics.
struct ApiStatistics {
  std::int64_t requests = 0;  // HTTP exchanges begun
  ExchangeCounts outcomes{};  // of these, the ones that have ended; one that was cancelled has none
  std::int64_t errors = 0;    // of these, those that brought no usable answer (a 404 for a thread is usable)
  std::int64_t rate_limited = 0;         // of these, answers 429
  std::int64_t retries = 0;              // exchanges that repeated a failed one
  std::int64_t replaced_characters = 0;  // invalid Unicode in pages that became U+FFFD
  std::int64_t misfit_values = 0;        // values in pages that did not fit their field
  int page_size = 0;                     // asked for now; lowered where the server wanted it
  RateBudget rate;
};

// Reads threads. Event loop's thread only; several calls may be under way at once and share one rate limit.
// Transient failures are repeated inside (see RetryOptions), each attempt within the rate limit. A page size
// that the server refuses or that makes answers too large is lowered for all later requests.
//
// Where several wait for the rate limit, the most urgent is served first. Requests of a class that must leave
// the rest of the day's quota to others (see quota_ledger.hpp) fail at once with kDailyLimit, unsent. After
// five failures in a row that look like a dead upstream only single probes are sent; other calls wait, or
// fail unsent with the last failure where the next probe is more than a minute away.
//
// The credentials are asked before each request; after a 401 a second request is made only with another
// token. An `api_version` that check_api_version (paths.hpp) refuses makes every call fail with kConfig.
//
// Failures: all of the transport's; those of the credentials; kRateLimited, kDailyLimit, kLocked,
// kAccountMoved, kServerError after the last attempt; kUnauthorized, kForbidden, kNotFound, kBadRequest,
// kBadCursor, kGone at once.
class ThreadsApi {
 public:
  virtual ~ThreadsApi() = default;
  virtual boost::asio::awaitable<core::Result<Page>> list(PageRequest request) = 0;
  // The thread, or none when the answer is 404. `archived` chooses which of the two is looked for.
  virtual boost::asio::awaitable<core::Result<Lookup>> get(std::int64_t id, bool archived,
                                                           Priority priority = Priority::kConfirmation) = 0;
  virtual boost::asio::awaitable<core::Result<Account>> account() = 0;
  virtual ApiStatistics statistics() const = 0;
  // The book of the day's quota, which whoever has a database keeps for the next process.
  virtual QuotaLedger& ledger() = 0;
};

// What the API client needs from the world. All must outlive it.
struct ApiEnvironment {
  http::Transport& transport;
  const core::Clock& clock;
  core::Waiter& waiter;
  core::Random& random;
  core::Log& log;
};
// `credentials` must outlive the client.
std::unique_ptr<ThreadsApi> create_threads_api(ApiOptions options, Credentials& credentials,
                                               ApiEnvironment environment);

}  // namespace threadmirror::sync::api
