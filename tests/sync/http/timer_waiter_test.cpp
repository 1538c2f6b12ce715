#include "sync/http/timer_waiter.hpp"

#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>

using namespace threadmirror;
using namespace std::chrono_literals;
namespace asio = boost::asio;

TEST_CASE("a pause lasts at least as long as it was asked for, a negative one not at all") {
  asio::io_context io;
  const auto waiter = sync::http::create_timer_waiter(io.get_executor());
  const auto begin = std::chrono::steady_clock::now();
  for (const auto pause : {20ms, -5ms}) {
    bool done = false;
    asio::co_spawn(io, waiter->wait(pause), [&](std::exception_ptr error) { done = error == nullptr; });
    io.restart();
    io.run();
    CHECK(done);
    CHECK(std::chrono::steady_clock::now() - begin >= 20ms);
  }
}

TEST_CASE("cancellation ends a pause of any length with operation_aborted, also when the waiter is gone") {
  asio::io_context io;
  auto waiter = sync::http::create_timer_waiter(io.get_executor());
  asio::cancellation_signal signal;
  std::exception_ptr failure;
  asio::co_spawn(
      io, waiter->wait(std::chrono::milliseconds::max()),
      asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr error) { failure = error; }));
  waiter.reset();
  io.poll();
  CHECK_FALSE(failure);
  signal.emit(asio::cancellation_type::terminal);
  io.run();
  REQUIRE(failure);
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    CHECK(error.code() == asio::error::operation_aborted);
  }
}
