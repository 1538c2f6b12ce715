// A refresh token store in memory, which can be full or unreadable.
#pragma once

#include <string>

#include "sync/api/oauth_store.hpp"

namespace threadmirror::tests {

class MemoryTokenStore final : public sync::api::RefreshTokenStore {
 public:
  core::Result<sync::api::OAuthSecrets> load() override {
    ++loads;
    if (!is_readable) return core::fail(core::ErrorCode::kConfig, "no file", "put it in place");
    return sync::api::OAuthSecrets{core::Secret(client_secret), core::Secret(refresh_token)};
  }
  core::Status save(const core::Secret& token) override {
    ++saves;
    if (is_full) return core::fail(core::ErrorCode::kDiskFull, "no space");
    refresh_token = token.reveal();
    return {};
  }

  std::string client_secret = "client-s3cret";
  std::string refresh_token = "first";
  bool is_full = false;
  bool is_readable = true;
  int loads = 0;
  int saves = 0;  // attempts
};

}  // namespace threadmirror::tests
