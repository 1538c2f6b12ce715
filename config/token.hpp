// The secrets: read from files, systemd credentials or the environment, never from arguments or settings.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "config/environment.hpp"
#include "config/settings.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace threadmirror::config {

// No message of these functions holds any part of a secret. All of them block on the disk and may be called
// from any thread; call them again to see a file that was replaced.

// The static access token, from the first of these that is there: the file [hubspot] token_file, the systemd
// credential $CREDENTIALS_DIRECTORY/hubspot-token, $HUBSPOT_ACCESS_TOKEN. One that is there but can't be used
// fails, and the next is not tried. kConfig says where it was looked for and how to mend it.
core::Result<core::Secret> read_token(const HubSpotSettings& settings, const Environment& environment);

struct OAuthSecrets {
  core::Secret client_secret;
  core::Secret refresh_token;
};
// What the two files of [hubspot.oauth] hold; `settings.enabled()` must hold.
core::Result<OAuthSecrets> read_oauth_secrets(const OAuthSettings& settings);

// Who may be able to read a secret's file.
enum class Protection {
  kByMode,     // an ordinary file: refused when others than its user and group have any access
  kByManager,  // the service manager guards it by other means
};
// Reads the one line of a secret's file. `what` names it in messages: "the access token". kConfig where the
// file is missing, unreadable, no regular file, open to everyone, or holds no usable secret (see below).
core::Result<core::Secret> read_secret_file(const std::filesystem::path& path, std::string_view what,
                                            Protection protection = Protection::kByMode);

// The secret in `text`, which is wiped. A byte order mark, white space around it and empty lines are taken
// off; what is left must be one line of visible ASCII without spaces. kConfig without a mend otherwise; the
// message fits behind the source's name: "is empty".
core::Result<core::Secret> clean_secret(std::string& text);

}  // namespace threadmirror::config
