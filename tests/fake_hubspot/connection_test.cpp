#include "tests/fake_hubspot/connection.hpp"

#include "tests/fake_hubspot/gzip.hpp"
#include "tests/fake_hubspot/test_client.hpp"
#include "tests/fake_hubspot/test_connection.hpp"

using namespace threadmirror::fake_hubspot;

namespace {

const std::string kList = std::string(kThreadsPath) + "?limit=20";

// What a client sees of one request that a fault hits, and how the connection ends.
std::pair<std::string, boost::system::error_code> struck(FakeHubSpot& server, const std::string& fault) {
  server.with([&](Upstream& upstream) { upstream.faults().add(*parse_fault(fault)); });
  TestConnection connection(server);
  connection.ask(kList);
  return connection.read_to_end();
}

bool is_orderly(const boost::system::error_code& error) { return error == boost::asio::error::eof; }

}  // namespace

TEST_CASE("many requests go over one connection") {
  FakeHubSpot server(small_world(300));
  TestConnection connection(server);
  for (int i = 0; i < 20; ++i) {
    const auto response = connection.get(kList);
    REQUIRE(response.result_int() == 200);
    REQUIRE(response.body().starts_with(R"({"results":[{"id":")"));
  }
}

TEST_CASE("Connection: close is honoured") {
  FakeHubSpot server(small_world(3));
  TestConnection connection(server);
  connection.ask(kList, "Connection: close\r\n");
  const auto [bytes, error] = connection.read_to_end();
  CHECK(bytes.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(is_orderly(error));
}

TEST_CASE("gzip is sent where it is accepted and not switched off") {
  FakeHubSpot server(small_world(300));
  TestConnection connection(server);
  const std::string plain = connection.get(kList).body();
  CHECK(connection.get(kList, "Accept-Encoding: gzip\r\n")[boost::beast::http::field::content_encoding] ==
        "gzip");
  server.with([](Upstream& upstream) {
    Quirks quirks = upstream.quirks();
    quirks.gzip = false;
    upstream.set_quirks(quirks);
  });
  const auto response = connection.get(kList, "Accept-Encoding: gzip\r\n");
  CHECK(response[boost::beast::http::field::content_encoding].empty());
  // The cursor differs by the moment at which it was given.
  const auto threads = [](const std::string& body) { return body.substr(0, body.find("\"paging\"")); };
  CHECK(threads(response.body()) == threads(plain));
}

// Plays fault 7.
TEST_CASE("resets are seen as resets, orderly ends as orderly ends, with as many bytes as asked for") {
  FakeHubSpot server(small_world(300));
  for (const std::string place : {"before", "header", "body"}) {
    CAPTURE(place);
    // A reset may overtake bytes that were sent before it, so only the kind of end is certain.
    CHECK_FALSE(is_orderly(struck(server, "reset:" + place).second));
    const auto [bytes, error] = struck(server, "close:" + place);
    CHECK(is_orderly(error));
    CHECK(bytes.empty() == (place == "before"));
    if (place == "header") CHECK(bytes.ends_with("\r\n\r\n"));
    if (place == "body") CHECK(bytes.find("\r\n\r\n{\"results\":[{") != std::string::npos);
  }
}

// Plays fault 8.
TEST_CASE("a stall with an end delivers the rest, and the connection goes on") {
  FakeHubSpot server(small_world(300));
  for (const std::string place : {"before", "header", "body"}) {
    server.with(
        [&](Upstream& upstream) { upstream.faults().add(*parse_fault("stall:" + place + ",value=5")); });
    TestConnection connection(server);
    CHECK(connection.get(kList).result_int() == 200);
    CHECK(connection.get(kList).result_int() == 200);
  }
}

TEST_CASE("a stall without end lasts until the client leaves, and others are served meanwhile") {
  FakeHubSpot server(small_world(300));
  server.with([](Upstream& upstream) { upstream.faults().add(*parse_fault("stall:before")); });
  TestConnection stalled(server);
  stalled.ask(kList);
  TestConnection other(server);
  for (bool hit = false; !hit;) {
    server.with([&](Upstream& upstream) { hit = upstream.faults().rules().front().hits == 1; });
  }
  CHECK(other.get(kList).result_int() == 200);
}

// Plays fault 9.
TEST_CASE("a drip comes in small pieces and complete") {
  FakeHubSpot server(small_world(1));
  server.with([](Upstream& upstream) { upstream.faults().add(*parse_fault("drip:20000")); });
  TestConnection connection(server);
  connection.ask(kList);
  CHECK(connection.read_some(100000).size() <= 1000);
}

// Plays faults 37, 38.
TEST_CASE("endless chunks go on until the client leaves") {
  FakeHubSpot server(small_world(1));
  server.with([](Upstream& upstream) { upstream.faults().add(*parse_fault("endless-chunks")); });
  TestConnection connection(server);
  connection.ask(kList);
  std::size_t received = 0;
  while (received < 3'000'000) received += connection.read_some(65536).size();
  CHECK(received >= 3'000'000);
}

TEST_CASE("an address that no server would take is answered with 414") {
  FakeHubSpot server(small_world(1));
  TestConnection connection(server);
  CHECK(connection.get(std::string(kThreadsPath) + "?after=" + std::string(200'000, 'a')).result_int() ==
        414);
}

TEST_CASE("what is no HTTP ends the connection, and the server goes on") {
  FakeHubSpot server(small_world(1));
  TestConnection garbage(server);
  garbage.write("\x01\x02 nonsense\r\n\r\n");
  CHECK(garbage.read_to_end().first.empty());
  CHECK(TestConnection(server).get(kList).result_int() == 200);
}
