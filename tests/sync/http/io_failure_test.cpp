#include "sync/http/io_failure.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

#include "sync/http/tls_failure.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::http;
using core::ErrorCode;
namespace asio = boost::asio;

namespace {

boost::system::error_code tls_error(int reason) {
  return {static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, reason)), asio::error::get_ssl_category()};
}

std::string handshake(int verify_error, boost::system::error_code error = {}) {
  VerifyRecord record;
  record.error = verify_error;
  record.names = "other.example";
  record.not_after = "2026-01-01T00:00:00Z";
  return handshake_failure("a.example", error, record, core::Timestamp::from_unix_ms(0)).text();
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

// Faults 16, 17, 20.
TEST_CASE("a failed handshake tells its reason") {
  CHECK(handshake(X509_V_ERR_HOSTNAME_MISMATCH).find("(other.example)") != std::string::npos);
  CHECK(
      handshake(X509_V_ERR_CERT_HAS_EXPIRED)
          .starts_with(
              "the certificate of a.example expired on 2026-01-01T00:00:00Z; the local time is 1970-01-01"));
  CHECK(handshake(X509_V_ERR_CERT_REVOKED).find("revoked") != std::string::npos);
  CHECK(handshake(X509_V_OK, tls_error(SSL_R_TLSV1_ALERT_PROTOCOL_VERSION)).find("no TLS 1.2") !=
        std::string::npos);
  CHECK(handshake(X509_V_OK, tls_error(SSL_R_WRONG_VERSION_NUMBER)).find("does not speak TLS") !=
        std::string::npos);
  CHECK(handshake(X509_V_OK, tls_error(SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE))
            .find("handshake with a.example failed") != std::string::npos);
}
