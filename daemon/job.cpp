#include "daemon/job.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/asio/signal_set.hpp>
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

// Listens to the process's signals for as long as it lives.
class Supervisor {
 public:
  Supervisor(Runtime& runtime, int hurried_exit, core::Log& log)
      : stops_(runtime.stop_signals),
        hangups_(runtime.hangup_signals),
        hurried_exit_(hurried_exit),
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
    beside_.emit(asio::cancellation_type::terminal);
  }

 private:
  void await_stop() {
    stops_.async_wait([this](const boost::system::error_code& ec, int signal) {
      if (ec) return;
      if (stopped_) std::_Exit(hurried_exit_);
      stopped_ = true;
      log_.info("stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
      await_stop();
      leave_at_the_latest();
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
      log_.info("SIGHUP: the token is read anew with every request; other settings need a restart");
      await_hangup();
    });
  }

  asio::signal_set& stops_;
  asio::signal_set& hangups_;
  asio::cancellation_signal job_;
  asio::cancellation_signal beside_;
  int hurried_exit_;
  core::Log& log_;
  bool stopped_ = false;
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

core::Status to_status(std::exception_ptr failure, core::Status outcome) {
  if (!failure) return outcome;
  return is_cancellation(failure) ? core::fail(core::ErrorCode::kCancelled, "stopped") : outcome;
}

}  // namespace

JobEnd run_job(Runtime& runtime, asio::awaitable<core::Status> job, asio::awaitable<void> beside,
               int hurried_exit, core::Log& log) {
  Supervisor supervisor(runtime, hurried_exit, log);
  release_stop_signals();
  JobEnd end;
  std::exception_ptr failure;
  asio::co_spawn(runtime.loop, std::move(job),
                 asio::bind_cancellation_slot(supervisor.job_slot(),
                                              [&](std::exception_ptr thrown, core::Status outcome) {
                                                failure = thrown;
                                                end.outcome = std::move(outcome);
                                                runtime.upstream->transport->close_idle();
                                                supervisor.finish();
                                              }));
  asio::co_spawn(runtime.loop, std::move(beside),
                 asio::bind_cancellation_slot(supervisor.beside_slot(), [](std::exception_ptr) {}));
  runtime.loop.run();
  runtime.writer.join();
  const core::Status ended = runtime.store->interrupt_open_runs();
  if (!ended) log.warning("the runs' end could not be written down", {{"reason", ended.error()}});
  runtime.store->close();
  end.outcome = to_status(failure, std::move(end.outcome));
  end.stopped_by_signal = supervisor.stopped();
  return end;
}

}  // namespace threadmirror::daemon
