// A foreman at work in virtual time, and commands that ask it.
#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "daemon/foreman.hpp"
#include "tests/sync/engine_rig.hpp"

namespace threadmirror::tests {

// A daemon in virtual time that has all its threads and polls every half minute.
struct ForemanRig : EngineRig {
  sync::Progress progress;
  daemon::Foreman foreman{*world, progress, loop.get_executor()};
  boost::asio::cancellation_signal stop;
  std::optional<core::Status> ended;

  ForemanRig() {
    for (int id = 1; id <= 9; ++id) api.put(thread(id, clock.now()));
    boost::asio::co_spawn(loop, foreman.work(),
                          boost::asio::bind_cancellation_slot(
                              stop.slot(), [this](std::exception_ptr failure, core::Status status) {
                                if (!failure) ended = std::move(status);
                              }));
    pass(std::chrono::seconds(10));
  }
  ~ForemanRig() {
    stop.emit(boost::asio::cancellation_type::terminal);
    pass(std::chrono::seconds(1));
  }
  void pass(std::chrono::milliseconds time) { run_for(loop, clock, waiter, time); }

  // A command that asks; `result` is there once its job has ended.
  struct Asking {
    std::optional<daemon::control::JobResult> result;
    bool gave_up = false;
    boost::asio::cancellation_signal hang_up;
  };
  std::unique_ptr<Asking> ask(daemon::control::Order order, sync::DifferenceSink* differences = nullptr) {
    auto asking = std::make_unique<Asking>();
    boost::asio::co_spawn(
        loop, foreman.perform(order, differences),
        boost::asio::bind_cancellation_slot(
            asking->hang_up.slot(),
            [asking = asking.get()](std::exception_ptr failure, daemon::control::JobResult result) {
              asking->gave_up = failure != nullptr;
              if (!failure) asking->result = std::move(result);
            }));
    return asking;
  }
};

}  // namespace threadmirror::tests
