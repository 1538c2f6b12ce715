#include "daemon/foreman.hpp"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>
#include <variant>

#include "core/text.hpp"
#include "daemon/order_work.hpp"

namespace threadmirror::daemon {

using boost::asio::awaitable;
using core::Status;

// An order that was not done yet. Whoever asked for it holds it too, and gives it up when it is cancelled.
// Differences go through it, so that the job may still tell some when nobody listens any more.
struct Foreman::Pending final : sync::DifferenceSink {
  Pending(control::Order asked, sync::DifferenceSink* sink, const boost::asio::any_io_executor& executor)
      : order(asked), differences(sink), done(executor), given_up(executor) {}

  void take(const storage::Difference& difference) override {
    if (differences != nullptr) differences->take(difference);
  }

  control::Order order;
  sync::DifferenceSink* differences;
  control::Event done;
  control::Event given_up;
  control::JobResult result;
};

Foreman::Foreman(sync::World& world, sync::Progress& progress, const boost::asio::any_io_executor& executor)
    : world_(world), progress_(progress), executor_(executor), asked_(executor) {}
Foreman::~Foreman() = default;

awaitable<Status> Foreman::work() {
  for (;;) {
    if (orders_.empty()) {
      const Status served = co_await serve_until_asked();
      if (!served) co_return served;
    }
    while (!orders_.empty()) {
      co_await carry_out(orders_.front());
      orders_.pop_front();
    }
  }
}

awaitable<Status> Foreman::serve_until_asked() {
  using namespace boost::asio::experimental::awaitable_operators;
  asked_.reset();
  progress_ = {};
  sync::Mirror mirror(world_);
  auto race = mirror.serve(&progress_) || asked_.wait();
  const std::variant<Status, std::monostate> ended = co_await std::move(race);
  const Status* const failed = std::get_if<Status>(&ended);
  co_return failed != nullptr ? *failed : Status();
}

awaitable<void> Foreman::carry_out(std::shared_ptr<Pending> pending) {
  using namespace boost::asio::experimental::awaitable_operators;
  if (pending->given_up.is_set()) co_return;
  progress_ = {};
  sync::Mirror mirror(world_);
  auto job = daemon::carry_out(mirror, pending->order, {&progress_, pending.get()}, pending->result.report);
  auto race = std::move(job) || pending->given_up.wait();
  const std::variant<Status, std::monostate> ended = co_await std::move(race);
  const Status* const outcome = std::get_if<Status>(&ended);
  if (outcome != nullptr && !*outcome) pending->result.failure = outcome->error();
  pending->result.progress = progress_;
  pending->done.set();
}

awaitable<control::JobResult> Foreman::perform(control::Order order, sync::DifferenceSink* differences) {
  // Gives the order up at the end of the scope, unless it has been done by then.
  struct Claim {
    std::shared_ptr<Pending> pending;
    ~Claim() {
      pending->differences = nullptr;
      pending->given_up.set();
    }
  };
  const Claim claim{std::make_shared<Pending>(order, differences, executor_)};
  orders_.push_back(claim.pending);
  asked_.set();
  co_await claim.pending->done.wait();
  co_return claim.pending->result;
}

std::string Foreman::current_job() const {
  return orders_.empty() ? "" : to_string(orders_.front()->order.kind);
}

std::string Foreman::activity() const {
  const std::string job = current_job();
  if (progress_.listing.empty()) return job.empty() ? "polling" : job;
  const std::string sweep(storage::to_string(progress_.kind));
  return sweep + ", " + progress_.listing + ": " + core::with_thousands(progress_.threads) + " threads" +
         (progress_.note.empty() ? "" : "; " + progress_.note);
}

}  // namespace threadmirror::daemon
