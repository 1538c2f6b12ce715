#include "tests/fake_hubspot/server.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/ssl/error.hpp>
#include <optional>
#include <thread>

#include "tests/fake_hubspot/test_client.hpp"
#include "tests/fake_hubspot/test_connection.hpp"

using namespace threadmirror::fake_hubspot;

namespace {

std::string threads(const std::string& rest) { return kThreadsPath + rest; }

std::int64_t stat(TestConnection& connection, const char* name) {
  rapidjson::Document document;
  document.Parse(connection.get("/_control/stats").body().c_str());
  return document[name].GetInt64();
}

}  // namespace

TEST_CASE("a client that trusts the CA is served, one that does not refuses the server") {
  FakeHubSpot server(small_world(5));
  FakeHubSpot stranger(small_world(5));
  CHECK(server.base_url() == "https://127.0.0.1:" + std::to_string(server.port()));
  CHECK(TestConnection(server).get(threads("")).result_int() == 200);
  CHECK(server.ca_pem() != stranger.ca_pem());
  boost::asio::io_context context;
  boost::asio::ssl::context tls(boost::asio::ssl::context::tls_client);
  tls.add_certificate_authority(boost::asio::buffer(stranger.ca_pem()));
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream(context, tls);
  stream.set_verify_mode(boost::asio::ssl::verify_peer);
  stream.next_layer().connect({boost::asio::ip::address_v4::loopback(), server.port()});
  boost::system::error_code error;
  stream.handshake(boost::asio::ssl::stream_base::client, error);
  CHECK_MESSAGE(error.category() == boost::asio::error::get_ssl_category(), error.message());
}

TEST_CASE("a whole account can be read over TLS, page by page") {
  FakeHubSpot server(small_world(1234));
  TestConnection connection(server);
  std::size_t count = 0;
  for (const std::string archived : {"false", "true"}) {
    std::string after;
    do {
      const auto response = connection.get(threads("?limit=100&archived=" + archived + after));
      REQUIRE(response.result_int() == 200);
      rapidjson::Document page;
      page.Parse(response.body().c_str());
      count += page["results"].Size();
      const auto cursor = next_cursor_of(page);
      after = cursor ? "&after=" + percent_encode(*cursor) : "";
    } while (!after.empty());
  }
  CHECK(count == 1234);
}

TEST_CASE("the truth is streamed whole") {
  FakeHubSpot server(small_world(2100));
  TestConnection connection(server);
  const std::string truth = connection.get("/_control/truth").body();
  CHECK(std::count(truth.begin(), truth.end(), '\n') == 2100);
  CHECK(connection.get(threads("?limit=1")).result_int() == 200);
}

TEST_CASE("several clients at once are all served and all counted") {
  FakeHubSpot server(small_world(500));
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 6; ++i) {
    clients.emplace_back([&] {
      TestConnection connection(server);
      for (int k = 0; k < 20; ++k) good += connection.get(threads("?limit=50")).result_int() == 200 ? 1 : 0;
    });
  }
  for (std::thread& client : clients) client.join();
  CHECK(good == 120);
  TestConnection connection(server);
  CHECK(stat(connection, "requests") == 120);
}

TEST_CASE("the world is open to the test while it is served") {
  FakeHubSpot server(small_world(10));
  TestConnection connection(server);
  std::int64_t id = 0;
  server.with([&](Upstream& upstream) {
    id = apply(upstream.world(), {.kind = MutationKind::kNewThread, .id = {}, .at = {}}, upstream.random(),
               server.now())
             .value();
  });
  CHECK(connection.get(threads("/" + std::to_string(id))).result_int() == 200);
}

TEST_CASE("life goes on while nobody asks") {
  FakeHubSpot server(small_world(100));
  server.with([&](Upstream& upstream) { upstream.living().set_paces(Paces::mixture(1000), server.now()); });
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  std::int64_t operations = 0;
  while (operations == 0 && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    server.with([&](Upstream& upstream) { operations = upstream.living().operations(); });
  }
  CHECK(operations > 0);
}

TEST_CASE("the address of a page's link is the server's own") {
  FakeHubSpot server(small_world(100));
  const auto response = TestConnection(server).get(threads("?limit=1"));
  CHECK(response.body().find("\"link\":\"" + server.base_url() + "/") != std::string::npos);
}

TEST_CASE("http without TLS can be asked for") {
  FakeHubSpot server(small_world(1), {.tls = false});
  CHECK(server.base_url().starts_with("http://127.0.0.1:"));
  CHECK(server.ca_pem().empty());
  boost::asio::io_context context;
  boost::asio::ip::tcp::socket socket(context);
  socket.connect({boost::asio::ip::address_v4::loopback(), server.port()});
  boost::asio::write(
      socket, boost::asio::buffer(std::string("GET /_control/stats HTTP/1.1\r\nConnection: close\r\n\r\n")));
  std::string bytes;
  boost::system::error_code error;
  boost::asio::read(socket, boost::asio::dynamic_buffer(bytes), error);
  CHECK(error == boost::asio::error::eof);
  CHECK(bytes.starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("stopping frees the port at once, open connections or not, and twice does no harm") {
  std::optional<FakeHubSpot> server(std::in_place, small_world(1));
  const std::uint16_t port = server->port();
  TestConnection connection(*server);
  server->stop();
  CHECK(connection.read_to_end().second);
  server->stop();
  FakeHubSpot next(small_world(1), {.port = port});
  CHECK(next.port() == port);
  CHECK_THROWS_AS(FakeHubSpot(small_world(1), {.port = port}), std::exception);
}

TEST_CASE("the pause before answers is kept, and control has none") {
  FakeHubSpot server(small_world(1), {.latency = std::chrono::milliseconds(30)});
  TestConnection connection(server);
  const auto start = std::chrono::steady_clock::now();
  connection.get(threads(""));
  CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(30));
}
