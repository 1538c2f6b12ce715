#include "sync/api/gate.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace threadmirror::sync::api {
namespace {

using std::chrono::milliseconds;

// Whoever waits for the upstream to live again looks so often whether it does.
constexpr milliseconds kLook{1000};
// And whoever waits for the answers that tell whether the quota has come to its reserve, so often.
constexpr milliseconds kLookForAnswers{10};
// Nobody waits longer for the next probe: that is for callers to decide.
constexpr milliseconds kLongestWait{60000};
// Rests for the day's quota end within so much after midnight.
constexpr milliseconds kMidnightJitter{60000};

milliseconds midnight_jitter(core::Random& random) {
  return milliseconds(
      static_cast<std::int64_t>(random.unit() * static_cast<double>(kMidnightJitter.count())));
}

}  // namespace

Gate::Gate(const ApiOptions& options, const ApiEnvironment& environment)
    : environment_(environment),
      limiter_(TokenBucket({options.requests_per_window, options.window}, options.share), environment.clock,
               environment.waiter),
      ledger_(options.daily_reserve, midnight_jitter(environment.random)) {}

core::Status Gate::check_quota(Priority priority) {
  const std::optional<QuotaRest> rest = ledger_.rest(priority, environment_.clock.now());
  return rest ? core::fail(core::ErrorCode::kDailyLimit, to_text(*rest, priority)) : core::Status();
}

bool Gate::is_quota_in_doubt(Priority priority) {
  return ledger_.is_in_doubt(priority, environment_.clock.now());
}

core::Status Gate::check_life(milliseconds wait) const {
  if (circuit_.is_probing() || wait <= kLongestWait || !last_death_) return {};
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
  return core::fail(core::Error(last_death_->code(),
                                "the upstream is down, and is asked again in " + std::to_string(minutes) +
                                    " min; the last answer: " + last_death_->message(),
                                last_death_->mend()));
}

boost::asio::awaitable<core::Status> Gate::ready(Priority priority) {
  for (;;) {
    core::Status allowed = check_quota(priority);
    if (!allowed) co_return allowed;
    if (is_quota_in_doubt(priority)) {
      co_await environment_.waiter.wait(kLookForAnswers);
      continue;
    }
    const milliseconds wait = circuit_.wait(environment_.clock.steady_now());
    if (wait.count() == 0) co_return core::Status();
    core::Status alive = check_life(wait);
    if (!alive) co_return alive;
    co_await environment_.waiter.wait(std::min(wait, kLook));
  }
}

boost::asio::awaitable<core::Result<Gate::Passage>> Gate::enter(Priority priority) {
  for (;;) {
    const core::Status before = co_await ready(priority);
    if (!before) co_return core::fail(before.error());
    co_await limiter_.acquire(priority);
    // Meanwhile others may have been answered.
    const core::Status allowed = check_quota(priority);
    if (!allowed) co_return core::fail(allowed.error());
    if (is_quota_in_doubt(priority)) continue;
    const core::SteadyTime now = environment_.clock.steady_now();
    if (circuit_.wait(now).count() > 0) continue;
    co_return Passage{now, ledger_.begin(environment_.clock.now()), circuit_.begin(now)};
  }
}

void Gate::learn(const Passage& passage, const RateHeaders& headers) {
  limiter_.learn(headers, passage.sent);
  ledger_.learn(passage.ticket, headers, environment_.clock.now());
}

void Gate::served(const Passage& passage) { ledger_.served(passage.ticket); }

void Gate::refused_for_today(std::optional<milliseconds> retry_after) {
  ledger_.refused(environment_.clock.now(), retry_after);
}

void Gate::ended(const Passage& passage, Sign sign, bool in_debt, std::optional<core::Error> error) {
  if (sign == Sign::kLife) return log(circuit_.on_life(in_debt), sign);
  if (error) last_death_ = std::move(error);
  log(circuit_.on_death(environment_.clock.steady_now(), passage.is_probe, in_debt && sign == Sign::kErrors,
                        environment_.random.unit()),
      sign);
}

void Gate::log(Circuit::Change change, Sign sign) {
  if (change == Circuit::Change::kClosed) environment_.log.info("the upstream answers again");
  if (change != Circuit::Change::kOpened) return;
  environment_.log.warning(
      "the upstream is down; from now on single requests find out when it is back",
      {{"reason", sign == Sign::kDeath ? "it does not answer" : "it answers with errors of its own"}});
}

}  // namespace threadmirror::sync::api
