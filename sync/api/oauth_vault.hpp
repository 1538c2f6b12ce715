// The secrets for the next refresh: never lost while the disk is full or a file is just being replaced.
#pragma once

#include <chrono>
#include <optional>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "sync/api/oauth_store.hpp"

namespace threadmirror::sync::api {

// HubSpot may answer a refresh with a new refresh token, and the old one is worth nothing from then on. One
// that can't be saved is kept in memory, used, and saved as soon as that is possible. While the secrets can't
// be read the last good ones serve. `store` and `log` must outlive it.
class OAuthVault {
 public:
  // Between two attempts to save.
  static constexpr std::chrono::minutes kSaveInterval{1};

  OAuthVault(RefreshTokenStore& store, core::Log& log) : store_(store), log_(log) {}

  // What the next refresh is to be made with. Fails as the store does where there never were any.
  core::Result<OAuthSecrets> secrets();
  // Keeps what HubSpot sent in answer to a refresh with `used`.
  void keep(const OAuthSecrets& used, const core::Secret& received, core::SteadyTime now);
  // Tries to save what could not be saved, if it is time for that.
  void save_again(core::SteadyTime now);

 private:
  // A refresh token that is only in memory, and the one that it replaces.
  struct Unsaved {
    core::Secret token;
    core::Secret replaced;
    core::SteadyTime next_attempt;
  };

  bool save(const core::Secret& token);

  RefreshTokenStore& store_;
  core::Log& log_;
  std::optional<OAuthSecrets> last_good_;
  std::optional<Unsaved> unsaved_;
};

}  // namespace threadmirror::sync::api
