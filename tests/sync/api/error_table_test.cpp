#include "sync/api/error_table.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace threadmirror::sync::api;
using core::ErrorCode;

namespace {

ErrorAnswer status(int code, std::string message = {}, Subject subject = Subject::kListing) {
  ErrorAnswer answer;
  answer.status = code;
  answer.problem.message = std::move(message);
  answer.subject = subject;
  return answer;
}

ErrorAnswer with_cursor(int code, std::string message) {
  ErrorAnswer answer = status(code, std::move(message));
  answer.had_cursor = true;
  return answer;
}

}  // namespace

TEST_CASE("each status has its code and its remedy") {
  struct Row {
    int status;
    ErrorCode code;
    Remedy remedy;
  };
  for (const Row row : {Row{100, ErrorCode::kBadResponse, Remedy::kBackOff},
                        Row{204, ErrorCode::kBadResponse, Remedy::kBackOff},
                        Row{302, ErrorCode::kRedirect, Remedy::kNone},
                        Row{400, ErrorCode::kBadRequest, Remedy::kNone},
                        Row{401, ErrorCode::kUnauthorized, Remedy::kRereadToken},
                        Row{403, ErrorCode::kForbidden, Remedy::kNone},
                        Row{404, ErrorCode::kGone, Remedy::kNone},
                        Row{405, ErrorCode::kBadRequest, Remedy::kNone},
                        Row{408, ErrorCode::kTimeout, Remedy::kBackOff},
                        Row{410, ErrorCode::kGone, Remedy::kNone},
                        Row{414, ErrorCode::kBadRequest, Remedy::kNone},
                        Row{423, ErrorCode::kLocked, Remedy::kBackOff},
                        Row{429, ErrorCode::kRateLimited, Remedy::kPauseAll},
                        Row{477, ErrorCode::kAccountMoved, Remedy::kBackOff},
                        Row{500, ErrorCode::kServerError, Remedy::kBackOff},
                        Row{502, ErrorCode::kServerError, Remedy::kBackOff},
                        Row{503, ErrorCode::kServerError, Remedy::kBackOff},
                        Row{504, ErrorCode::kServerError, Remedy::kBackOff},
                        Row{521, ErrorCode::kServerError, Remedy::kBackOff},
                        Row{522, ErrorCode::kServerError, Remedy::kBackOff},
                        Row{524, ErrorCode::kServerError, Remedy::kBackOff},
                        Row{526, ErrorCode::kServerError, Remedy::kBackOff},
                        Row{0, ErrorCode::kBadResponse, Remedy::kBackOff},
                        Row{999, ErrorCode::kBadResponse, Remedy::kBackOff}}) {
    const Verdict verdict = judge(status(row.status));
    CHECK_MESSAGE(verdict.code == row.code, row.status);
    CHECK_MESSAGE(verdict.remedy == row.remedy, row.status);
  }
}

// Fault 26.
TEST_CASE("a 429 for the day's quota is final, by its policy, its words or the headers") {
  ErrorAnswer by_policy = status(429);
  by_policy.problem.policy_name = "DAILY";
  ErrorAnswer by_header = status(429);
  by_header.is_daily_quota_spent = true;
  for (const auto& answer : {by_policy, by_header, status(429, "You have reached your daily limit.")}) {
    CHECK(judge(answer).code == ErrorCode::kDailyLimit);
    CHECK(judge(answer).remedy == Remedy::kNone);
  }
  ErrorAnswer burst = status(429, "You have reached your ten_secondly_rolling limit.");
  burst.problem.policy_name = "TEN_SECONDLY_ROLLING";
  CHECK(judge(burst).code == ErrorCode::kRateLimited);
}

// Fault 31.
TEST_CASE("a 401 is final for its token even when it claims to have expired") {
  ErrorAnswer answer = status(401, "expired 20705 day(s) ago");
  answer.problem.category = "EXPIRED_AUTHENTICATION";
  CHECK(judge(answer).code == ErrorCode::kUnauthorized);
  CHECK(judge(answer).attempts == 2);
}

// Fault 35.
TEST_CASE("a 400 for the cursor is told from other 400s") {
  ErrorAnswer mangled = status(400);
  mangled.problem.sub_category = "ConversationsApiError.UNPARSEABLE_TOKEN";
  CHECK(judge(mangled).code == ErrorCode::kBadCursor);
  CHECK(judge(with_cursor(400, "Invalid `after` parameter")).code == ErrorCode::kBadCursor);
  CHECK(judge(with_cursor(400, "The paging token expired")).code == ErrorCode::kBadCursor);
  CHECK(judge(with_cursor(400, "unknown cursor")).code == ErrorCode::kBadCursor);
  CHECK(judge(with_cursor(414, "")).code == ErrorCode::kBadCursor);
  CHECK(judge(status(400, "Invalid `after` parameter")).code == ErrorCode::kBadRequest);
  CHECK(judge(with_cursor(400, "latestMessageTimestampAfter is needed")).code == ErrorCode::kBadRequest);
}

// Fault 68.
TEST_CASE("a 400 for the limit lowers the page size, of listings only") {
  CHECK(judge(status(400, "Limit must be at most 100")).remedy == Remedy::kLowerPageSize);
  CHECK(judge(with_cursor(400, "page size too large")).remedy == Remedy::kLowerPageSize);
  CHECK(judge(status(400, "rate limit configuration")).remedy == Remedy::kNone);
  CHECK(judge(status(400, "unlimited")).remedy == Remedy::kNone);
  CHECK(judge(status(400, "limit", Subject::kThread)).remedy == Remedy::kNone);
}

// Fault 70.
TEST_CASE("a retired version is final, and the mend names api_version") {
  for (const auto& answer :
       {status(404), status(410), status(400, "API version 2026-03 is no longer supported"),
        status(403, "This endpoint has been sunset"), status(404, "unsupported version", Subject::kThread)}) {
    const Verdict verdict = judge(answer);
    CHECK(verdict.code == ErrorCode::kGone);
    CHECK(verdict.remedy == Remedy::kNone);
    CHECK(describe(answer, verdict, "x").mend().find("api_version") != std::string::npos);
  }
  CHECK(judge(status(404, "", Subject::kAccount)).code == ErrorCode::kGone);
  CHECK(judge(status(400, "this sort is not supported in the API")).code == ErrorCode::kBadRequest);
}

// Fault 34.
TEST_CASE("a 404 for a thread means no thread, unless a web page says so") {
  CHECK(judge(status(404, "", Subject::kThread)).code == ErrorCode::kNotFound);
  ErrorAnswer page = status(404, "", Subject::kThread);
  page.is_html = true;
  CHECK(judge(page).code == ErrorCode::kBadResponse);
}

TEST_CASE("failures of the transport have their remedies, unknown ones are final") {
  CHECK(judge(ErrorCode::kDns).remedy == Remedy::kBackOff);
  CHECK(judge(ErrorCode::kTls).attempts == 2);
  CHECK(judge(ErrorCode::kTooLarge).remedy == Remedy::kLowerPageSize);
  CHECK(judge(ErrorCode::kRedirect).remedy == Remedy::kNone);
  CHECK(judge(ErrorCode::kRedirect).mend.find("captive portal") != std::string::npos);
  CHECK(judge(ErrorCode::kCancelled).remedy == Remedy::kNone);
  CHECK(judge(ErrorCode::kInternal).code == ErrorCode::kInternal);
}

TEST_CASE("only failures of the way, and answers that HubSpot can't, tell that the upstream is dead") {
  for (const int number : {500, 502, 503, 522, 526, 599, 477}) {
    CHECK_MESSAGE(judge(status(number)).sign == Sign::kErrors, number);
  }
  for (const int number : {302, 400, 401, 403, 404, 408, 414, 423, 429}) {
    CHECK_MESSAGE(judge(status(number)).sign == Sign::kLife, number);
  }
  for (const ErrorCode code : {ErrorCode::kDns, ErrorCode::kConnect, ErrorCode::kProxy, ErrorCode::kTls,
                               ErrorCode::kConnectionLost, ErrorCode::kTimeout}) {
    CHECK_MESSAGE(judge(code).sign == Sign::kDeath, core::to_string(code));
  }
  for (const ErrorCode code : {ErrorCode::kBadResponse, ErrorCode::kTooLarge, ErrorCode::kInternal}) {
    CHECK_MESSAGE(judge(code).sign == Sign::kLife, core::to_string(code));
  }
}

// Fault 33.
TEST_CASE("a 403 names the missing scope") {
  ErrorAnswer answer = status(403, "This app lacks scopes");
  answer.problem.required_scopes = {"conversations.read", "tickets"};
  CHECK(describe(answer, judge(answer), "x").mend() ==
        "give the app or key this scope: conversations.read, tickets");
  CHECK(describe(status(403), judge(status(403)), "x").mend() ==
        "give the app or key this scope: conversations.read");
}

TEST_CASE("the message says what was asked, what came and how to find it again") {
  ErrorAnswer answer = status(500, "internal error");
  answer.problem.category = "SERVER";
  answer.problem.correlation_id = "c-9";
  CHECK(describe(answer, judge(answer), "thread 7").text() ==
        "HubSpot answered 500 to thread 7: internal error [SERVER, correlation id c-9]");
  ErrorAnswer page = status(502);
  page.is_html = true;
  CHECK(describe(page, judge(page), "thread 7").text() == "HubSpot answered 502 to thread 7 with a web page");
}
