// A blocking HTTP client over TLS or TCP, for the tests of the server.
#pragma once

#include <doctest/doctest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>
#include <vector>

#include "tests/fake_hubspot/server.hpp"

namespace threadmirror::fake_hubspot {

// One connection that verifies the server against its CA. Calls throw boost::system::system_error.
class TestConnection {
 public:
  using Response = boost::beast::http::response<boost::beast::http::string_body>;

  explicit TestConnection(const FakeHubSpot& server) {
    if (!server.ca_pem().empty()) tls_.add_certificate_authority(boost::asio::buffer(server.ca_pem()));
    stream_.set_verify_mode(boost::asio::ssl::verify_peer);
    stream_.set_verify_callback(boost::asio::ssl::host_name_verification("127.0.0.1"));
    stream_.next_layer().connect({boost::asio::ip::address_v4::loopback(), server.port()});
    stream_.handshake(boost::asio::ssl::stream_base::client);
  }

  void write(const std::string& bytes) { boost::asio::write(stream_, boost::asio::buffer(bytes)); }

  void ask(const std::string& target, const std::string& fields = {}) {
    write("GET " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + std::string(kDefaultToken) +
          "\r\n" + fields + "\r\n");
  }

  Response read() {
    boost::beast::http::response_parser<boost::beast::http::string_body> parser;
    parser.body_limit(boost::none);
    boost::beast::http::read(stream_, buffer_, parser);
    return parser.release();
  }

  Response get(const std::string& target, const std::string& fields = {}) {
    ask(target, fields);
    return read();
  }

  // Everything until the connection ends, and how it ended.
  std::pair<std::string, boost::system::error_code> read_to_end() {
    std::string bytes;
    boost::system::error_code error;
    boost::asio::read(stream_, boost::asio::dynamic_buffer(bytes), error);
    return {bytes, error};
  }

  // Up to `count` bytes of what comes first.
  std::string read_some(std::size_t count) {
    std::string bytes(count, '\0');
    bytes.resize(stream_.read_some(boost::asio::buffer(bytes)));
    return bytes;
  }

 private:
  boost::asio::io_context context_;
  boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_client};
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_{context_, tls_};
  boost::beast::flat_buffer buffer_;
};

}  // namespace threadmirror::fake_hubspot
