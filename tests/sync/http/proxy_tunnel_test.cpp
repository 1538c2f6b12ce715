#include "sync/http/proxy_tunnel.hpp"

#include <doctest/doctest.h>

#include "tests/sync/http/transport_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::http;
using namespace threadmirror::tests;

namespace {

constexpr const char* kEstablished = "HTTP/1.1 200 Connection established\r\n\r\n";

// The way to the upstream goes through the scripted server.
Adjust through(const std::string& proxy) {
  return [proxy](TransportOptions& options) {
    options.base_url = "https://api.example";
    options.proxy = proxy;
  };
}

// The proxy's script: the head it gets, its answer, and nothing else.
std::string refusal(const std::string& reply, const std::string& proxy = "http://127.0.0.1:PORT") {
  TransportRig rig(
      [&](Peer& peer) {
        peer.read_request();
        peer.write(reply);
      },
      through(proxy));
  const auto response = rig.get();
  REQUIRE_FALSE(response);
  CHECK(response.error().code() == core::ErrorCode::kProxy);
  CHECK(rig.server->received().starts_with("CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n"));
  CHECK(rig.server->received().find("pat-hush") == std::string::npos);
  CHECK(rig.server->received().find("Authorization: Bearer") == std::string::npos);
  const std::string text = response.error().text();
  CHECK(text.find("secret") == std::string::npos);
  rig.check_no_leak();
  return text;
}

bool has(const std::string& text, const std::string& part) {
  CAPTURE(text);
  const bool found = text.find(part) != std::string::npos;
  CHECK(found);
  return found;
}

}  // namespace

TEST_CASE("the request for a tunnel has the target, and credentials only where there are some") {
  Proxy proxy{{"proxy.example", 3128}, {}};
  CHECK(connect_request(proxy, {"::1", 443}, "t/1").reveal() ==
        "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\nUser-Agent: t/1\r\n\r\n");
  proxy.credentials = core::Secret("Aladdin:open sesame");
  CHECK(connect_request(proxy, {"a", 1}, "t")
            .reveal()
            .find("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n") !=
        std::string_view::npos);
}

// Fault 13.
TEST_CASE("through a proxy the exchange is the same, and the proxy sees no token") {
  LeafOptions names;
  names.dns_names = {"api.example"};
  const Identity identity = trusted_authority().issue(names);
  std::string tunnel_head;
  TransportRig rig(
      [&](Peer& peer) {
        tunnel_head = peer.read_request(1);  // not a byte of what follows
        peer.write_slowly(kEstablished, 1, std::chrono::milliseconds(0));
        if (!peer.start_tls(identity)) return;
        while (!peer.read_request().empty()) peer.write(answer("x"));
      },
      through("http://user:secret@127.0.0.1:PORT"));
  CHECK(rig.outcome() == "ok");
  CHECK(rig.outcome() == "ok");
  CHECK(rig.server->connections() == 1);
  CHECK(tunnel_head.find("pat-hush") == std::string::npos);
  CHECK(tunnel_head.find("Proxy-Authorization: Basic ") != std::string::npos);
  // Inside the tunnel: the token, but not the proxy's credentials.
  const std::string inside = rig.server->received().substr(tunnel_head.size());
  CHECK(inside.find("Bearer pat-hush") != std::string::npos);
  CHECK(inside.find("Proxy-Authorization") == std::string::npos);
  rig.check_no_leak();
}

// Fault 13.
TEST_CASE("a proxy that demands credentials, or does not accept them, is told apart") {
  const std::string reply = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
  has(refusal(reply), "demands a user and a password (407)");
  has(refusal(reply, "http://user:secret@127.0.0.1:PORT"), "does not accept");
}

// Fault 13.
TEST_CASE("a refused tunnel tells the target and the proxy's reason") {
  const std::string text = refusal("HTTP/1.1 403 Forbidden by policy\r\nContent-Length: 5\r\n\r\nno!!!");
  has(text, "refused a tunnel to api.example:443: 403 Forbidden by policy");
  has(refusal("HTTP/1.1 302 Found\r\nLocation: https://login\r\n\r\n"), "302");
  has(refusal("HTTP/1.1 502 \x1b[31m\r\n\r\n"), "proxy");
}

// Fault 13.
TEST_CASE("a proxy that hangs up, talks nonsense or talks too much is a proxy failure") {
  has(refusal(""), "broke off");
  has(refusal("HTTP/1.1 200 O"), "broke off");
  has(refusal("SSH-2.0-OpenSSH\r\n\r\n"), "proper HTTP");
  has(refusal("HTTP/1.1 200 OK\r\nX: " + std::string(100000, 'a')), "proper HTTP");
  has(refusal(std::string(kEstablished) + "early"), "bytes of its own");
}

// Fault 13.
TEST_CASE("a proxy that is down, unknown or silent is a proxy failure, not the upstream's") {
  TransportRig down([](Peer&) {}, through("http://127.0.0.77:PORT"));
  *down.lookup = [](const std::string& host) -> core::Result<Addresses> {
    return core::fail(core::ErrorCode::kDns, "no address for " + host);
  };
  CHECK(down.outcome() == "proxy");
  TransportRig unknown([](Peer&) {}, through("http://proxy.invalid:PORT"));
  *unknown.lookup = *down.lookup;
  const auto response = unknown.get();
  REQUIRE_FALSE(response);
  CHECK(response.error().code() == core::ErrorCode::kProxy);
  has(response.error().message(), "proxy.invalid");
  TransportRig silent([](Peer& peer) { peer.wait_for_end(); },
                      [](TransportOptions& options) {
                        through("http://127.0.0.1:PORT")(options);
                        options.connect_timeout = kShort;
                      });
  CHECK(silent.outcome() == "proxy");
  silent.check_no_leak();
}

// Fault 16.
TEST_CASE("behind a proxy the upstream's certificate is verified all the same") {
  TransportRig rig(
      [](Peer& peer) {
        peer.read_request(1);
        peer.write(kEstablished);
        if (peer.start_tls(trusted_identity())) peer.read_request();
      },
      through("http://127.0.0.1:PORT"));
  CHECK(rig.outcome() == "tls");
  CHECK(rig.server->received().find("pat-hush") == std::string::npos);
}
