// A control server on a loop of its own, and commands that ask it.
#pragma once

#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/control/errand.hpp"
#include "daemon/control/server.hpp"
#include "tests/support/temp_folder.hpp"

namespace threadmirror::tests {

struct ServerRig {
  TempFolder folder;
  std::filesystem::path path = folder / "control.sock";
  boost::asio::io_context loop{1};
  std::unique_ptr<daemon::control::Server> server;
  boost::asio::cancellation_signal stop;

  void listen(daemon::control::Server::Attend attend) {
    auto made = daemon::control::Server::listen(loop.get_executor(), path);
    REQUIRE(made);
    server = std::move(*made);
    boost::asio::co_spawn(loop, server->serve(std::move(attend)),
                          boost::asio::bind_cancellation_slot(stop.slot(), boost::asio::detached));
  }
  // Runs until the command has its answer.
  template <typename T>
  T ask(boost::asio::awaitable<T> command) {
    std::optional<T> answer;
    boost::asio::co_spawn(loop, std::move(command), [&](std::exception_ptr failure, T given) {
      REQUIRE_FALSE(failure);
      answer = std::move(given);
      loop.stop();
    });
    loop.restart();
    loop.run();
    return std::move(*answer);
  }
};

// Reads what is asked for and gives these answers.
inline daemon::control::Server::Attend answers(std::vector<daemon::control::Message> messages) {
  return [messages](daemon::control::Channel& channel) -> boost::asio::awaitable<void> {
    const auto asked = co_await channel.receive();
    REQUIRE(asked);
    for (const daemon::control::Message& message : messages) {
      daemon::control::Message copy = message;
      const core::Status sent = co_await channel.send(std::move(copy));
      REQUIRE(sent);
    }
  };
}

}  // namespace threadmirror::tests
