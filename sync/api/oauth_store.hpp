// What an OAuth app keeps between two refreshes, as an interface: files are the daemon's matter.
#pragma once

#include "core/result.hpp"
#include "core/secret.hpp"

namespace threadmirror::sync::api {

// What a refresh needs besides the app's id.
struct OAuthSecrets {
  core::Secret client_secret;
  core::Secret refresh_token;
};

// Keeps the refresh token that HubSpot gave last. Event loop's thread only; both calls may block on the disk.
class RefreshTokenStore {
 public:
  virtual ~RefreshTokenStore() = default;
  // What is in place now, read anew. kConfig says what is missing and how to mend it.
  virtual core::Result<OAuthSecrets> load() = 0;
  // Keeps a refresh token that replaces the one loaded last. When this has succeeded, it survives a crash.
  virtual core::Status save(const core::Secret& refresh_token) = 0;
};

}  // namespace threadmirror::sync::api
