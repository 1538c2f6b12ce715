// The API itself: paths, credentials, rules, listings, single threads, the account; no sockets, no clock.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"
#include "tests/fake_hubspot/cursor.hpp"
#include "tests/fake_hubspot/message.hpp"
#include "tests/fake_hubspot/oauth_app.hpp"
#include "tests/fake_hubspot/query.hpp"
#include "tests/fake_hubspot/quirks.hpp"
#include "tests/fake_hubspot/rate_ledger.hpp"
#include "tests/fake_hubspot/world.hpp"

namespace threadmirror::fake_hubspot {

// The token unless another one is asked for. Not a secret: it opens nothing but this program.
inline constexpr std::string_view kDefaultToken = "pat-fake-00000000-0000-0000-0000-000000000000";

struct AccountSettings {
  std::string token = std::string(kDefaultToken);
  std::int64_t portal_id = 1234567;
  std::string time_zone = "UTC";
  std::string utc_offset = "+00:00";
  std::string link_base = "https://api.hubapi.com";  // what paging.next.link begins with
};

// Answers API calls. Not thread-safe. World and quirks are the caller's, outlive it, and may change between
// calls.
class Service {
 public:
  Service(AccountSettings account, RateLimits limits, const World& world, const Quirks& quirks);

  // The answer at the instant `now`, which must not go backwards. HubSpot's order of checks: credentials,
  // rate limit, path, scope, parameters. The token endpoint is outside of the account's books.
  Answer handle(const Call& call, core::Timestamp now);
  // Counts a request that a fault answers instead of the service.
  void count_fault(int status, core::Timestamp now);

  RateLedger& ledger() { return ledger_; }
  const RateLedger& ledger() const { return ledger_; }
  AccountSettings& account() { return account_; }
  OAuthApp& oauth() { return oauth_; }
  std::uint64_t next_serial() { return ++serial_; }
  // The headers that every answer carries: Date and X-HubSpot-RateLimit-*.
  void add_common_headers(Answer& answer, core::Timestamp now) const;

 private:
  bool opens(std::string_view authorization, core::Timestamp now) const;
  bool is_token_request(const Call& call) const;
  Answer route(const Call& call, core::Timestamp now);
  Answer list_threads(const Target& target, core::Timestamp now);
  Answer get_thread(std::string_view id, const Target& target);
  Answer account_details();
  Answer refuse_rate(std::string_view policy, core::Timestamp now);
  Checked<void> check_cursor(const ListingQuery& query, core::Timestamp now);
  std::string next_cursor(const ListingQuery& query, const Cursor& next);
  void append_paging(std::string& body, const std::string& cursor, const std::string& path) const;

  AccountSettings account_;
  RateLedger ledger_;
  OAuthApp oauth_;
  const World& world_;
  const Quirks& quirks_;
  std::uint64_t serial_ = 0;
  std::int64_t cursor_requests_ = 0;
  std::map<std::uint32_t, std::string> loop_starts_;  // for the cursor loop: each listing's first cursor
};

}  // namespace threadmirror::fake_hubspot
