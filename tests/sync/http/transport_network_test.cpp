// The HTTPS transport against a network that fails: names, addresses, resets, stalls, cancellation.
#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <latch>

#include "tests/sync/http/transport_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::http;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

using boost::asio::ip::make_address;

std::string ok_answer(const std::string&) { return answer("x"); }

void short_stall(TransportOptions& options) { options.stall_timeout = kShort; }
void short_connect(TransportOptions& options) { options.connect_timeout = kShort; }
void short_request(TransportOptions& options) { options.request_timeout = kShort; }

// Half of an answer with a length of 10.
constexpr std::string_view kHalf = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello";
constexpr std::string_view kHalfHeader = "HTTP/1.1 200 OK\r\nConte";

}  // namespace

// Fault 1.
TEST_CASE("a name that can't be resolved is a DNS failure that names the host") {
  TransportRig rig(serve(ok_answer));
  *rig.lookup = [](const std::string& host) -> core::Result<Addresses> {
    return core::fail(core::ErrorCode::kDns, "no address for " + host + ": SERVFAIL");
  };
  const auto response = rig.get();
  REQUIRE_FALSE(response);
  CHECK(response.error().code() == core::ErrorCode::kDns);
  CHECK(response.error().message().find("localhost") != std::string::npos);
  CHECK(rig.server->connections() == 0);
}

// Fault 2.
TEST_CASE("a lookup that hangs ends with the deadline, and nobody waits for it afterwards") {
  const auto release = std::make_shared<std::latch>(1);
  TransportRig rig(serve(ok_answer), short_connect);
  *rig.lookup = [release](const std::string&) -> core::Result<Addresses> {
    release->wait();
    return Addresses(1, make_address("127.0.0.1"));
  };
  CHECK(rig.outcome() == "timeout");
  rig.check_no_leak();
  release->count_down();
}

// Fault 3.
TEST_CASE("one dead address among several is skipped") {
  TransportRig rig(serve(ok_answer));
  *rig.lookup = [](const std::string&) -> core::Result<Addresses> {
    return Addresses{make_address("127.0.0.77"), make_address("127.0.0.78"), make_address("127.0.0.1")};
  };
  CHECK(rig.outcome() == "ok");
  rig.check_no_leak();
}

// Fault 4.
TEST_CASE("an IPv6 black hole costs one address timeout, then IPv4 is used") {
  TransportRig rig(serve(ok_answer), [](TransportOptions& options) { options.address_timeout = kShort; });
  const BlackHole hole("::1", rig.server->port());
  *rig.lookup = [](const std::string&) -> core::Result<Addresses> {
    return Addresses{make_address("::1"), make_address("127.0.0.1")};
  };
  CHECK(rig.outcome() == "ok");
}

TEST_CASE("when no address accepts, each one and its reason are told") {
  TransportRig rig(serve(ok_answer));
  *rig.lookup = [](const std::string&) -> core::Result<Addresses> {
    return Addresses{make_address("127.0.0.77"), make_address("127.0.0.78")};
  };
  const auto response = rig.get();
  REQUIRE_FALSE(response);
  CHECK(response.error().code() == core::ErrorCode::kConnect);
  CHECK(response.error().message().find("127.0.0.77") != std::string::npos);
  CHECK(response.error().message().find("127.0.0.78") != std::string::npos);
  rig.check_no_leak();
}

// Fault 5.
TEST_CASE("each new connection looks the name up anew") {
  TransportRig rig(serve([](const std::string&) { return answer("old"); }));
  CHECK(rig.get()->body == "old");
  const ScriptedServer moved(serve([](const std::string&) { return answer("new"); }), "127.0.0.2",
                             rig.server->port());
  *rig.lookup = [](const std::string&) -> core::Result<Addresses> {
    return Addresses(1, make_address("127.0.0.2"));
  };
  CHECK(rig.get()->body == "old");
  rig.transport->close_idle();
  CHECK(rig.get()->body == "new");
}

TEST_CASE("plain http never leaves the machine, whatever the name resolves to") {
  TransportRig rig(serve(ok_answer),
                   [](TransportOptions& options) { options.base_url = "http://localhost:PORT"; });
  *rig.lookup = [](const std::string&) -> core::Result<Addresses> {
    return Addresses(1, make_address("192.0.2.1"));
  };
  CHECK(rig.outcome() == "connect");
}

// Fault 7.
TEST_CASE(
    "a reset in handshake, request, header or body is a lost connection, and the next request is fine") {
  for (int phase = 0; phase < 4; ++phase) {
    CAPTURE(phase);
    TransportRig rig([phase](Peer& peer) {
      if (peer.number() > 0) return serve(ok_answer)(peer);
      if (phase == 0) return static_cast<void>(peer.read_some(100)), peer.reset();
      if (!peer.start_tls(trusted_identity())) return;
      if (phase == 1) return static_cast<void>(peer.read_some(10)), peer.reset();
      peer.read_request();
      peer.write(phase == 2 ? kHalfHeader : kHalf);
      peer.reset();
    });
    CHECK(rig.outcome() == "connection_lost");
    CHECK(rig.server->connections() == 1);
    CHECK(rig.outcome() == "ok");
    rig.check_no_leak();
  }
}

// Fault 8.
TEST_CASE("a server that falls silent ends with a timeout in every phase, and no descriptor leaks") {
  struct Case {
    const char* phase;
    Adjust adjust;
    ScriptedServer::Script script;
  };
  const Case cases[] = {
      {"handshake", short_connect, [](Peer& peer) { peer.wait_for_end(); }},
      {"answer", short_stall,
       [](Peer& peer) {
         if (peer.start_tls(trusted_identity())) peer.wait_for_end();
       }},
      {"header", short_stall,
       [](Peer& peer) {
         if (peer.start_tls(trusted_identity()) && peer.write(kHalfHeader)) peer.wait_for_end();
       }},
      {"body", short_stall,
       [](Peer& peer) {
         if (peer.start_tls(trusted_identity()) && peer.write(kHalf)) peer.wait_for_end();
       }},
  };
  for (const Case& c : cases) {
    CAPTURE(c.phase);
    TransportRig rig(c.script, c.adjust);
    CHECK(rig.outcome() == "timeout");
    rig.check_no_leak();
  }
}

// Fault 8.
TEST_CASE("a server that does not read the request ends with a timeout") {
  std::promise<void> given_up;
  TransportRig rig(
      [over = given_up.get_future().share()](Peer& peer) {
        if (peer.start_tls(trusted_identity())) over.wait_for(1min);
      },
      short_stall);
  Request request = TransportRig::request();
  request.method = Method::kPost;
  request.body.assign(64 << 20, 'x');  // more than any socket buffer takes
  const auto response = rig.send(std::move(request));
  given_up.set_value();
  REQUIRE_FALSE(response);
  CHECK(response.error().code() == core::ErrorCode::kTimeout);
  rig.check_no_leak();
}

// Fault 8.
TEST_CASE("a connection attempt that is never answered ends with the deadline") {
  TransportRig rig(serve(ok_answer), short_connect);
  const BlackHole hole("127.0.0.3", rig.server->port());
  *rig.lookup = [](const std::string&) -> core::Result<Addresses> {
    return Addresses(1, make_address("127.0.0.3"));
  };
  CHECK(rig.outcome() == "timeout");
}

// Fault 9.
TEST_CASE("progress byte by byte does not move the total deadline") {
  TransportRig rig(
      [](Peer& peer) {
        if (!peer.start_tls(trusted_identity())) return;
        peer.read_request();
        peer.write_slowly(answer(std::string(1000000, 'x')), 1, 10ms);
      },
      short_request);
  const auto response = rig.get();
  REQUIRE_FALSE(response);
  CHECK(response.error().code() == core::ErrorCode::kTimeout);
  rig.check_no_leak();
}

// Fault 10.
TEST_CASE("reads and writes of one byte give the same result") {
  TransportRig rig([](Peer& peer) {
    if (!peer.start_tls(trusted_identity())) return;
    while (!peer.read_request(1).empty()) peer.write_slowly(answer("hello", "X-A: b\r\n"), 1, 0ms);
  });
  for (int i = 0; i < 3; ++i) {
    const auto response = rig.get("/some/longer/target?with=query");
    REQUIRE_MESSAGE(response, response.error().text());
    CHECK(response->body == "hello");
    CHECK(response->header("X-A") == "b");
  }
  CHECK(rig.server->connections() == 1);
}

// Fault 15.
TEST_CASE("a slow but steady answer is right, as every byte starts the stall limit anew") {
  const std::string body(2000, 'y');
  TransportRig rig(
      [&](Peer& peer) {
        if (!peer.start_tls(trusted_identity())) return;
        peer.read_request();
        peer.write_slowly(answer(body), 100, 30ms);  // takes three times the stall limit
      },
      short_stall);
  const auto response = rig.get();
  REQUIRE_MESSAGE(response, response.error().text());
  CHECK(response->body == body);
}

TEST_CASE("cancellation ends a request in every phase, and no descriptor leaks") {
  // Each script calls `reached` when the client is in the phase.
  using Reached = std::function<void()>;
  using Script = std::function<void(Peer&, const Reached&)>;
  const std::pair<const char*, Script> phases[] = {
      {"handshake",
       [](Peer& peer, const Reached& reached) {
         peer.read_some(1);
         reached();
         peer.wait_for_end();
       }},
      {"answer",
       [](Peer& peer, const Reached& reached) {
         if (!peer.start_tls(trusted_identity())) return;
         peer.read_request();
         reached();
         peer.wait_for_end();
       }},
      {"body",
       [](Peer& peer, const Reached& reached) {
         if (!peer.start_tls(trusted_identity())) return;
         peer.read_request();
         peer.write(kHalf);
         reached();
         peer.wait_for_end();
       }},
  };
  for (const auto& [phase, script] : phases) {
    CAPTURE(phase);
    boost::asio::cancellation_signal signal;
    std::atomic<TransportRig*> current = nullptr;
    const Reached reached = [&] {
      boost::asio::post(current.load()->io, [&] { signal.emit(boost::asio::cancellation_type::terminal); });
    };
    TransportRig rig([&](Peer& peer) { script(peer, reached); });
    current = &rig;
    std::string outcome;
    boost::asio::co_spawn(rig.io, rig.transport->send(TransportRig::request()),
                          boost::asio::bind_cancellation_slot(
                              signal.slot(), [&](std::exception_ptr, core::Result<Response> response) {
                                outcome =
                                    response ? "ok" : std::string(core::to_string(response.error().code()));
                                rig.io.stop();
                              }));
    rig.io.restart();
    rig.io.run_for(30s);
    CHECK(outcome == "cancelled");
    rig.check_no_leak();
  }
}

TEST_CASE("cancellation ends a lookup, a connection attempt and the wait for a free connection") {
  const auto release = std::make_shared<std::latch>(1);
  for (const std::string phase : {"lookup", "connect", "wait"}) {
    CAPTURE(phase);
    TransportRig rig([](Peer& peer) { peer.wait_for_end(); },
                     [](TransportOptions& options) { options.max_connections = 1; });
    std::optional<BlackHole> hole;
    if (phase == "connect") hole.emplace("127.0.0.3", rig.server->port());
    *rig.lookup = [release, phase](const std::string&) -> core::Result<Addresses> {
      if (phase == "lookup") release->wait();
      return Addresses(1, make_address(phase == "connect" ? "127.0.0.3" : "127.0.0.1"));
    };
    boost::asio::cancellation_signal first;
    boost::asio::cancellation_signal second;
    int cancelled = 0;
    const auto count = [&](std::exception_ptr, core::Result<Response> response) {
      REQUIRE_FALSE(response);
      if (response.error().code() == core::ErrorCode::kCancelled) ++cancelled;
      if (cancelled == 2) rig.io.stop();
    };
    for (auto* signal : {&first, &second}) {
      boost::asio::co_spawn(rig.io, rig.transport->send(TransportRig::request()),
                            boost::asio::bind_cancellation_slot(signal->slot(), count));
    }
    boost::asio::steady_timer timer(rig.io, 50ms);
    timer.async_wait([&](boost::system::error_code) {
      second.emit(boost::asio::cancellation_type::terminal);
      first.emit(boost::asio::cancellation_type::terminal);
    });
    rig.io.restart();
    rig.io.run_for(30s);
    CHECK(cancelled == 2);
    hole.reset();
    rig.check_no_leak();
  }
  release->count_down();
}
