// An OAuth app of the account: its token endpoint, and the access tokens that it has given out.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/timestamp.hpp"
#include "tests/fake_hubspot/message.hpp"
#include "tests/fake_hubspot/quirks.hpp"

namespace threadmirror::fake_hubspot {

// What opens the token endpoint. Not secrets: they open nothing but this program.
struct OAuthGrant {
  std::string client_id = "fake-app";
  std::string client_secret = "fake-client-secret";
  std::string refresh_token = "fake-refresh-0";  // empty: revoked, no token opens anything
};

// Not thread-safe. `quirks` are the caller's and outlive it.
class OAuthApp {
 public:
  explicit OAuthApp(const Quirks& quirks) : quirks_(quirks) {}

  // Answers a request to the token endpoint. `serial` makes its correlation id unique.
  Answer refresh(const Call& call, core::Timestamp now, std::uint64_t serial);
  // True for "Bearer …" with an access token that was given out and lives.
  bool opens(std::string_view authorization, core::Timestamp now) const;

  // All access tokens end now, the grant stays.
  void expire() { tokens_.clear(); }
  // The user takes the grant back: neither access tokens nor the refresh token are good any more.
  void revoke();

  OAuthGrant& grant() { return grant_; }
  std::int64_t refreshes() const { return refreshes_; }  // that were granted
  std::int64_t refused() const { return refused_; }
  std::size_t live_tokens(core::Timestamp now) const;

 private:
  Answer refuse(std::string_view word, std::string_view oauth_word, std::string_view message,
                std::uint64_t serial);

  const Quirks& quirks_;
  OAuthGrant grant_;
  std::map<std::string, core::Timestamp, std::less<>> tokens_;  // access tokens with their ends
  std::int64_t refreshes_ = 0;
  std::int64_t refused_ = 0;
};

}  // namespace threadmirror::fake_hubspot
