#include "sync/api/error_table.hpp"

#include <array>

#include "sync/api/answer_headers.hpp"

namespace threadmirror::sync::api {
namespace {

using core::ErrorCode;

bool says(const ErrorAnswer& answer, std::string_view part) {
  return contains_ignoring_case(answer.problem.message, part);
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// True where the message has `word` as a whole word: "after" is not in "latestMessageTimestampAfter".
bool says_word(const ErrorAnswer& answer, std::string_view word) {
  const std::string& text = answer.problem.message;
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || !is_letter_or_digit(text[at - 1]);
    const bool ends = end == text.size() || !is_letter_or_digit(text[end]);
    if (starts && ends && equal_ignoring_case(std::string_view(text).substr(at, word.size()), word))
      return true;
  }
  return false;
}

// The conditions of the table's rows.
bool always(const ErrorAnswer&) { return true; }
bool cursor_unparseable(const ErrorAnswer& a) {
  return a.problem.sub_category.find("UNPARSEABLE_TOKEN") != std::string::npos;
}
bool about_page_size(const ErrorAnswer& a) {
  return a.subject == Subject::kListing && (says_word(a, "limit") || says(a, "page size")) &&
         !says(a, "rate limit");
}
bool about_cursor(const ErrorAnswer& a) {
  return a.had_cursor && (says_word(a, "after") || says_word(a, "paging") || says(a, "cursor"));
}
bool had_cursor(const ErrorAnswer& a) { return a.had_cursor; }
bool version_retired(const ErrorAnswer& a) {
  const bool ended = says(a, "retired") || says(a, "sunset") || says(a, "no longer");
  const bool refused = says(a, "deprecated") || says(a, "unsupported") || says(a, "not supported");
  return (says_word(a, "version") && (ended || refused)) || (says_word(a, "endpoint") && ended);
}
bool no_thread(const ErrorAnswer& a) { return a.subject == Subject::kThread && !a.is_html; }
bool page_for_thread(const ErrorAnswer& a) { return a.subject == Subject::kThread && a.is_html; }
bool account_path(const ErrorAnswer& a) { return a.subject == Subject::kAccount; }
bool daily_quota(const ErrorAnswer& a) {
  return equal_ignoring_case(a.problem.policy_name, "DAILY") || says(a, "daily limit") ||
         a.is_daily_quota_spent;
}

constexpr std::string_view kVersionMend =
    "set hubspot.api_version to a version that HubSpot still serves, for example a newer dated one";
constexpr std::string_view kTokenMend =
    "the token is wrong, expired or revoked: put a valid one in place and start again";
constexpr std::string_view kRedirectMend =
    "look for a captive portal or a proxy, and check hubspot.base_url; redirects are never followed";
constexpr std::string_view kEdgeMend =
    "the network in front of HubSpot can't reach it; if this lasts, see status.hubspot.com or tell HubSpot";
constexpr std::string_view kUpdateMend = "a newer version of this program may know the new address";

struct Row {
  int first_status;
  int last_status;
  bool (*applies)(const ErrorAnswer&);
  Verdict verdict;
};

// The first row that applies counts.
constexpr std::array kAnswers{
    Row{300, 399, always, {ErrorCode::kRedirect, Remedy::kNone, 0, kRedirectMend}},
    Row{401, 401, always, {ErrorCode::kUnauthorized, Remedy::kRereadToken, 2, kTokenMend}},
    Row{429, 429, daily_quota, {ErrorCode::kDailyLimit, Remedy::kNone}},
    Row{429, 429, always, {ErrorCode::kRateLimited, Remedy::kPauseAll}},
    Row{400, 499, version_retired, {ErrorCode::kGone, Remedy::kNone, 0, kVersionMend}},
    Row{400, 400, cursor_unparseable, {ErrorCode::kBadCursor, Remedy::kNone}},
    Row{400, 400, about_page_size, {ErrorCode::kBadRequest, Remedy::kLowerPageSize}},
    Row{400, 400, about_cursor, {ErrorCode::kBadCursor, Remedy::kNone}},
    Row{403, 403, always, {ErrorCode::kForbidden, Remedy::kNone}},
    Row{404, 404, no_thread, {ErrorCode::kNotFound, Remedy::kNone}},
    Row{404, 404, page_for_thread, {ErrorCode::kBadResponse, Remedy::kBackOff, 3}},
    Row{404, 404, account_path, {ErrorCode::kGone, Remedy::kNone, 0, kUpdateMend}},
    Row{404, 404, always, {ErrorCode::kGone, Remedy::kNone, 0, kVersionMend}},
    Row{408, 408, always, {ErrorCode::kTimeout, Remedy::kBackOff}},
    Row{410, 410, account_path, {ErrorCode::kGone, Remedy::kNone, 0, kUpdateMend}},
    Row{410, 410, always, {ErrorCode::kGone, Remedy::kNone, 0, kVersionMend}},
    Row{414, 414, had_cursor, {ErrorCode::kBadCursor, Remedy::kNone}},
    Row{423, 423, always, {ErrorCode::kLocked, Remedy::kBackOff}},
    // The account is being moved: for up to a day nothing can be had.
    Row{477, 477, always, {ErrorCode::kAccountMoved, Remedy::kBackOff, 0, {}, Sign::kErrors}},
    Row{400, 499, always, {ErrorCode::kBadRequest, Remedy::kNone}},
    Row{522, 522, always, {ErrorCode::kServerError, Remedy::kBackOff, 0, kEdgeMend, Sign::kErrors}},
    Row{525, 526, always, {ErrorCode::kServerError, Remedy::kBackOff, 0, kEdgeMend, Sign::kErrors}},
    Row{500, 599, always, {ErrorCode::kServerError, Remedy::kBackOff, 0, {}, Sign::kErrors}},
};

// Failures without a usable answer; codes that are not here are final.
constexpr std::array kFailures{
    Verdict{ErrorCode::kDns, Remedy::kBackOff, 0, {}, Sign::kDeath},
    Verdict{ErrorCode::kConnect, Remedy::kBackOff, 0, {}, Sign::kDeath},
    Verdict{ErrorCode::kProxy, Remedy::kBackOff, 0, {}, Sign::kDeath},
    Verdict{ErrorCode::kTls, Remedy::kBackOff, 2, {}, Sign::kDeath},
    Verdict{ErrorCode::kConnectionLost, Remedy::kBackOff, 0, {}, Sign::kDeath},
    Verdict{ErrorCode::kTimeout, Remedy::kBackOff, 3, {}, Sign::kDeath},
    Verdict{ErrorCode::kBadResponse, Remedy::kBackOff, 3},
    Verdict{ErrorCode::kTooLarge, Remedy::kLowerPageSize},
    Verdict{ErrorCode::kRedirect, Remedy::kNone, 0, kRedirectMend},
};

std::string mend_for(const ErrorAnswer& answer, const Verdict& verdict) {
  if (verdict.code != ErrorCode::kForbidden) return std::string(verdict.mend);
  std::string scopes;
  for (const std::string& scope : answer.problem.required_scopes) {
    scopes += (scopes.empty() ? "" : ", ") + scope;
  }
  if (scopes.empty() && answer.subject == Subject::kAccount) return "check the scopes of the token";
  return "give the app or key this scope: " + (scopes.empty() ? "conversations.read" : scopes);
}

}  // namespace

Verdict judge(const ErrorAnswer& answer) {
  for (const Row& row : kAnswers) {
    if (answer.status >= row.first_status && answer.status <= row.last_status && row.applies(answer)) {
      return row.verdict;
    }
  }
  return judge(ErrorCode::kBadResponse);  // 1xx, 2xx other than 200, and what is no status at all
}

Verdict judge(ErrorCode code) {
  for (const Verdict& verdict : kFailures) {
    if (verdict.code == code) return verdict;
  }
  return {code};
}

core::Error describe(const ErrorAnswer& answer, const Verdict& verdict, std::string_view what) {
  const Problem& problem = answer.problem;
  std::string message = "HubSpot answered " + std::to_string(answer.status) + " to " + std::string(what);
  if (!problem.message.empty()) message += ": " + problem.message;
  if (problem.message.empty() && answer.is_html) message += " with a web page";
  std::string details;
  for (const std::string* detail : {&problem.category, &problem.sub_category, &problem.policy_name}) {
    if (!detail->empty()) details += (details.empty() ? "" : ", ") + *detail;
  }
  if (!problem.correlation_id.empty()) {
    details += (details.empty() ? "correlation id " : ", correlation id ") + problem.correlation_id;
  }
  if (!details.empty()) message += " [" + details + "]";
  return core::Error(verdict.code, std::move(message), mend_for(answer, verdict));
}

}  // namespace threadmirror::sync::api
