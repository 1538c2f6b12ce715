#include "sync/http/dialer.hpp"

#include <doctest/doctest.h>

#include "tests/sync/http/transport_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::http;
using namespace threadmirror::tests;
using namespace std::chrono_literals;
using boost::asio::ip::make_address;

namespace {

// Where the connection went, or the failure's text.
std::string dialled(const Addresses& addresses, std::uint16_t port, std::chrono::milliseconds in_all,
                    std::chrono::milliseconds per_address) {
  boost::asio::io_context io;
  const DialOptions options{std::chrono::steady_clock::now() + in_all, per_address};
  const auto attempt = [&]() -> boost::asio::awaitable<core::Result<std::string>> {
    auto socket = co_await dial(io.get_executor(), "a.example:1", addresses, port, options);
    if (!socket) co_return core::fail(socket.error());
    boost::asio::ip::tcp::no_delay option;
    socket->get_option(option);
    CHECK(option.value());
    co_return socket->remote_endpoint().address().to_string();
  };
  const auto result = run(io, attempt());
  return result ? *result
                : std::string(core::to_string(result.error().code())) + ": " + result.error().message();
}

}  // namespace

// Faults 3, 4.
TEST_CASE("refused and silent addresses are passed over, and the last one gets the time that is left") {
  const ScriptedServer server([](Peer& peer) { peer.wait_for_end(); });
  const BlackHole hole("127.0.0.2", server.port());
  const Addresses addresses{make_address("127.0.0.77"), make_address("127.0.0.2"), make_address("127.0.0.1")};
  CHECK(dialled(addresses, server.port(), 20s, 50ms) == "127.0.0.1");
}

TEST_CASE("every address that failed is told with its reason, but no endless list") {
  const ScriptedServer server([](Peer& peer) { peer.wait_for_end(); });
  Addresses addresses;
  for (int i = 0; i < 10; ++i) addresses.push_back(make_address("127.0.1." + std::to_string(i + 1)));
  const std::string text = dialled(addresses, server.port(), 20s, 1s);
  CHECK(text.starts_with("connect: no connection to a.example:1; tried 127.0.1.1:"));
  CHECK(text.find("efused") != std::string::npos);
  CHECK(text.ends_with("and 6 more"));
}

TEST_CASE("when the time is over no further address is tried") {
  const BlackHole hole("127.0.0.2");
  const Addresses addresses{make_address("127.0.0.2"), make_address("127.0.0.2")};
  CHECK(dialled(addresses, hole.port(), 50ms, 1s).starts_with("timeout: "));
}
