// The OAuth secrets on disk: what the operator put there, and the refresh token that HubSpot sent since.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "config/settings.hpp"
#include "config/token.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace threadmirror::config {

// The operator's files are only read. A refresh token that replaces the one in `refresh_token_file` is kept
// in `oauth-refresh-token` (mode 0600) in the database's folder, together with a fingerprint of the one that
// the operator had put in place: when that one is replaced by a new grant, the kept one no longer counts.
// Blocks on the disk; one thread at a time.
class RefreshTokenFile {
 public:
  RefreshTokenFile(OAuthSettings settings, const std::filesystem::path& database);

  // The client secret and the refresh token that counts now, read anew. kConfig where a file is missing, open
  // to everyone or holds something else, with the mend.
  core::Result<OAuthSecrets> load();
  // Keeps a token that replaces the one loaded last; `load` must have succeeded before. See replace_file for
  // the failures.
  core::Status save(const core::Secret& token) const;

  // Where a rotated token is kept.
  const std::filesystem::path& path() const { return path_; }

 private:
  core::Result<OAuthSecrets> with_kept_token(OAuthSecrets secrets) const;

  OAuthSettings settings_;
  std::filesystem::path path_;
  std::string grant_;  // the fingerprint of the configured token, when it was loaded last
};

// 64 bits of the text (FNV-1a) as 16 hexadecimal digits: enough to notice another token, too little to learn
// anything about one.
std::string fingerprint(const core::Secret& secret);

}  // namespace threadmirror::config
