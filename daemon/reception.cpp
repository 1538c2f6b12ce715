#include "daemon/reception.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "daemon/control/event.hpp"

namespace threadmirror::daemon {
namespace {

using boost::asio::awaitable;
using control::Channel;
using control::JobResult;
using control::Message;

constexpr std::chrono::milliseconds kPatienceWithRequest{5000};
constexpr std::chrono::milliseconds kBetweenReports{100};
// Differences that wait for a terminal that does not keep up: more would only fill the memory.
constexpr std::size_t kMostWaiting = 100'000;

// Keeps what is to be told until the channel takes it.
class Outbox final : public sync::DifferenceSink {
 public:
  void take(const storage::Difference& difference) override {
    if (waiting_.size() < kMostWaiting) {
      waiting_.push_back(control::tell(difference));
    } else {
      is_full_ = true;
    }
  }
  bool is_full() const { return is_full_; }
  std::optional<Message> next() {
    if (waiting_.empty()) return std::nullopt;
    Message message = std::move(waiting_.front());
    waiting_.pop_front();
    return message;
  }

 private:
  std::deque<Message> waiting_;
  bool is_full_ = false;
};

// False: the other side is gone, or does not keep up.
awaitable<bool> send_all(Channel& channel, Outbox& outbox) {
  while (std::optional<Message> message = outbox.next()) {
    const core::Status sent = co_await channel.send(std::move(*message));
    if (!sent || outbox.is_full()) co_return false;
  }
  co_return true;
}

awaitable<bool> send_news(Channel& channel, const Foreman& foreman, Message& told) {
  Message news = control::tell(foreman.progress());
  if (news == told) co_return true;
  told = news;
  const core::Status sent = co_await channel.send(std::move(news));
  co_return sent.has_value();
}

awaitable<JobResult> have_performed(Foreman& foreman, control::Order order, sync::DifferenceSink* differences,
                                    control::Event& done) {
  JobResult result = co_await foreman.perform(order, differences);
  done.set();
  co_return std::move(result);
}

// Tells how the job goes until it is done and all of it has been told: the job's end cuts no message off.
// Hangs up on a side that is gone or does not keep up.
awaitable<void> report(Channel& channel, Outbox& outbox, const Foreman& foreman, core::Waiter& waiter,
                       control::Event& done) {
  using namespace boost::asio::experimental::awaitable_operators;
  Message told;
  for (;;) {
    const bool was_done = done.is_set();
    bool keeps_up = co_await send_all(channel, outbox);
    if (keeps_up && was_done) co_return;
    if (keeps_up) keeps_up = co_await send_news(channel, foreman, told);
    if (!keeps_up) co_return channel.hang_up();
    auto pause = waiter.wait(kBetweenReports) || done.wait();
    co_await std::move(pause);
  }
}

// Until the other side hangs up, or says something that it should not.
awaitable<void> until_hung_up(Channel& channel) {
  const core::Result<std::optional<Message>> message = co_await channel.receive();
  static_cast<void>(message);
}

awaitable<std::optional<Message>> first_message(Channel& channel, core::Waiter& waiter) {
  using namespace boost::asio::experimental::awaitable_operators;
  auto race = channel.receive() || waiter.wait(kPatienceWithRequest);
  std::variant<core::Result<std::optional<Message>>, std::monostate> ended = co_await std::move(race);
  auto* const message = std::get_if<core::Result<std::optional<Message>>>(&ended);
  if (message == nullptr || !*message) co_return std::nullopt;
  co_return std::move(**message);
}

JobResult not_understood() {
  JobResult result;
  result.failure = core::Error(core::ErrorCode::kUsage, "the running daemon does not know this job",
                               "restart the daemon: it and this command are of different versions");
  return result;
}

}  // namespace

awaitable<void> Reception::attend(Channel& channel) {
  const std::optional<Message> message = co_await first_message(channel, waiter_);
  if (!message) co_return;
  if (const std::optional<control::Order> order = control::parse_order(*message)) {
    co_return co_await attend_order(channel, *order);
  }
  Message answer =
      control::asks_for_facts(*message) ? control::tell(facts_()) : control::tell(not_understood());
  const core::Status ignored = co_await channel.send(std::move(answer));
  static_cast<void>(ignored);
}

awaitable<void> Reception::attend_order(Channel& channel, control::Order order) {
  using namespace boost::asio::experimental::awaitable_operators;
  const std::string other = foreman_.current_job();
  if (!other.empty()) {
    Message waiting =
        control::tell_waiting("the daemon is busy with another " + other + "; this one comes after it");
    const core::Status sent = co_await channel.send(std::move(waiting));
    if (!sent) co_return;
  }
  // Polls may be asked for by a timer, every minute: nothing to tell of.
  if (order.kind != control::JobKind::kSync) {
    log_.info("a command has its job done here", {{"job", control::to_string(order.kind)}});
  }
  Outbox outbox;
  control::Event done(co_await boost::asio::this_coro::executor);
  sync::DifferenceSink* const differences = order.wants_differences ? &outbox : nullptr;
  auto race = (have_performed(foreman_, order, differences, done) &&
               report(channel, outbox, foreman_, waiter_, done)) ||
              until_hung_up(channel);
  const std::variant<JobResult, std::monostate> ended = co_await std::move(race);
  const auto* const result = std::get_if<JobResult>(&ended);
  if (result == nullptr) {
    log_.info("the command has gone, and its job was given up", {{"job", control::to_string(order.kind)}});
    co_return;
  }
  Message last = control::tell(result->progress);
  const core::Status told = co_await channel.send(std::move(last));
  if (!told) co_return;
  Message end = control::tell(*result);
  const core::Status ended_well = co_await channel.send(std::move(end));
  static_cast<void>(ended_well);
}

}  // namespace threadmirror::daemon
