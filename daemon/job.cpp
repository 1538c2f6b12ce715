#include "daemon/job.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <thread>
#include <utility>

#include "daemon/stop_signals.hpp"

namespace threadmirror::daemon {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kPatienceWithShutdown{4};
constexpr std::chrono::seconds kBetweenHangups{1};

// Listens to the process's signals for as long as it lives.
class Supervisor {
 public:
  Supervisor(Errand& errand, int hurried_exit, SignalNews news, core::Log& log)
      : stops_(errand.stop_signals),
        hangups_(errand.hangup_signals),
        breath_(errand.loop),
        hurried_exit_(hurried_exit),
        news_(std::move(news)),
        log_(log) {
    await_stop();
    await_hangup();
  }

  asio::cancellation_slot job_slot() { return job_.slot(); }
  asio::cancellation_slot beside_slot() { return beside_.slot(); }
  bool stopped() const { return stopped_; }

  // The job has ended: nothing more is listened to, so that the loop runs dry.
  void finish() {
    boost::system::error_code ignored;
    stops_.cancel(ignored);
    hangups_.cancel(ignored);
    breath_.cancel();
    beside_.emit(asio::cancellation_type::terminal);
  }

 private:
  void await_stop() {
    stops_.async_wait([this](const boost::system::error_code& ec, int signal) {
      if (ec) return;
      if (stopped_) std::_Exit(hurried_exit_);
      stopped_ = true;
      log_.info("stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
      leave_at_the_latest();
      if (news_.stopping) news_.stopping();
      await_stop();
      job_.emit(asio::cancellation_type::terminal);
    });
  }

  // A thread of its own: it works also when the disk or anything else holds the others.
  void leave_at_the_latest() {
    std::thread([code = hurried_exit_] {
      std::this_thread::sleep_for(kPatienceWithShutdown);
      std::_Exit(code);
    }).detach();
  }

  void await_hangup() {
    hangups_.async_wait([this](const boost::system::error_code& ec, int) {
      if (ec) return;
      is_hung_up_ = true;
      pass_hangup_on();
      await_hangup();
    });
  }

  // A storm of them must not keep the loop from its work.
  void pass_hangup_on() {
    if (!is_hung_up_ || is_breathing_ || stopped_) return;
    is_hung_up_ = false;
    is_breathing_ = true;
    if (news_.hangup) news_.hangup();
    breath_.expires_after(kBetweenHangups);
    breath_.async_wait([this](const boost::system::error_code& ec) {
      is_breathing_ = false;
      if (!ec) pass_hangup_on();
    });
  }

  asio::signal_set& stops_;
  asio::signal_set& hangups_;
  asio::steady_timer breath_;
  asio::cancellation_signal job_;
  asio::cancellation_signal beside_;
  int hurried_exit_;
  SignalNews news_;
  core::Log& log_;
  bool stopped_ = false;
  bool is_hung_up_ = false;    // and nobody was told yet
  bool is_breathing_ = false;  // between two tellings
};

// Whether a coroutine ended because it was cancelled; anything else that was thrown is a bug, and goes on.
bool is_cancellation(std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const asio::multiple_exceptions& several) {  // of two that ran side by side
    return is_cancellation(several.first_exception());
  } catch (const boost::system::system_error& e) {
    if (e.code() == asio::error::operation_aborted) return true;
    throw;
  }
}

// How the event loop ran dry: what the job threw, if anything, is not judged yet.
struct LoopEnd {
  core::Status outcome;
  std::exception_ptr failure;
  bool stopped_by_signal = false;
};

LoopEnd run_loop(Errand& errand, asio::awaitable<core::Status> job, asio::awaitable<void> beside,
                 int hurried_exit, core::Log& log, SignalNews news) {
  Supervisor supervisor(errand, hurried_exit, std::move(news), log);
  release_stop_signals();
  LoopEnd end;
  asio::co_spawn(errand.loop, std::move(job),
                 asio::bind_cancellation_slot(supervisor.job_slot(),
                                              [&](std::exception_ptr thrown, core::Status outcome) {
                                                end.failure = thrown;
                                                end.outcome = std::move(outcome);
                                                if (errand.upstream) errand.upstream->transport->close_idle();
                                                supervisor.finish();
                                              }));
  asio::co_spawn(errand.loop, std::move(beside),
                 asio::bind_cancellation_slot(supervisor.beside_slot(), [](std::exception_ptr) {}));
  errand.loop.run();
  end.stopped_by_signal = supervisor.stopped();
  return end;
}

// A job that was cancelled ended with kCancelled; whatever else was thrown is thrown on.
JobEnd judged(LoopEnd end) {
  if (end.failure && is_cancellation(end.failure)) {
    end.outcome = core::fail(core::ErrorCode::kCancelled, "stopped");
  }
  return {std::move(end.outcome), end.stopped_by_signal};
}

}  // namespace

JobEnd run_errand(Errand& errand, asio::awaitable<core::Status> job, asio::awaitable<void> beside,
                  int hurried_exit, core::Log& log, SignalNews news) {
  return judged(run_loop(errand, std::move(job), std::move(beside), hurried_exit, log, std::move(news)));
}

JobEnd run_job(Runtime& runtime, asio::awaitable<core::Status> job, asio::awaitable<void> beside,
               int hurried_exit, core::Log& log, SignalNews news) {
  LoopEnd end = run_loop(runtime, std::move(job), std::move(beside), hurried_exit, log, std::move(news));
  runtime.writer.join();
  const core::Status ended = runtime.store->interrupt_open_runs();
  if (!ended) log.warning("the runs' end could not be written down", {{"reason", ended.error()}});
  runtime.store->close();
  return judged(std::move(end));
}

}  // namespace threadmirror::daemon
