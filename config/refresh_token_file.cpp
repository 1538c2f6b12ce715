#include "config/refresh_token_file.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "config/durable_file.hpp"
#include "core/text.hpp"

namespace threadmirror::config {
namespace {

constexpr std::string_view kName = "oauth-refresh-token";
constexpr std::size_t kFingerprintSize = 16;

bool is_there(const std::filesystem::path& path) {
  std::error_code failure;  // a folder that can't be entered is reported when the file is opened
  return std::filesystem::symlink_status(path, failure).type() != std::filesystem::file_type::not_found;
}

}  // namespace

std::string fingerprint(const core::Secret& secret) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : secret.reveal()) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return fmt::format("{:016x}", hash);
}

RefreshTokenFile::RefreshTokenFile(OAuthSettings settings, const std::filesystem::path& database)
    : settings_(std::move(settings)), path_(database.parent_path() / kName) {}

core::Result<OAuthSecrets> RefreshTokenFile::load() {
  core::Result<OAuthSecrets> secrets = read_oauth_secrets(settings_);
  if (!secrets) return secrets;
  grant_ = fingerprint(secrets->refresh_token);
  if (!is_there(path_)) return secrets;
  return with_kept_token(*std::move(secrets));
}

// The file holds "fingerprint:token".
core::Result<OAuthSecrets> RefreshTokenFile::with_kept_token(OAuthSecrets secrets) const {
  const std::string way_out = fmt::format("remove the file: then the token in {} serves again",
                                          core::printable(settings_.refresh_token_file.string()));
  const auto content = read_secret_file(path_, "the kept OAuth refresh token");
  if (!content) {
    return core::fail(content.error().code(), content.error().message(),
                      content.error().mend() + (content.error().mend().empty() ? "" : "; or ") + way_out);
  }
  const std::string_view text = content->reveal();
  if (text.size() <= kFingerprintSize + 1 || text[kFingerprintSize] != ':') {
    return core::fail(core::ErrorCode::kConfig,
                      fmt::format("the file of the kept OAuth refresh token, {}, holds something else",
                                  core::printable(path_.string())),
                      way_out);
  }
  if (text.substr(0, kFingerprintSize) == grant_) {
    secrets.refresh_token = core::Secret(std::string(text.substr(kFingerprintSize + 1)));
  }
  return secrets;
}

core::Status RefreshTokenFile::save(const core::Secret& token) const {
  std::string text;
  text.reserve(kFingerprintSize + token.reveal().size() + 2);
  text.append(grant_).append(":").append(token.reveal()).append("\n");
  const core::Secret content(std::move(text));
  return replace_file(path_, content.reveal());
}

}  // namespace threadmirror::config
