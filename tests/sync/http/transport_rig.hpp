// A transport against a scripted server, run to completion without any waiting but the event loop's.
#pragma once

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "sync/http/https_transport.hpp"
#include "tests/support/loopback_socket.hpp"
#include "tests/support/scripted_server.hpp"

namespace threadmirror::tests {

// Runs a coroutine to its end and gives its result. Fails the test when it does not end within a time that is
// far above every deadline in it.
template <typename T>
T run(boost::asio::io_context& io, boost::asio::awaitable<T> work) {
  std::optional<T> result;
  std::exception_ptr failure;
  boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr error, T value) {
    failure = error;
    result = std::move(value);
    io.stop();
  });
  io.restart();
  io.run_for(std::chrono::seconds(60));
  if (failure) std::rethrow_exception(failure);
  REQUIRE_MESSAGE(result.has_value(), "the coroutine did not end");
  return std::move(*result);
}

// A clock whose wall side can be moved.
class ShiftedClock final : public core::Clock {
 public:
  core::Timestamp now() const override { return clock_.now() + shift; }
  core::SteadyTime steady_now() const override { return clock_.steady_now(); }
  std::chrono::milliseconds shift{0};

 private:
  core::SystemClock clock_;
};

using Adjust = std::function<void(sync::http::TransportOptions&)>;

// The authority that the rig's transports trust, and an identity of it for "localhost", 127.0.0.1 and ::1.
const CertificateAuthority& trusted_authority();
const Identity& trusted_identity();

// An answer with a length.
std::string answer(std::string_view body, std::string_view headers = {}, std::string_view status = "200 OK");

// A script: TLS handshake, then for each request the answer that `reply` gives, until the client leaves.
ScriptedServer::Script serve(std::function<std::string(const std::string& request)> reply);

// Short deadlines, so that tests of them are quick; each far below the one above it.
inline constexpr std::chrono::milliseconds kRequestTimeout{20000};
inline constexpr std::chrono::milliseconds kShort{200};

class TransportRig {
 public:
  // Over https to "localhost" unless `adjust` says otherwise; "PORT" in the base URL stands for the server's
  // port.
  explicit TransportRig(ScriptedServer::Script script, const Adjust& adjust = {});
  ~TransportRig();
  TransportRig(const TransportRig&) = delete;
  TransportRig& operator=(const TransportRig&) = delete;

  core::Result<sync::http::Response> get(const std::string& target = "/");
  core::Result<sync::http::Response> send(sync::http::Request request);
  // The code of the failure of one GET; "ok" when it succeeds.
  std::string outcome(const std::string& target = "/");

  // Ends the server and checks that no failure so far has left a descriptor behind in the transport.
  void check_no_leak();

  static sync::http::Request request(const std::string& target = "/");

  boost::asio::io_context io;
  ShiftedClock clock;
  core::NullLog log;
  std::size_t descriptors_before = 0;
  std::unique_ptr<ScriptedServer> server;
  std::unique_ptr<sync::http::Transport> transport;
  // Called instead of the system's resolver. To be set before the first request.
  std::shared_ptr<sync::http::Lookup> lookup;
};

}  // namespace threadmirror::tests
