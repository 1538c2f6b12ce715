#include "sync/api/oauth_messages.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "core/text.hpp"
#include "sync/api/answer_body.hpp"
#include "sync/api/answer_headers.hpp"
#include "sync/api/page_query.hpp"
#include "sync/api/paths.hpp"
#include "sync/api/redaction.hpp"
#include "sync/api/thread_decoder.hpp"

namespace threadmirror::sync::api {
namespace {

using core::ErrorCode;
using Kind = JsonValue::Kind;

constexpr std::string_view kWhat = "the refresh of the access token";
constexpr std::size_t kLongestAccessToken = 16 * 1024;
constexpr std::size_t kLongestRefreshToken = 4000;  // it must fit into a secret's file
constexpr std::size_t kLongestMessage = 200;
constexpr std::size_t kLongestWord = 80;
constexpr double kUsualLifetime = 1800;  // HubSpot's today, in seconds
constexpr double kLongestLifetime = 24 * 3600;

bool is_visible_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

// The secret of that name; empty where it is missing, null or "", kBadResponse where it is anything odd.
core::Result<core::Secret> secret_member(const JsonValue& root, std::string_view name, std::size_t longest) {
  const JsonValue* const value = root.find(name);
  if (value == nullptr || value->is(Kind::kNull)) return core::Secret();
  if (!value->is(Kind::kString) || value->text().size() > longest || !is_visible_text(value->text())) {
    return core::fail(ErrorCode::kBadResponse, "its " + std::string(name) + " can't be used");
  }
  return core::Secret(std::string(value->text()));
}

std::optional<double> number_in(const JsonValue* value) {
  if (value == nullptr || (!value->is(Kind::kNumber) && !value->is(Kind::kString))) return std::nullopt;
  const std::string_view text = value->is(Kind::kNumber) ? value->number_token() : value->text();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::chrono::seconds lifetime_in(const JsonValue& root) {
  const double told = number_in(root.find("expires_in")).value_or(kUsualLifetime);
  const double seconds = told >= 1 ? std::min(told, kLongestLifetime) : kUsualLifetime;  // NaN: the latter
  return std::chrono::seconds(static_cast<std::int64_t>(seconds));
}

std::string shown(const JsonValue& root, std::string_view name, std::size_t limit) {
  const JsonValue* const value = root.find(name);
  if (value == nullptr || !value->is(Kind::kString)) return {};
  return core::printable(cut_utf8(value->text(), limit));
}

// HubSpot speaks in its own words here ({"status":"BAD_REFRESH_TOKEN","message":…}) or in those of OAuth
// ({"error":"invalid_grant","error_description":…}).
Problem token_problem(const http::Response& answer) {
  const auto parsed = parse_body(answer);
  if (!parsed) return {};
  Problem problem = problem_in(parsed->root);
  if (problem.message.empty()) problem.message = shown(parsed->root, "error_description", kLongestMessage);
  if (problem.category.empty()) problem.category = shown(parsed->root, "error", kLongestWord);
  const std::string status = shown(parsed->root, "status", kLongestWord);
  if (problem.category.empty() && !equal_ignoring_case(status, "error")) problem.category = status;
  return problem;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [word](std::string_view other) { return equal_ignoring_case(word, other); });
}

bool is_about_grant(const Problem& problem) {
  return is_one_of(problem.category, {"BAD_REFRESH_TOKEN", "invalid_grant"}) ||
         contains_ignoring_case(problem.message, "refresh token") ||
         contains_ignoring_case(problem.message, "refresh_token");
}

bool is_about_client(const Problem& problem) {
  return is_one_of(problem.category,
                   {"BAD_CLIENT_ID", "BAD_CLIENT_SECRET", "invalid_client", "unauthorized_client"}) ||
         contains_ignoring_case(problem.message, "client id") ||
         contains_ignoring_case(problem.message, "client_id") ||
         contains_ignoring_case(problem.message, "client secret") ||
         contains_ignoring_case(problem.message, "client_secret");
}

std::string refusal_mend(const Problem& problem, const OAuthPlaces& places) {
  const std::string client = "compare hubspot.oauth.client_id and the secret in " + places.client_secret +
                             " with the app's settings";
  const std::string grant =
      "authorize the app again, put the new refresh token into " + places.refresh_token + " and start again";
  if (is_about_client(problem)) return client;
  return is_about_grant(problem) ? "the app's grant was revoked or has expired: " + grant
                                 : client + "; if they agree, " + grant;
}

Verdict token_verdict(const ErrorAnswer& words) {
  const Verdict usual = judge(words);
  constexpr std::string_view kVersionMend =
      "set hubspot.api_version to a version whose token endpoint HubSpot still serves, such as \"v3\"";
  if (usual.code == ErrorCode::kGone) return {ErrorCode::kGone, Remedy::kNone, 0, kVersionMend};
  if (words.status == 429) return {ErrorCode::kRateLimited, Remedy::kBackOff};
  const bool refuses = words.status == 400 || words.status == 401 || words.status == 403;
  if (!refuses) return usual;
  // A web page comes from a portal or a proxy: nothing is known about the grant.
  return words.is_html ? judge(ErrorCode::kBadResponse) : Verdict{ErrorCode::kUnauthorized, Remedy::kNone};
}

core::Secret encoded(const core::Secret& secret) { return core::Secret(percent_encode(secret.reveal())); }

// Both secrets as they may be echoed. The longer forms come first, so that none is left in part.
std::array<core::Secret, 4> forms_of(const OAuthSecrets& secrets) {
  return {encoded(secrets.refresh_token), encoded(secrets.client_secret), secrets.refresh_token,
          secrets.client_secret};
}

}  // namespace

http::Request refresh_request(std::string_view api_version, std::string_view client_id,
                              const OAuthSecrets& secrets) {
  const core::Secret client_secret = encoded(secrets.client_secret);
  const core::Secret refresh_token = encoded(secrets.refresh_token);
  http::Request request;
  request.method = http::Method::kPost;
  request.target = token_path(api_version);
  request.headers.push_back({"Accept", "application/json"});
  request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  request.body.reserve(128 + 3 * client_id.size() + client_secret.reveal().size() +
                       refresh_token.reveal().size());
  request.body.append("grant_type=refresh_token&client_id=").append(percent_encode(client_id));
  request.body.append("&client_secret=").append(client_secret.reveal());
  request.body.append("&refresh_token=").append(refresh_token.reveal());
  return request;
}

core::Result<TokenGrant> read_token_grant(http::Response answer) {
  auto parsed = parse_body(answer);
  core::wipe(answer.body);
  if (!parsed) return core::fail(parsed.error().in(kWhat));
  auto access_token = secret_member(parsed->root, "access_token", kLongestAccessToken);
  if (access_token && access_token->empty()) {
    access_token = core::fail(ErrorCode::kBadResponse, "the answer has no access_token");
  }
  if (!access_token) return core::fail(access_token.error().in(kWhat));
  auto refresh_token = secret_member(parsed->root, "refresh_token", kLongestRefreshToken);
  if (!refresh_token) return core::fail(refresh_token.error().in(kWhat));
  return TokenGrant{*std::move(access_token), *std::move(refresh_token), lifetime_in(parsed->root)};
}

TokenRefusal judge_token_answer(const http::Response& answer, const OAuthPlaces& places) {
  ErrorAnswer words;
  words.status = answer.status;
  words.problem = token_problem(answer);
  words.is_html = is_html(answer);
  words.subject = Subject::kAccount;  // neither a page nor a thread was asked for
  const Verdict verdict = token_verdict(words);
  const core::Error error = describe(words, verdict, kWhat);
  if (verdict.code != ErrorCode::kUnauthorized) return {error, verdict};
  return {core::Error(error.code(), error.message(), refusal_mend(words.problem, places)), verdict};
}

void redact(http::Response& answer, const OAuthSecrets& secrets) {
  for (const core::Secret& form : forms_of(secrets)) redact(answer, form);
}

core::Error redacted(const core::Error& error, const OAuthSecrets& secrets) {
  core::Error clean = error;
  for (const core::Secret& form : forms_of(secrets)) clean = redacted(clean, form);
  return clean;
}

}  // namespace threadmirror::sync::api
