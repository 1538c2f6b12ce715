// What is said to the token endpoint, and what it answers.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/secret.hpp"
#include "sync/api/error_table.hpp"
#include "sync/api/oauth_store.hpp"
#include "sync/http/transport.hpp"

namespace threadmirror::sync::api {

// The request for a new access token: everything in the body, as HubSpot wants it.
http::Request refresh_request(std::string_view api_version, std::string_view client_id,
                              const OAuthSecrets& secrets);

// The answer 200.
struct TokenGrant {
  core::Secret access_token;
  core::Secret refresh_token;        // empty: none came, the old one stays
  std::chrono::seconds lifetime{0};  // of the access token: 1 s to a day
};
// Reads it. kBadResponse where there is no usable access token, or a refresh token that can't be kept; no
// message holds a part of either. A missing or senseless `expires_in` is taken for half an hour. Anything
// else in the answer (hub_id, scopes) is not looked at: which portal the token belongs to is asked for with
// it. The texts that the tokens were read from are wiped as far as they are ours.
core::Result<TokenGrant> read_token_grant(http::Response answer);

// Names for messages: where the operator puts the secrets.
struct OAuthPlaces {
  std::string client_secret;
  std::string refresh_token;
};

struct TokenRefusal {
  core::Error error;
  Verdict verdict;
};
// What any other answer means. kUnauthorized, final, where the grant or the app is refused, with a mend that
// says what to do and where.
TokenRefusal judge_token_answer(const http::Response& answer, const OAuthPlaces& places);

// Takes the secrets out of an answer or an error, plain or as they stand in the request.
void redact(http::Response& answer, const OAuthSecrets& secrets);
core::Error redacted(const core::Error& error, const OAuthSecrets& secrets);

}  // namespace threadmirror::sync::api
