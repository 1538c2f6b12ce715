#include "sync/http/https_transport.hpp"

#include <doctest/doctest.h>

#include <boost/asio/detached.hpp>
#include <latch>

#include "tests/sync/http/gzip_text.hpp"
#include "tests/sync/http/transport_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::http;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

void plain_http(TransportOptions& options) { options.base_url = "http://127.0.0.1:PORT/prefix"; }

}  // namespace

TEST_CASE("a request over TLS brings its answer, and the connection is used again") {
  TransportRig rig(serve([](const std::string&) { return answer("hello", "X-A: b\r\n"); }));
  for (int i = 0; i < 3; ++i) {
    const auto response = rig.get("/a?b=c");
    REQUIRE_MESSAGE(response, response.error().text());
    CHECK(response->status == 200);
    CHECK(response->body == "hello");
    CHECK(response->header("x-a") == "b");
  }
  CHECK(rig.server->connections() == 1);
  CHECK(rig.server->received().starts_with("GET /a?b=c HTTP/1.1\r\nHost: localhost:"));
  CHECK(count(rig.server->received(), "Authorization: Bearer pat-hush\r\n") == 3);
  rig.check_no_leak();
}

TEST_CASE("plain http to loopback works, a path prefix is kept, error statuses are answers") {
  TransportRig rig(
      [](Peer& peer) {
        peer.read_request();
        peer.write(answer("{}", "", "503 Busy"));
      },
      plain_http);
  const auto response = rig.get("/x");
  REQUIRE(response);
  CHECK(response->status == 503);
  CHECK(rig.server->received().starts_with("GET /prefix/x HTTP/1.1\r\n"));
}

TEST_CASE("a gzip answer comes decompressed") {
  const std::string text(300000, 'z');
  TransportRig rig(
      serve([&](const std::string&) { return answer(gzip(text), "Content-Encoding: gzip\r\n"); }));
  CHECK(rig.get()->body == text);
  CHECK(rig.get()->body == text);
  CHECK(rig.server->connections() == 1);
}

TEST_CASE("a POST sends its body") {
  TransportRig rig(
      serve([](const std::string& request) { return answer(request.substr(request.size() - 3)); }));
  Request request;
  request.method = Method::kPost;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = "a=b";
  CHECK(rig.send(request)->body == "a=b");
}

TEST_CASE("a connection that the server wants closed is not kept") {
  TransportRig rig(serve([](const std::string&) { return answer("x", "Connection: close\r\n"); }));
  CHECK(rig.outcome() == "ok");
  CHECK(rig.outcome() == "ok");
  CHECK(rig.server->connections() == 2);
  rig.check_no_leak();
}

// Fault 11.
TEST_CASE("a kept connection that the server closed in between is replaced without a failure") {
  TransportRig rig([](Peer& peer) {
    if (!peer.start_tls(trusted_identity())) return;
    peer.read_request();
    peer.write(answer("x"));
  });
  for (int i = 0; i < 3; ++i) CHECK(rig.outcome() == "ok");
  CHECK(rig.server->connections() == 3);
  rig.check_no_leak();
}

// Fault 11.
TEST_CASE("a kept connection that is closed or reset just as it is reused is replaced once, transparently") {
  for (const bool with_reset : {false, true}) {
    CAPTURE(with_reset);
    TransportRig rig([with_reset](Peer& peer) {
      if (!peer.start_tls(trusted_identity())) return;
      peer.read_request();
      peer.write(answer("x"));
      if (peer.number() > 0) return peer.wait_for_end();
      peer.read_request();  // the reuse has begun
      if (with_reset) peer.reset();
    });
    CHECK(rig.outcome("/first") == "ok");
    CHECK(rig.outcome("/second") == "ok");
    CHECK(rig.server->connections() == 2);
    CHECK(count(rig.server->received(), "GET /second") == 2);
    rig.check_no_leak();
  }
}

// Fault 11.
TEST_CASE(
    "the fresh connection that replaces a stale one is not replaced again, a POST is never sent twice") {
  const auto script = [](Peer& peer) {
    if (!peer.start_tls(trusted_identity())) return;
    if (peer.number() == 0) {
      peer.read_request();
      peer.write(answer("x"));
    }
    peer.read_request();
  };
  TransportRig rig(script);
  CHECK(rig.outcome() == "ok");
  CHECK(rig.outcome() == "connection_lost");
  CHECK(rig.server->connections() == 2);
  TransportRig post_rig(script);
  CHECK(post_rig.outcome() == "ok");
  Request post = TransportRig::request("/post");
  post.method = Method::kPost;
  const auto response = post_rig.send(post);
  REQUIRE_FALSE(response);
  CHECK(response.error().code() == core::ErrorCode::kConnectionLost);
  CHECK(count(post_rig.server->received(), "POST /post") == 1);
}

TEST_CASE("an answer that has begun is never asked for again") {
  TransportRig rig([](Peer& peer) {
    if (!peer.start_tls(trusted_identity())) return;
    peer.read_request();
    peer.write(answer("x"));
    peer.read_request();
    peer.write("H");
  });
  CHECK(rig.outcome() == "ok");
  CHECK(rig.outcome() == "connection_lost");
  CHECK(rig.server->connections() == 1);
}

TEST_CASE("bytes that nobody asked for make a kept connection useless") {
  std::latch surplus_sent(1);
  TransportRig rig(
      [&](Peer& peer) {
        peer.read_request();
        peer.write(answer("x"));
        if (peer.number() == 0) {
          std::this_thread::sleep_for(
              20ms);  // so that it comes apart from the answer; the result is the same
          peer.write(answer("poison"));
          surplus_sent.count_down();
        }
        peer.wait_for_end();
      },
      plain_http);
  const std::string first = rig.outcome();
  surplus_sent.wait();
  CHECK((first == "ok" || first == "bad_response"));
  CHECK(rig.get()->body == "x");
  CHECK(rig.server->connections() == 2);
}

// Fault 14.
TEST_CASE("after a suspend kept connections are dropped, though the monotonic clock stood still") {
  TransportRig rig(serve([](const std::string&) { return answer("x"); }));
  CHECK(rig.outcome() == "ok");
  rig.clock.shift = 8h;
  CHECK(rig.outcome() == "ok");
  CHECK(rig.server->connections() == 2);
  rig.transport->close_idle();
  CHECK(rig.outcome() == "ok");
  CHECK(rig.server->connections() == 3);
}

TEST_CASE("a new connection resumes the TLS session of an earlier one") {
  std::atomic<int> resumed = 0;
  TransportRig rig([&](Peer& peer) {
    if (!peer.start_tls(trusted_identity())) return;
    if (peer.resumed()) ++resumed;
    peer.read_request();
    peer.write(answer("x", "Connection: close\r\n"));
  });
  for (int i = 0; i < 3; ++i) CHECK(rig.outcome() == "ok");
  CHECK(resumed == 2);
}

TEST_CASE("sends above the number of connections wait for a free one, none is lost") {
  std::atomic<int> at_once = 0;
  std::atomic<int> most = 0;
  TransportRig rig(serve([&](const std::string&) {
                     const int now = ++at_once;
                     int seen = most;
                     while (now > seen && !most.compare_exchange_weak(seen, now)) {
                     }
                     std::this_thread::sleep_for(5ms);
                     --at_once;
                     return answer("x");
                   }),
                   [](TransportOptions& options) { options.max_connections = 3; });
  int done = 0;
  for (int i = 0; i < 20; ++i) {
    boost::asio::co_spawn(rig.io, rig.transport->send(TransportRig::request()),
                          [&](std::exception_ptr, core::Result<Response> response) {
                            done += response ? 1 : 0;
                            if (done == 20) rig.io.stop();
                          });
  }
  rig.io.restart();
  rig.io.run_for(30s);
  CHECK(done == 20);
  CHECK(most <= 3);
  CHECK(rig.server->connections() <= 3);
  rig.check_no_leak();
}

TEST_CASE("a transport and its event loop may go while requests are under way") {
  std::latch asked(1);
  const std::size_t before = open_descriptors();
  {
    TransportRig rig(
        [&](Peer& peer) {
          if (!peer.start_tls(trusted_identity())) return;
          peer.read_request();
          asked.count_down();
          peer.wait_for_end();
        },
        [](TransportOptions& options) { options.max_connections = 1; });
    for (int i = 0; i < 3; ++i) {
      boost::asio::co_spawn(rig.io, rig.transport->send(TransportRig::request()), boost::asio::detached);
    }
    rig.io.restart();
    while (!asked.try_wait()) rig.io.run_for(5ms);
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("what can't be used is refused before any request") {
  boost::asio::io_context io;
  const core::SystemClock clock;
  core::NullLog log;
  const auto refusal = [&](const Adjust& adjust) {
    TransportOptions options;
    options.base_url = "https://localhost";
    adjust(options);
    const auto made = create_https_transport(io.get_executor(), options, clock, log);
    REQUIRE_FALSE(made);
    CHECK(made.error().code() == core::ErrorCode::kConfig);
    return made.error().text();
  };
  CHECK(refusal([](auto& o) { o.base_url = "http://api.hubapi.com"; }).find("loopback") != std::string::npos);
  CHECK(refusal([](auto& o) { o.proxy = "socks5://u:hush@p"; }).find("hush") == std::string::npos);
  CHECK(refusal([](auto& o) { o.user_agent = "a\r\nb"; }).find("user agent") != std::string::npos);
  CHECK(refusal([](auto& o) {
          o.base_url = "http://127.0.0.1:1";
          o.proxy = "http://p:1";
        }).find("plain http") != std::string::npos);
}

TEST_CASE("a bad token or target is refused without a connection") {
  TransportRig rig(serve([](const std::string&) { return answer("x"); }));
  Request request;
  request.bearer_token = core::Secret("hush\n");
  const auto response = rig.send(request);
  REQUIRE_FALSE(response);
  CHECK(response.error().code() == core::ErrorCode::kConfig);
  CHECK(response.error().text().find("hush") == std::string::npos);
  CHECK(rig.outcome("no slash") == "internal");
  CHECK(rig.server->connections() == 0);
}
