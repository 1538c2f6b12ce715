#include "config/token.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "config/small_file.hpp"
#include "core/text.hpp"

namespace threadmirror::config {
namespace {

constexpr std::size_t kLargestSecret = 4096;  // bytes, the file's line break included
constexpr unsigned kOthers = 0007;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kVariable = "HUBSPOT_ACCESS_TOKEN";

constexpr std::string_view kPlaces =
    "set [hubspot] token_file to a file of mode 0600 that holds the token, or give the systemd credential "
    "hubspot-token (LoadCredential=hubspot-token:PATH), or set $HUBSPOT_ACCESS_TOKEN";

tl::unexpected<core::Error> refuse(std::string message, std::string mend = {}) {
  return core::fail(core::ErrorCode::kConfig, std::move(message), std::move(mend));
}

core::Result<core::Secret> from_variable(std::string value) {
  auto secret = clean_secret(value);
  if (secret) return secret;
  return refuse(fmt::format("${} {}", kVariable, secret.error().message()), "set it to the token alone");
}

// The credential of that name, where the service manager gave one.
std::optional<std::filesystem::path> credential(const Environment& environment) {
  const auto folder = non_empty(environment, "CREDENTIALS_DIRECTORY");
  if (!folder) return std::nullopt;
  std::filesystem::path path = std::filesystem::path(*folder) / "hubspot-token";
  std::error_code failure;  // a folder that can't be entered is reported when the file is opened
  const auto status = std::filesystem::symlink_status(path, failure);
  if (status.type() == std::filesystem::file_type::not_found) return std::nullopt;
  return path;
}

}  // namespace

core::Result<core::Secret> clean_secret(std::string& text) {
  std::string_view rest = text;
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  rest = core::trim(rest);
  const auto visible = [](char c) { return c > ' ' && c < 0x7F; };
  std::string_view problem;
  if (rest.empty()) {
    problem = "is empty";
  } else if (rest.size() > kLargestSecret) {
    problem = "is too long for a secret";
  } else if (rest.find('\n') != std::string_view::npos) {
    problem = "holds more than one line";
  } else if (!std::all_of(rest.begin(), rest.end(), visible)) {
    problem = "holds a space, a control character or a character outside ASCII";
  }
  if (!problem.empty()) {
    core::wipe(text);
    return refuse(std::string(problem));
  }
  core::Secret secret{std::string(rest)};
  core::wipe(text);
  return secret;
}

core::Result<core::Secret> read_secret_file(const std::filesystem::path& path, std::string_view what,
                                            Protection protection) {
  const std::string name = core::printable(path.string());
  const std::string subject = fmt::format("the file of {}, {},", what, name);
  auto file = read_small_file(path, kLargestSecret);
  if (!file) return refuse(subject + " " + file.error().message, file.error().mend);
  if (protection == Protection::kByMode && (file->mode & kOthers) != 0) {
    core::wipe(file->bytes);
    return refuse(fmt::format("{} is open to everyone: its mode is {:04o}", subject, file->mode),
                  fmt::format("chmod {:04o} '{}'", file->mode & ~kOthers & 0640U, name));
  }
  auto secret = clean_secret(file->bytes);
  if (!secret)
    return refuse(subject + " " + secret.error().message(), "it must hold the secret alone, on one line");
  return secret;
}

core::Result<core::Secret> read_token(const HubSpotSettings& settings, const Environment& environment) {
  if (!settings.token_file.empty()) return read_secret_file(settings.token_file, "the access token");
  if (const auto path = credential(environment)) {
    return read_secret_file(*path, "the credential hubspot-token", Protection::kByManager);
  }
  if (auto value = non_empty(environment, kVariable)) return from_variable(*std::move(value));
  const bool managed = non_empty(environment, "CREDENTIALS_DIRECTORY").has_value();
  return refuse(
      fmt::format("there is no access token: [hubspot] token_file is not set, {}, and ${} is not set",
                  managed ? "$CREDENTIALS_DIRECTORY has no hubspot-token"
                          : "there is no systemd credential hubspot-token",
                  kVariable),
      std::string(kPlaces));
}

core::Result<OAuthSecrets> read_oauth_secrets(const OAuthSettings& settings) {
  auto client_secret = read_secret_file(settings.client_secret_file, "the OAuth client secret");
  if (!client_secret) return core::fail(client_secret.error());
  auto refresh_token = read_secret_file(settings.refresh_token_file, "the OAuth refresh token");
  if (!refresh_token) return core::fail(refresh_token.error());
  return OAuthSecrets{*std::move(client_secret), *std::move(refresh_token)};
}

}  // namespace threadmirror::config
