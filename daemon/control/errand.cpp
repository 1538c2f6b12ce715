#include "daemon/control/errand.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <optional>
#include <utility>
#include <variant>

#include "daemon/control/channel.hpp"

namespace threadmirror::daemon::control {
namespace {

using boost::asio::awaitable;
using core::Error;
using core::ErrorCode;

constexpr std::chrono::seconds kPatience{2};

JobResult failed(Error error) {
  JobResult result;
  result.failure = std::move(error);
  return result;
}

Error ended_early() {
  return Error(ErrorCode::kCancelled, "the daemon ended before the job did; what was committed stays",
               "look at the daemon's log; `threadmirror status` tells how far the mirror is");
}

Error not_understood() {
  return Error(ErrorCode::kBadResponse, "the running daemon says what this command does not understand",
               "restart the daemon: it and this command are of different versions");
}

// Tells the listeners. False: the message is none of these.
bool pass_on(const Message& message, const Listeners& listeners) {
  if (auto progress = parse_progress(message)) {
    if (listeners.progress != nullptr) *listeners.progress = std::move(*progress);
    return true;
  }
  if (const auto difference = parse_difference(message)) {
    if (listeners.differences != nullptr) listeners.differences->take(*difference);
    return true;
  }
  if (const auto words = parse_waiting(message)) {
    if (listeners.waiting) listeners.waiting(*words);
    return true;
  }
  return false;
}

awaitable<core::Result<DaemonFacts>> exchange_facts(std::filesystem::path socket) {
  core::Result<Channel> channel = co_await connect(std::move(socket));
  if (!channel) co_return core::fail(channel.error());
  const core::Status asked = co_await channel->send(ask_for_facts());
  if (!asked) co_return core::fail(asked.error());
  const core::Result<std::optional<Message>> answer = co_await channel->receive();
  if (!answer) co_return core::fail(answer.error());
  if (!*answer) co_return core::fail(ended_early());
  std::optional<DaemonFacts> facts = parse_facts(**answer);
  if (!facts) co_return core::fail(not_understood());
  co_return std::move(*facts);
}

awaitable<void> lose_patience() {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, kPatience);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace

awaitable<JobResult> have_done(std::filesystem::path socket, Order order, Listeners listeners) {
  core::Result<Channel> channel = co_await connect(std::move(socket));
  if (!channel) co_return failed(channel.error());
  Message request = ask_for(order);
  const core::Status asked = co_await channel->send(std::move(request));
  if (!asked) co_return failed(asked.error());
  for (;;) {
    const core::Result<std::optional<Message>> message = co_await channel->receive();
    if (!message) co_return failed(message.error());
    if (!*message) co_return failed(ended_early());
    if (std::optional<JobResult> result = parse_result(**message)) co_return std::move(*result);
    if (!pass_on(**message, listeners)) co_return failed(not_understood());
  }
}

awaitable<core::Result<DaemonFacts>> ask_facts(std::filesystem::path socket) {
  using namespace boost::asio::experimental::awaitable_operators;
  auto race = exchange_facts(std::move(socket)) || lose_patience();
  std::variant<core::Result<DaemonFacts>, std::monostate> ended = co_await std::move(race);
  if (auto* const facts = std::get_if<core::Result<DaemonFacts>>(&ended)) co_return std::move(*facts);
  co_return core::fail(ErrorCode::kTimeout, "the running daemon does not answer",
                       "it is stopped or hangs: look at its log");
}

}  // namespace threadmirror::daemon::control
