#include "sync/http/local_server.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "tests/support/loopback_socket.hpp"
#include "tests/sync/http/local_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::http;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

constexpr char kRequest[] = "GET /a HTTP/1.1\r\nConnection: close\r\n\r\n";

core::Result<std::unique_ptr<LocalServer>> open(const std::string& address) {
  static core::NullLog log;
  static boost::asio::io_context loop;
  LocalServerOptions options;
  options.listen = address;
  return LocalServer::open(loop.get_executor(), options, log);
}

}  // namespace

TEST_CASE("it listens on the address that it was given, and knows who can reach it") {
  const auto v4 = open("127.0.0.1:0");
  REQUIRE(v4.has_value());
  CHECK((*v4)->address().starts_with("127.0.0.1:"));
  CHECK_FALSE((*v4)->address().ends_with(":0"));
  CHECK((*v4)->is_loopback());
  const auto all = open("0.0.0.0:0");
  REQUIRE(all.has_value());
  CHECK_FALSE((*all)->is_loopback());
}

TEST_CASE(
    "an address that is in use is busy, one that is none or not this machine's is a configuration error") {
  const auto first = open("127.0.0.1:0");
  REQUIRE(first.has_value());
  const auto second = open((*first)->address());
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code() == core::ErrorCode::kBusy);
  CHECK(second.error().message().find((*first)->address()) != std::string::npos);
  CHECK(open("nonsense").error().code() == core::ErrorCode::kConfig);
  CHECK(open("192.0.2.1:9464").error().code() == core::ErrorCode::kConfig);
}

TEST_CASE("idle clients in any number keep nobody out") {
  LocalServerOptions options;
  options.max_connections = 4;
  options.request_timeout = 1h;
  const LocalRig rig(options);
  std::deque<LocalClient> idle;
  for (int i = 0; i < 40; ++i) {
    idle.emplace_back(rig.address());
    idle.back().send("GET /never");
  }
  for (int i = 0; i < 10; ++i) CHECK(rig.exchange(kRequest).ends_with("path=/a accept="));
  CHECK(idle.front().read_all().empty());  // the oldest has made room
}

TEST_CASE("where all places are taken by clients that are being answered, one more is turned away") {
  LocalServerOptions options;
  options.max_connections = 1;
  options.answer_timeout = 1h;
  const LocalRig rig(options);
  LocalClient busy = rig.client();
  busy.send("GET /large HTTP/1.1\r\n\r\n");
  CHECK(busy.read_until("\r\n\r\n").starts_with("HTTP/1.1 200 "));  // now it is being answered
  CHECK(rig.exchange(kRequest).empty());
}

TEST_CASE("answers that take for ever cost their clients the patience, and others nothing") {
  LocalServerOptions options;
  options.max_connections = 2;
  options.answer_timeout = 50ms;
  const auto handler = [](LocalRequest request) -> boost::asio::awaitable<LocalAnswer> {
    if (request.path != "/hangs") co_return LocalAnswer{};
    boost::asio::steady_timer never(co_await boost::asio::this_coro::executor, 20s);
    co_await never.async_wait(boost::asio::use_awaitable);
    co_return LocalAnswer{};
  };
  boost::asio::io_context loop;
  core::NullLog log;
  options.listen = "127.0.0.1:0";
  const auto server = LocalServer::open(loop.get_executor(), options, log).value();
  boost::asio::co_spawn(loop, server->serve(handler), boost::asio::detached);
  std::thread thread([&] { loop.run(); });
  for (int i = 0; i < 6; ++i) {
    LocalClient client(server->address());
    client.send("GET /hangs HTTP/1.1\r\n\r\n");
    CHECK(client.read_all().empty());
  }
  LocalClient other(server->address());
  other.send(kRequest);
  CHECK(other.read_all().starts_with("HTTP/1.1 200 "));
  loop.stop();
  thread.join();
}

TEST_CASE("stopping closes every connection at once and leaves nothing behind") {
  const std::size_t before = open_descriptors();
  {
    LocalServerOptions options;
    options.request_timeout = options.answer_timeout = 1h;
    LocalRig rig(options);
    LocalClient idle = rig.client();
    LocalClient kept = rig.client();
    kept.send("GET /a HTTP/1.1\r\n\r\n");
    CHECK(kept.read_until("path=/a").ends_with("path=/a accept="));
    LocalClient deaf = rig.client();
    deaf.send("GET /large HTTP/1.1\r\n\r\n");
    deaf.read_until("\r\n\r\n");
    rig.stop();
    CHECK(idle.read_all().empty());
    CHECK(kept.read_all().empty());
    CHECK(deaf.read_all().find("(silence)") == std::string::npos);
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("clients that come and go cost no descriptors") {
  const LocalRig rig;
  CHECK(rig.exchange(kRequest).ends_with("path=/a accept="));
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 200; ++i) rig.exchange(i % 2 == 0 ? kRequest : "garbage\r\n\r\n");
  // The last one's end may still be under way on the server's side.
  CHECK(open_descriptors() <= before + 1);
}
