#include "tests/fake_hubspot/oauth_app.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "tests/fake_hubspot/bodies.hpp"
#include "tests/fake_hubspot/target.hpp"

namespace threadmirror::fake_hubspot {
namespace {

// The value of a form's field; nothing where it is missing or there twice.
std::optional<std::string> field(const Parameters& form, std::string_view name) {
  const auto has_name = [name](const auto& parameter) { return parameter.first == name; };
  const auto found = std::find_if(form.begin(), form.end(), has_name);
  if (found == form.end() || std::find_if(found + 1, form.end(), has_name) != form.end()) return std::nullopt;
  return found->second;
}

}  // namespace

Answer OAuthApp::refresh(const Call& call, core::Timestamp now, std::uint64_t serial) {
  const auto target = parse_target(call.target);
  const auto form = parse_target("/?" + std::string(call.body));
  if (!form || !target || !target->parameters.empty()) {
    return refuse("BAD_REQUEST", "invalid_request", "parameters belong into the body", serial);
  }
  if (field(form->parameters, "grant_type") != "refresh_token") {
    return refuse("BAD_GRANT_TYPE", "unsupported_grant_type", "missing or unknown grant type", serial);
  }
  if (field(form->parameters, "client_id") != grant_.client_id) {
    return refuse("BAD_CLIENT_ID", "invalid_client", "missing or unknown client id", serial);
  }
  if (field(form->parameters, "client_secret") != grant_.client_secret) {
    return refuse("BAD_CLIENT_SECRET", "invalid_client", "missing or invalid client secret", serial);
  }
  if (grant_.refresh_token.empty() || field(form->parameters, "refresh_token") != grant_.refresh_token) {
    return refuse("BAD_REFRESH_TOKEN", "invalid_grant", "missing or invalid refresh token", serial);
  }
  ++refreshes_;
  if (quirks_.refresh_tokens == RefreshTokens::kRotated) {
    grant_.refresh_token = "fake-refresh-" + std::to_string(refreshes_);
  }
  std::erase_if(tokens_, [now](const auto& token) { return token.second <= now; });
  const std::string access_token = "fake-access-" + std::to_string(refreshes_);
  tokens_[access_token] = now + std::chrono::seconds(quirks_.token_lifetime_s);
  core::JsonWriter json;
  json.begin_object().field("token_type", "bearer").field("refresh_token", grant_.refresh_token);
  json.field("access_token", access_token).field("expires_in", quirks_.token_lifetime_s).end_object();
  return json_answer(200, std::string(json.text()));
}

Answer OAuthApp::refuse(std::string_view word, std::string_view oauth_word, std::string_view message,
                        std::uint64_t serial) {
  ++refused_;
  core::JsonWriter json;
  json.begin_object();
  if (quirks_.oauth_errors == OAuthErrors::kHubSpot) {
    json.field("status", word).field("message", message).field("correlationId", correlation_id(serial));
  } else {
    json.field("error", oauth_word).field("error_description", message);
  }
  json.end_object();
  return json_answer(400, std::string(json.text()));
}

bool OAuthApp::opens(std::string_view authorization, core::Timestamp now) const {
  constexpr std::string_view kBearer = "Bearer ";
  if (!authorization.starts_with(kBearer)) return false;
  const auto found = tokens_.find(authorization.substr(kBearer.size()));
  return found != tokens_.end() && now < found->second;
}

void OAuthApp::revoke() {
  grant_.refresh_token.clear();
  tokens_.clear();
}

std::size_t OAuthApp::live_tokens(core::Timestamp now) const {
  return static_cast<std::size_t>(
      std::count_if(tokens_.begin(), tokens_.end(), [now](const auto& token) { return now < token.second; }));
}

}  // namespace threadmirror::fake_hubspot
