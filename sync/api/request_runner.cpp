#include "sync/api/request_runner.hpp"

#include <algorithm>
#include <utility>

#include "sync/api/answer_body.hpp"
#include "sync/api/rate_headers.hpp"
#include "sync/api/redaction.hpp"
#include "sync/api/retry_after.hpp"

namespace threadmirror::sync::api {

using core::Error;
using core::ErrorCode;

// One attempt that failed.
struct RequestRunner::Failure {
  Error error;
  Verdict verdict;
  std::optional<std::chrono::milliseconds> retry_after{};
  bool is_error_answer = false;  // HubSpot answered, and counts it as an error
};

// How far a call has come.
struct RequestRunner::Progress {
  int attempts = 0;  // those that were repeated with a smaller page don't count
  std::int64_t requests = 0;
  int page_size = 0;                            // of the last attempt
  std::optional<core::Secret> refused_token{};  // after a 401
  std::optional<Failure> refusal{};             // the answer to it
};

namespace {

constexpr std::chrono::seconds kWarningInterval{30};

// Gives a passage back at the end of its scope, which may be the request's cancellation.
class Crossing {
 public:
  Crossing(Gate& gate, const Gate::Passage& passage) : gate_(gate), passage_(passage) {}
  ~Crossing() { gate_.release(passage_); }
  Crossing(const Crossing&) = delete;
  Crossing& operator=(const Crossing&) = delete;

 private:
  Gate& gate_;
  Gate::Passage passage_;
};

Error with_wish(const Error& error, std::optional<std::chrono::milliseconds> wish) {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(wish.value_or(std::chrono::seconds(0)));
  return Error(error.code(), error.message() + "; it asks to wait " + std::to_string(seconds.count()) + " s",
               error.mend());
}

// The transport's error with the table's mend, where it brings none of its own.
Error with_mend(const Error& error, std::string_view mend) {
  return error.mend().empty() ? Error(error.code(), error.message(), std::string(mend)) : error;
}

}  // namespace

RequestRunner::RequestRunner(const ApiOptions& options, Credentials& credentials, ApiEnvironment environment)
    : retry_(options.retry),
      page_size_(std::max(options.page_size, 1)),
      credentials_(credentials),
      environment_(environment),
      gate_(options, environment),
      budget_(options.retry.budget_reserve, options.retry.budget_per_success),
      warnings_(kWarningInterval) {}

boost::asio::awaitable<core::Result<std::int64_t>> RequestRunner::run(Call call) {
  Progress progress;
  for (;;) {
    std::optional<Failure> failure = co_await attempt(call, progress);
    if (!failure) co_return progress.requests;
    if (call.may_be_missing && failure->error.code() == ErrorCode::kNotFound) co_return progress.requests;
    const RetryDecision decision = decide(call, progress, *failure);
    if (decision.action == RetryDecision::Action::kGiveUp) {
      co_return core::fail(decision.wish_too_long ? with_wish(failure->error, failure->retry_after)
                                                  : std::move(failure->error));
    }
    co_await environment_.waiter.wait(decision.wait);
  }
}

boost::asio::awaitable<core::Result<core::Secret>> RequestRunner::token_for(const Progress& progress) {
  if (progress.refused_token) co_return co_await credentials_.renew(*progress.refused_token);
  co_return co_await credentials_.token();
}

boost::asio::awaitable<std::optional<RequestRunner::Failure>> RequestRunner::attempt(const Call& call,
                                                                                     Progress& progress) {
  const core::Status ready = co_await gate_.ready(call.priority);
  if (!ready) co_return Failure{ready.error(), Verdict{ready.error().code()}};
  const core::Result<core::Secret> token = co_await token_for(progress);
  if (!token) co_return Failure{token.error(), Verdict{token.error().code()}};
  if (progress.refused_token && is_same(*progress.refused_token, *token)) {
    progress.refusal->verdict.remedy = Remedy::kNone;
    co_return std::move(progress.refusal);
  }
  // After the token, so that requests that waited for it don't go as a burst.
  const core::Result<Gate::Passage> passage = co_await gate_.enter(call.priority);
  if (!passage) co_return Failure{passage.error(), Verdict{passage.error().code()}};
  const Crossing crossing(gate_, *passage);
  http::Request request = begin(call, progress);
  request.bearer_token = *token;
  core::Result<http::Response> answer = co_await environment_.transport.send(std::move(request));
  std::optional<Failure> failure = judge_exchange(call, *token, std::move(answer), *passage);
  const Sign sign = settle(failure);
  gate_.ended(*passage, sign, !budget_.allows_retry(),
              failure ? std::optional(failure->error) : std::nullopt);
  if (failure && failure->verdict.remedy == Remedy::kRereadToken) {
    progress.refused_token = *token;
    progress.refusal = *failure;
  }
  co_return std::move(failure);
}

std::optional<RequestRunner::Failure> RequestRunner::judge_exchange(const Call& call,
                                                                    const core::Secret& token,
                                                                    core::Result<http::Response> answer,
                                                                    const Gate::Passage& passage) {
  std::optional<Failure> failure;
  if (answer) {
    redact(*answer, token);
    failure = take_answer(call, std::move(*answer), passage);
  } else {
    const Verdict verdict = judge(answer.error().code());
    failure = Failure{with_mend(answer.error(), verdict.mend).in(call.what), verdict};
  }
  if (failure) failure->error = redacted(failure->error, token);
  return failure;
}

// Books how a request ended, and tells what that says about the upstream.
Sign RequestRunner::settle(const std::optional<Failure>& failure) {
  if (!failure) {
    statistics_.outcomes.add(ExchangeOutcome::kOk);
    budget_.on_success();
    return Sign::kLife;
  }
  count(*failure);
  // Not those that halving the page mends: it ends by itself.
  const bool costs = failure->is_error_answer && failure->error.code() != ErrorCode::kNotFound &&
                     failure->verdict.remedy != Remedy::kLowerPageSize;
  if (costs) budget_.spend();
  return failure->verdict.sign;
}

http::Request RequestRunner::begin(const Call& call, Progress& progress) {
  progress.page_size = page_size_;
  ++progress.attempts;
  ++progress.requests;
  ++statistics_.requests;
  http::Request request;
  request.target = call.target(page_size_);
  request.headers.push_back({"Accept", "application/json"});
  environment_.log.debug("request", {{"target", request.target}});
  return request;
}

std::optional<RequestRunner::Failure> RequestRunner::take_answer(const Call& call, http::Response answer,
                                                                 const Gate::Passage& passage) {
  const auto elapsed =
      std::chrono::duration_cast<std::chrono::milliseconds>(environment_.clock.steady_now() - passage.sent);
  environment_.log.debug("answer",
                         {{"status", answer.status}, {"bytes", answer.body.size()}, {"ms", elapsed.count()}});
  learn(answer, passage);
  if (answer.status != 200) return refused(call, answer);
  gate_.served(passage);
  const core::Status accepted = call.accept(answer);
  if (accepted) return std::nullopt;
  return Failure{accepted.error().in(call.what), judge(accepted.error().code())};
}

RequestRunner::Failure RequestRunner::refused(const Call& call, const http::Response& answer) const {
  ErrorAnswer words;
  words.status = answer.status;
  words.problem = read_problem(answer);
  words.is_html = is_html(answer);
  words.is_daily_quota_spent = read_rate_headers(answer).daily_remaining == 0;
  words.subject = call.subject;
  words.had_cursor = call.had_cursor;
  const Verdict verdict = judge(words);
  return Failure{describe(words, verdict, call.what), verdict,
                 parse_retry_after(answer, environment_.clock.now()), answer.status >= 400};
}

void RequestRunner::learn(const http::Response& answer, const Gate::Passage& passage) {
  const RateHeaders headers = read_rate_headers(answer);
  gate_.learn(passage, headers);
  if (headers.daily) statistics_.rate.daily = headers.daily;
  if (headers.daily_remaining) statistics_.rate.daily_remaining = headers.daily_remaining;
}

void RequestRunner::count(const Failure& failure) {
  const ErrorCode code = failure.error.code();
  statistics_.outcomes.add(outcome_of(code));
  if (code != ErrorCode::kNotFound) ++statistics_.errors;
  if (code == ErrorCode::kRateLimited || code == ErrorCode::kDailyLimit) ++statistics_.rate_limited;
  if (code == ErrorCode::kDailyLimit) gate_.refused_for_today(failure.retry_after);
}

RetryDecision RequestRunner::decide(const Call& call, Progress& progress, const Failure& failure) {
  using Action = RetryDecision::Action;
  FailedAttempt failed;
  failed.verdict = failure.verdict;
  failed.attempts = progress.attempts;
  failed.retry_after = failure.retry_after;
  failed.budget_allows = !failure.is_error_answer || budget_.allows_retry();
  if (call.subject == Subject::kListing) failed.page_size = progress.page_size;
  const RetryDecision decision =
      decide_retry(failed, retry_, gate_.allowance().window, environment_.random.unit());
  gate_.pause(decision.pause_all);
  if (decision.action == Action::kGiveUp) return decision;
  if (decision.action == Action::kRetrySmaller) {
    lower_page_size(progress.page_size);
    --progress.attempts;
  }
  ++statistics_.retries;
  log_retry(call, progress, failure, decision);
  return decision;
}

// Calls that were under way with the old size at the same time lower it once, not each of them.
void RequestRunner::lower_page_size(int from) {
  page_size_ = std::min(page_size_, smaller_page(from).value_or(from));
}

void RequestRunner::log_retry(const Call& call, const Progress& progress, const Failure& failure,
                              const RetryDecision& decision) {
  const auto held_back = warnings_.pass(environment_.clock.steady_now());
  if (!held_back) {
    environment_.log.debug("request failed, trying again", {{"error", failure.error}});
    return;
  }
  environment_.log.warning("request failed, trying again",
                           {{"request", call.what},
                            {"code", core::to_string(failure.error.code())},
                            {"error", failure.error},
                            {"attempt", progress.attempts},
                            {"wait_ms", std::max(decision.wait, decision.pause_all).count()},
                            {"page_size", page_size_},
                            {"similar_not_shown", *held_back}});
}

ApiStatistics RequestRunner::statistics() const {
  ApiStatistics statistics = statistics_;
  statistics.page_size = page_size_;
  statistics.rate.requests_per_window = gate_.allowance().requests;
  statistics.rate.window = gate_.allowance().window;
  return statistics;
}

}  // namespace threadmirror::sync::api
