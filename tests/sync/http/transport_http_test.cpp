// The HTTPS transport against answers that can't be used; the details are in response_reader_test.cpp.
#include <doctest/doctest.h>

#include "tests/sync/http/gzip_text.hpp"
#include "tests/sync/http/transport_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::http;
using namespace threadmirror::tests;

namespace {

// What comes of an answer; checks that the connection is given up and the next request is fine.
std::string outcome(const std::string& bytes) {
  TransportRig rig(
      [&](Peer& peer) {
        if (!peer.start_tls(trusted_identity())) return;
        peer.read_request();
        peer.write(peer.number() == 0 ? bytes : answer("x"));
        peer.wait_for_end();
      },
      [](TransportOptions& options) {
        options.header_limit = 16384;
        options.body_limit = 1 << 20;
      });
  const std::string result = rig.outcome();
  CHECK(rig.outcome() == "ok");
  CHECK(rig.server->connections() == 2);
  rig.check_no_leak();
  return result;
}

}  // namespace

// Faults 12, 36.
TEST_CASE("redirects are never followed, neither to another host nor to http nor in a loop") {
  for (const std::string location : {"https://login.wifi.example/", "http://localhost/", "/same"}) {
    TransportRig rig(
        serve([&](const std::string&) { return answer("", "Location: " + location + "\r\n", "302 Found"); }));
    CHECK(rig.outcome() == "redirect");
    CHECK(rig.server->connections() == 1);
    rig.check_no_leak();
  }
}

// Fault 12.
TEST_CASE("a login page that comes with status 200 is handed on with its content type") {
  TransportRig rig(
      serve([](const std::string&) { return answer("<html>log in</html>", "Content-Type: text/html\r\n"); }));
  const auto response = rig.get();
  REQUIRE(response);
  CHECK(response->header("content-type") == "text/html");
}

// Fault 37.
TEST_CASE("wrong lengths, bad chunks and a header of 1 MB are refused") {
  CHECK(outcome("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}surplus") == "bad_response");
  CHECK(outcome("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") ==
        "bad_response");
  CHECK(outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n") == "bad_response");
  CHECK(outcome("HTTP/1.1 200 OK\r\nX: " + std::string(1 << 20, 'a') + "\r\n\r\n") == "too_large");
}

// Fault 38.
TEST_CASE("a body over the limit, a gzip bomb and endless chunks are stopped at the limit") {
  CHECK(outcome(answer(std::string((1 << 20) + 1, 'x'))) == "too_large");
  CHECK(outcome(answer(gzip(std::string(50 << 20, 'x')), "Content-Encoding: gzip\r\n")) == "too_large");
  TransportRig rig(
      [](Peer& peer) {
        if (!peer.start_tls(trusted_identity())) return;
        peer.read_request();
        peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        const std::string chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
        while (peer.write(chunk)) {
        }
      },
      [](TransportOptions& options) { options.body_limit = 1 << 20; });
  CHECK(rig.outcome() == "too_large");
  rig.check_no_leak();
}
