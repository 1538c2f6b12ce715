// The HTTPS transport against every kind of TLS server that must not be trusted, and some that must.
#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>

#include "tests/sync/http/transport_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::http;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

std::string ok_answer(const std::string&) { return answer("x"); }

ScriptedServer::Script serve_as(Identity identity, Peer::Tls version = Peer::Tls::kModern) {
  return [identity = std::move(identity), version](Peer& peer) {
    if (!peer.start_tls(identity, version)) return;
    if (!peer.read_request().empty()) peer.write(answer("x"));
  };
}

// The refusal's text; checks that nothing of the request was sent.
std::string refusal(const Identity& identity, const Adjust& adjust = {}) {
  TransportRig rig(serve_as(identity), adjust);
  const auto response = rig.get();
  REQUIRE_FALSE(response);
  CHECK(response.error().code() == core::ErrorCode::kTls);
  const std::string text = response.error().text();
  rig.check_no_leak();
  return text;
}

bool has(const std::string& text, const std::string& part) {
  CAPTURE(text);
  CAPTURE(part);
  const bool found = text.find(part) != std::string::npos;
  CHECK(found);
  return found;
}

std::string only_leaf(const Identity& identity) {
  const std::string end = "-----END CERTIFICATE-----\n";
  return identity.chain.substr(0, identity.chain.find(end) + end.size());
}

class TempFile {
 public:
  explicit TempFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("threadmirror-tls-" + std::to_string(::getpid()) + ".pem")) {
    write_file(path_, text);
  }
  ~TempFile() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

// Faults 12, 16.
TEST_CASE("a certificate for another host is refused, its names are told, the token is not sent") {
  LeafOptions options;
  options.dns_names = {"login.wifi.example", "localhost.evil.example"};
  options.ip_addresses = {};
  const Identity other = trusted_authority().issue(options);
  has(refusal(other), "another host (login.wifi.example, localhost.evil.example)");
  has(refusal(other, [](TransportOptions& o) { o.base_url = "https://127.0.0.1:PORT"; }), "another host");
  TransportRig rig(serve_as(other));
  CHECK(rig.outcome() == "tls");
  CHECK(rig.server->received() == "");
}

TEST_CASE("an IP address is verified against the addresses of the certificate") {
  TransportRig rig(serve_as(trusted_identity()),
                   [](TransportOptions& o) { o.base_url = "https://127.0.0.1:PORT"; });
  CHECK(rig.outcome() == "ok");
}

// Fault 17.
TEST_CASE("an expired certificate is refused with its date and the local time") {
  LeafOptions options;
  options.valid_from = -48h;
  const std::string text = refusal(trusted_authority().issue(options));
  has(text, "expired on 20");
  has(text, "the local time is 20");
  has(text, "clock");
}

// Fault 17.
TEST_CASE("a certificate that is not yet valid is refused with its date and the local time") {
  LeafOptions options;
  options.valid_from = 48h;
  const std::string text = refusal(trusted_authority().issue(options));
  has(text, "valid only from 20");
  has(text, "the local time is 20");
}

// Fault 17.
TEST_CASE("certificates are judged by the clock that the message shows") {
  TransportRig rig(serve_as(trusted_identity()));
  rig.clock.shift = std::chrono::hours(24 * 3653);
  const auto response = rig.get();
  REQUIRE_FALSE(response);
  has(response.error().text(), "the local time is " + rig.clock.now().to_string().substr(0, 4));
  rig.clock.shift = 0h;
  CHECK(rig.outcome() == "ok");
}

// Fault 18.
TEST_CASE("an unknown authority, a missing intermediate and a self-signed certificate hint at ca_file") {
  const CertificateAuthority stranger("stranger CA");
  std::string text = refusal(stranger.issue());
  has(text, "unknown authority");
  has(text, "stranger CA");
  has(text, "ca_file");

  LeafOptions deep;
  deep.through_intermediate = true;
  Identity identity = trusted_authority().issue(deep);
  {
    TransportRig rig(serve_as(identity));
    CHECK(rig.outcome() == "ok");
  }
  identity.chain = only_leaf(identity);
  text = refusal(identity);
  has(text, "intermediate");
  has(text, "ca_file");
}

// Fault 18.
TEST_CASE("a self-signed certificate is refused, unless it is itself the anchor") {
  const Identity self = make_self_signed();
  const std::string text = refusal(self);
  has(text, "self-signed");
  has(text, "ca_file");
  const TempFile anchor(self.chain);
  TransportRig rig(serve_as(self), [&](TransportOptions& o) { o.ca_file = anchor.path(); });
  CHECK(rig.outcome() == "ok");
}

// Fault 20.
TEST_CASE("a server that offers only TLS 1.0 or only 1.1 is refused each time, without a fallback") {
  for (const Peer::Tls version : {Peer::Tls::kOnly10, Peer::Tls::kOnly11}) {
    TransportRig rig(serve_as(trusted_identity(), version));
    for (int i = 1; i <= 2; ++i) {
      const auto response = rig.get();
      REQUIRE_FALSE(response);
      CHECK(response.error().code() == core::ErrorCode::kTls);
      has(response.error().message(), "TLS 1.2");
      CHECK(rig.server->connections() == i);
    }
    CHECK(rig.server->received() == "");
    rig.check_no_leak();
  }
}

TEST_CASE("a server that does not speak TLS is told apart") {
  TransportRig rig([](Peer& peer) {
    peer.read_some();
    peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  const auto response = rig.get();
  REQUIRE_FALSE(response);
  CHECK(response.error().code() == core::ErrorCode::kTls);
  has(response.error().message(), "does not speak TLS");
}

// Fault 21.
TEST_CASE("a complete answer is accepted though the connection ends without close_notify") {
  for (const std::string& complete :
       {answer("hello"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")}) {
    TransportRig rig([&](Peer& peer) {
      if (!peer.start_tls(trusted_identity())) return;
      peer.read_request();
      peer.write(complete);
    });
    CHECK(rig.get()->body == "hello");
    rig.check_no_leak();
  }
}

// Fault 22.
TEST_CASE("without close_notify an answer cut in mid-body or without a length is refused") {
  const auto outcome = [](const std::string& bytes, bool with_notify) {
    TransportRig rig([&](Peer& peer) {
      if (!peer.start_tls(trusted_identity())) return;
      peer.read_request();
      peer.write(bytes);
      if (with_notify) peer.close_notify();
    });
    const std::string result = rig.outcome();
    rig.check_no_leak();
    return result;
  };
  const std::string half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello";
  const std::string lengthless = "HTTP/1.1 200 OK\r\n\r\nhello";
  CHECK(outcome(half, false) == "connection_lost");
  CHECK(outcome(half, true) == "connection_lost");
  CHECK(outcome(lengthless, false) == "bad_response");
  CHECK(outcome(lengthless, true) == "ok");
}

// Fault 23.
TEST_CASE("a corrupted record ends the connection, and the next request is fine") {
  TransportRig rig([](Peer& peer) {
    if (peer.number() > 0) return serve(ok_answer)(peer);
    if (!peer.start_tls(trusted_identity())) return;
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
    peer.write_raw(std::string("\x17\x03\x03\x00\x30", 5) + std::string(48, 'Z'));
    peer.wait_for_end();
  });
  CHECK(rig.outcome() == "tls");
  CHECK(rig.outcome() == "ok");
  rig.check_no_leak();
}

// Fault 24.
TEST_CASE("a changed CA file counts after reload_trust, a bad one changes nothing") {
  const CertificateAuthority next("next CA");
  const TempFile anchors(trusted_authority().root_pem());
  TransportRig rig(
      [identities = std::pair(trusted_identity(), next.issue())](Peer& peer) {
        if (!peer.start_tls(peer.number() == 0 ? identities.first : identities.second)) return;
        while (!peer.read_request().empty()) peer.write(answer("x"));
      },
      [&](TransportOptions& o) { o.ca_file = anchors.path(); });
  CHECK(rig.outcome() == "ok");
  write_file(anchors.path(), "no certificate");
  const core::Status bad = rig.transport->reload_trust();
  REQUIRE_FALSE(bad);
  CHECK(bad.error().code() == core::ErrorCode::kConfig);
  CHECK(rig.outcome() == "ok");
  CHECK(rig.server->connections() == 1);
  write_file(anchors.path(), next.root_pem());
  CHECK(rig.transport->reload_trust());
  CHECK(rig.outcome() == "ok");
  CHECK(rig.server->connections() == 2);
  CHECK(rig.server->received().find("pat-hush") != std::string::npos);
}
