#include "sync/api/oauth_vault.hpp"

#include <utility>

#include "sync/api/credentials.hpp"

namespace threadmirror::sync::api {

core::Result<OAuthSecrets> OAuthVault::secrets() {
  core::Result<OAuthSecrets> loaded = store_.load();
  if (!loaded && !last_good_) return loaded;
  if (!loaded) {
    log_.warning("the OAuth secrets can't be read; the last ones serve", {{"reason", loaded.error()}});
    return *last_good_;
  }
  if (unsaved_ && is_same(unsaved_->replaced, loaded->refresh_token)) {
    loaded->refresh_token = unsaved_->token;
    if (save(unsaved_->token)) unsaved_.reset();
  } else {
    unsaved_.reset();  // somebody put another one in place meanwhile
  }
  last_good_ = *loaded;
  return loaded;
}

void OAuthVault::keep(const OAuthSecrets& used, const core::Secret& received, core::SteadyTime now) {
  if (received.empty() || is_same(received, used.refresh_token)) return;
  last_good_ = OAuthSecrets{used.client_secret, received};
  if (save(received)) {
    unsaved_.reset();
    return;
  }
  // What lies in the store is still the one that the first unsaved one replaced.
  core::Secret replaced = unsaved_ ? unsaved_->replaced : used.refresh_token;
  unsaved_ = Unsaved{received, std::move(replaced), now + kSaveInterval};
}

void OAuthVault::save_again(core::SteadyTime now) {
  if (!unsaved_ || now < unsaved_->next_attempt) return;
  unsaved_->next_attempt = now + kSaveInterval;
  if (save(unsaved_->token)) unsaved_.reset();
}

bool OAuthVault::save(const core::Secret& token) {
  const core::Status saved = store_.save(token);
  if (!saved) {
    log_.error(
        "the new OAuth refresh token could not be saved and is only in memory: a restart now would need "
        "a new grant",
        {{"reason", saved.error()}});
    return false;
  }
  log_.info("new OAuth refresh token saved");
  return true;
}

}  // namespace threadmirror::sync::api
