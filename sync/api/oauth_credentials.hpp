// Access tokens of an OAuth app: refreshed ahead of their end, once for all who wait.
#pragma once

#include <memory>
#include <string>

#include "sync/api/credentials.hpp"
#include "sync/api/oauth_messages.hpp"
#include "sync/api/oauth_store.hpp"
#include "sync/api/threads_api.hpp"

namespace threadmirror::sync::api {

struct OAuthOptions {
  std::string api_version = "v3";  // the token endpoint's path follows
  std::string client_id;
  OAuthPlaces places;  // for messages
  RetryOptions retry;
};

// A token is used until 5/6 of its life, then the next request gets a new one first. While a refresh is under
// way or fails, requests go on with the old token as long as that lives; when there is none, all wait for the
// same refresh. A refresh that failed for a while is repeated in 10 s at the earliest, later where the server
// wishes so; a call gives up after `retry.attempts` failures or where the wish is above
// `retry.longest_demand`. After a 401 the token is renewed at once.
//
// A refresh is never cut off by those who wait for it: when nobody waits any more, the exchange under way has
// two seconds to end. A new refresh token is saved before anything else is done with the answer. A refused
// grant is looked up once more in the store, where another process may have put a newer token.
//
// Failures: those of the transport; kConfig without secrets; kUnauthorized, with a mend, when HubSpot refuses
// the grant or the app; kGone, kRateLimited, kLocked, kAccountMoved, kServerError, kBadResponse. The token
// endpoint is outside of the API's rate limit. `store` and the environment must outlive the event loop's run.
// An `api_version` that check_api_version refuses makes every call fail with kConfig.
std::unique_ptr<Credentials> create_oauth_credentials(OAuthOptions options, RefreshTokenStore& store,
                                                      ApiEnvironment environment);

}  // namespace threadmirror::sync::api
