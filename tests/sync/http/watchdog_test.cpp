#include "sync/http/watchdog.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>

using namespace threadmirror::sync::http;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using std::chrono::steady_clock;

namespace {

tcp::socket open_socket(boost::asio::io_context& io) { return tcp::socket(io, tcp::v4()); }

}  // namespace

TEST_CASE("the deadline closes the socket, and the event loop then has nothing left to do") {
  boost::asio::io_context io;
  tcp::socket socket = open_socket(io);
  Watchdog watchdog(io.get_executor());
  watchdog.arm(socket, steady_clock::now() + 1ms);
  CHECK(watchdog.bite() == Watchdog::Bite::kNone);
  io.run();
  CHECK(watchdog.bite() == Watchdog::Bite::kDeadline);
  CHECK_FALSE(socket.is_open());
}

TEST_CASE("standstill bites before the deadline, progress puts it off but not the deadline") {
  boost::asio::io_context io;
  tcp::socket socket = open_socket(io);
  Watchdog watchdog(io.get_executor());
  watchdog.arm(socket, steady_clock::now() + 1h, 1ms);
  io.run();
  CHECK(watchdog.bite() == Watchdog::Bite::kStall);

  tcp::socket busy = open_socket(io);
  watchdog.arm(busy, steady_clock::now() + 100ms, 1h);
  io.restart();
  while (busy.is_open()) {
    watchdog.touch();
    io.run_for(1ms);
    io.restart();
  }
  CHECK(watchdog.bite() == Watchdog::Bite::kDeadline);
}

TEST_CASE("a watchdog that is disarmed, armed anew or gone does not bite") {
  boost::asio::io_context io;
  tcp::socket socket = open_socket(io);
  {
    Watchdog watchdog(io.get_executor());
    watchdog.arm(socket, steady_clock::now());
    watchdog.disarm();
    io.run();
    CHECK(watchdog.bite() == Watchdog::Bite::kNone);
    watchdog.arm(socket, steady_clock::now());
    watchdog.arm(socket, steady_clock::now() + 1h);
    io.restart();
    io.poll();
    CHECK(watchdog.bite() == Watchdog::Bite::kNone);
    watchdog.arm(socket, steady_clock::now());
  }
  io.restart();
  io.run();
  CHECK(socket.is_open());
}
