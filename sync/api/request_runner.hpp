// One request to HubSpot until it succeeds or has failed for good: rate limit, token, retries, log.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "sync/api/credentials.hpp"
#include "sync/api/error_table.hpp"
#include "sync/api/gate.hpp"
#include "sync/api/retry_budget.hpp"
#include "sync/api/retry_policy.hpp"
#include "sync/api/threads_api.hpp"
#include "sync/api/warning_throttle.hpp"

namespace threadmirror::sync::api {

// What is asked for.
struct Call {
  Subject subject = Subject::kListing;
  Priority priority = Priority::kTail;
  bool may_be_missing = false;  // kNotFound is no failure; nothing is accepted then
  std::string what;             // for messages: "the listing of active threads"
  bool had_cursor = false;      // the target carries a paging cursor
  // The target for a page size; asked anew for every attempt, as the size may have been lowered.
  std::function<std::string(int page_size)> target;
  // Takes a 200; its failure (kBadResponse, kTooLarge) counts as a failure of the request.
  std::function<core::Status(const http::Response&)> accept;
};

// Runs calls; several may be under way at once. Event loop's thread only.
class RequestRunner {
 public:
  // `credentials` must outlive the runner.
  RequestRunner(const ApiOptions& options, Credentials& credentials, ApiEnvironment environment);

  // Returns the number of HTTP exchanges that it took, or the last failure.
  boost::asio::awaitable<core::Result<std::int64_t>> run(Call call);

  ApiStatistics statistics() const;
  QuotaLedger& ledger() { return gate_.ledger(); }

 private:
  struct Progress;
  struct Failure;

  boost::asio::awaitable<core::Result<core::Secret>> token_for(const Progress& progress);
  boost::asio::awaitable<std::optional<Failure>> attempt(const Call& call, Progress& progress);
  http::Request begin(const Call& call, Progress& progress);
  std::optional<Failure> judge_exchange(const Call& call, const core::Secret& token,
                                        core::Result<http::Response> answer, const Gate::Passage& passage);
  std::optional<Failure> take_answer(const Call& call, http::Response answer, const Gate::Passage& passage);
  Failure refused(const Call& call, const http::Response& answer) const;
  void learn(const http::Response& answer, const Gate::Passage& passage);
  void count(const Failure& failure);
  Sign settle(const std::optional<Failure>& failure);
  RetryDecision decide(const Call& call, Progress& progress, const Failure& failure);
  void lower_page_size(int from);
  void log_retry(const Call& call, const Progress& progress, const Failure& failure,
                 const RetryDecision& decision);

  RetryOptions retry_;
  int page_size_;
  Credentials& credentials_;
  ApiEnvironment environment_;
  Gate gate_;
  RetryBudget budget_;
  WarningThrottle warnings_;
  ApiStatistics statistics_;
};

}  // namespace threadmirror::sync::api
