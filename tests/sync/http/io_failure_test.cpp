#include "sync/http/io_failure.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

using namespace threadmirror;
using namespace threadmirror::sync::http;
using core::ErrorCode;
namespace asio = boost::asio;

namespace {

boost::system::error_code tls_error(int reason) {
  return {static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, reason)), asio::error::get_ssl_category()};
}

}  // namespace

TEST_CASE("error codes of sockets become errors of ours, with peer and phase") {
  const auto code = [](boost::system::error_code error) { return io_failure(error, "p", "reading").code(); };
  CHECK(code(asio::error::eof) == ErrorCode::kConnectionLost);
  CHECK(code(asio::ssl::error::stream_truncated) == ErrorCode::kConnectionLost);
  CHECK(code(asio::error::connection_reset) == ErrorCode::kConnectionLost);
  CHECK(code(asio::error::broken_pipe) == ErrorCode::kConnectionLost);
  CHECK(code(asio::error::no_buffer_space) == ErrorCode::kConnectionLost);
  CHECK(code(asio::error::timed_out) == ErrorCode::kTimeout);
  CHECK(code(asio::error::operation_aborted) == ErrorCode::kCancelled);
  CHECK(code(tls_error(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC)) == ErrorCode::kTls);
  CHECK(io_failure(asio::error::eof, "a.example:443", "waiting for the answer").message() ==
        "the connection was closed by a.example:443 while waiting for the answer");
}

TEST_CASE("only what the peer ended counts as a lost connection") {
  CHECK(is_connection_loss(asio::error::connection_reset));
  CHECK(is_connection_loss(asio::error::eof));
  CHECK_FALSE(is_connection_loss(asio::error::operation_aborted));
  CHECK_FALSE(is_connection_loss(asio::error::timed_out));
  CHECK_FALSE(is_connection_loss(tls_error(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC)));
}
