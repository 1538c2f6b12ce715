#include "sync/http/local_connection.hpp"

#include "tests/sync/http/local_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::http;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

constexpr char kClose[] = "Connection: close\r\n\r\n";

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a GET is answered with the handler's status, type and body") {
  const LocalRig rig;
  const std::string found =
      rig.exchange(std::string("GET /metrics?x=1 HTTP/1.1\r\nHost: a\r\nAccept: text/plain\r\n") + kClose);
  CAPTURE(found);
  CHECK(found.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(holds(found, "Content-Type: text/plain; charset=utf-8\r\n"));
  CHECK(holds(found, "Cache-Control: no-store\r\n"));
  CHECK(holds(found, "Connection: close\r\n"));
  CHECK(found.ends_with("\r\n\r\npath=/metrics accept=text/plain"));
  CHECK(rig.exchange(std::string("GET /missing HTTP/1.1\r\n") + kClose).starts_with("HTTP/1.1 404 "));
}

TEST_CASE("a HEAD is answered without a body but with its length") {
  const LocalRig rig;
  const std::string found = rig.exchange(std::string("HEAD /metrics HTTP/1.1\r\n") + kClose);
  CHECK(holds(found, "Content-Length: 21\r\n"));
  CHECK(found.ends_with("\r\n\r\n"));
}

TEST_CASE("a connection is kept for further requests, also for such that come at once") {
  const LocalRig rig;
  LocalClient client = rig.client();
  client.send("GET /a HTTP/1.1\r\n\r\n");
  CHECK(holds(client.read_until("path=/a"), "200 OK"));
  client.send(std::string("GET /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n") + kClose);
  const std::string rest = client.read_all();
  CHECK(holds(rest, "path=/b"));
  CHECK(rest.ends_with("path=/c accept="));
}

TEST_CASE("a client of HTTP/1.0 and one that ends its side get their answer and the end") {
  const LocalRig rig;
  CHECK(holds(rig.exchange("GET /old HTTP/1.0\r\n\r\n"), "path=/old"));
  LocalClient client = rig.client();
  client.send("GET /half HTTP/1.1\r\n\r\n");
  client.end();
  CHECK(client.read_all().ends_with("path=/half accept="));
}

TEST_CASE("so many requests a connection, and no more") {
  LocalServerOptions options;
  options.requests_per_connection = 2;
  const LocalRig rig(options);
  const std::string all =
      rig.exchange("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n");
  CHECK(holds(all, "path=/1"));
  CHECK(holds(all, "Connection: close"));
  CHECK(all.ends_with("path=/2 accept="));
}

TEST_CASE("other methods are refused and the connection closed") {
  const LocalRig rig;
  for (const std::string method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"}) {
    CAPTURE(method);
    const std::string found = rig.exchange(method + " /metrics HTTP/1.1\r\n\r\n");
    CHECK(found.starts_with("HTTP/1.1 405 "));
    CHECK(holds(found, "Allow: GET, HEAD\r\n"));
  }
}

TEST_CASE("garbage and a body are answered with 400") {
  const LocalRig rig;
  for (const std::string& text :
       {std::string("garbage\r\n\r\n"), std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
        std::string("GET  / HTTP/1.1\r\n\r\n"), std::string("GET / HTTP/9.9\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"),
        std::string("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nno colon\r\n\r\n")}) {
    CAPTURE(text);
    const std::string found = rig.exchange(text);
    CHECK(found.starts_with("HTTP/1.1 400 "));
  }
}

TEST_CASE("a header above its limit is answered with 431, however long it would have gone on") {
  LocalServerOptions options;
  options.header_limit = 1024;
  const LocalRig rig(options);
  CHECK(rig.exchange("GET /" + std::string(2000, 'a') + " HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 431 "));
  LocalClient endless = rig.client();
  endless.send("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 100; ++i) endless.send("X-Many: " + std::string(50, 'b') + "\r\n");
  CHECK(endless.read_all().starts_with("HTTP/1.1 431 "));
}

TEST_CASE("a client that sends slowly or nothing is left at the deadline") {
  LocalServerOptions options;
  options.request_timeout = 50ms;
  const LocalRig rig(options);
  LocalClient silent = rig.client();
  LocalClient slow = rig.client();
  slow.send("GET / HT");
  CHECK(silent.read_all().empty());
  CHECK(slow.read_all().empty());
}

TEST_CASE("a client that keeps its connection without a request is left at the deadline") {
  LocalServerOptions options;
  options.request_timeout = 50ms;
  const LocalRig rig(options);
  CHECK(rig.exchange("GET /a HTTP/1.1\r\n\r\n").ends_with("path=/a accept="));
}

TEST_CASE("a client that never reads is left at the deadline") {
  LocalServerOptions options;
  options.answer_timeout = 50ms;
  options.max_connections = 1;
  const LocalRig rig(options);
  LocalClient deaf = rig.client();
  deaf.send("GET /large HTTP/1.1\r\n\r\n");
  deaf.read_until("HTTP/1.1 200");  // now it has the only place
  while (rig.exchange(std::string("GET /a HTTP/1.1\r\n") + kClose).empty()) {
  }
  CHECK(deaf.read_all().size() < std::size_t{64} << 20);
}

TEST_CASE("a handler that throws is a 500, and the connection goes on") {
  const LocalRig rig;
  LocalClient client = rig.client();
  client.send(std::string("GET /throws HTTP/1.1\r\n\r\nGET /after HTTP/1.1\r\n") + kClose);
  const std::string all = client.read_all();
  CHECK(all.starts_with("HTTP/1.1 500 "));
  CHECK_FALSE(holds(all, "a bug"));
  CHECK(all.ends_with("path=/after accept="));
}
