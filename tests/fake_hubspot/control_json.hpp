// Reading the bodies of control requests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/timestamp.hpp"
#include "tests/fake_hubspot/faults.hpp"
#include "tests/fake_hubspot/living_world.hpp"
#include "tests/fake_hubspot/mutations.hpp"
#include "tests/fake_hubspot/quirks.hpp"
#include "tests/fake_hubspot/service.hpp"

namespace threadmirror::fake_hubspot {

// All readers fail with kUsage and say what is wrong. They change nothing then.

// {"ties":"shuffled","page-cap":37,"gzip":false}: what is not named stays as it is in `quirks`.
core::Result<Quirks> read_quirks(std::string_view json, Quirks quirks);
// One rule or an array of them: {"kind":"status","value":503,"next":3} or "status:503,next=3".
core::Result<std::vector<FaultRule>> read_faults(std::string_view json);

struct MutationRequest {
  std::vector<Mutation> mutations;
};
// [{"kind":"incoming","id":"123","lag_ms":0,"at":"2026-…"}, …], one such object, or {"random":n,"kinds":[…]}.
core::Result<MutationRequest> read_mutations(std::string_view json, core::Random& random);

struct LivingRequest {
  std::optional<Paces> paces;
  std::optional<bool> paused;
};
// {"rate":10}, {"paces":{"incoming":5,"close":0.5}}, {"paused":true}.
core::Result<LivingRequest> read_living(std::string_view json);

struct OAuthRequest {
  OAuthGrant grant;
  bool expire = false;
  bool revoke = false;
};
// {"refresh_token":"…","client_id":"…","client_secret":"…","expire":true,"revoke":true}: the rest stays.
core::Result<OAuthRequest> read_oauth(std::string_view json, OAuthRequest current);

struct AccountRequest {
  AccountSettings account;
  RateLimits limits;
};
// {"token":"…","portal_id":1,"rate_limit":100,"rate_window_ms":10000,"daily_limit":250000}: the rest stays.
core::Result<AccountRequest> read_account(std::string_view json, AccountRequest current);

}  // namespace threadmirror::fake_hubspot
