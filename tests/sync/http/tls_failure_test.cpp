#include "sync/http/tls_failure.hpp"

#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>

#include <boost/asio/ssl/error.hpp>

using namespace threadmirror;
using namespace threadmirror::sync::http;

namespace {

boost::system::error_code tls_error(int reason) {
  return {static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, reason)), boost::asio::error::get_ssl_category()};
}

std::string handshake(int verify_error, boost::system::error_code error = {}) {
  VerifyRecord record;
  record.error = verify_error;
  record.names = "other.example";
  record.issuer = "/CN=Some Authority";
  record.not_before = "2026-12-01T00:00:00Z";
  record.not_after = "2026-01-01T00:00:00Z";
  return handshake_failure("a.example", error, record, core::Timestamp::from_unix_ms(0)).text();
}

bool says(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

}  // namespace

// Faults 16, 17.
TEST_CASE("a refused certificate is told with what is wrong with it, and with the mend") {
  for (const int error : {X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH}) {
    CHECK(says(handshake(error), "is for another host (other.example) (check the base URL"));
  }
  CHECK(
      handshake(X509_V_ERR_CERT_HAS_EXPIRED)
          .starts_with(
              "the certificate of a.example expired on 2026-01-01T00:00:00Z; the local time is 1970-01-01"));
  CHECK(says(handshake(X509_V_ERR_CERT_NOT_YET_VALID),
             "valid only from 2026-12-01T00:00:00Z; the local time is"));
  CHECK(says(handshake(X509_V_ERR_CERT_NOT_YET_VALID), "(check the machine's clock)"));
  CHECK(says(handshake(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT), "is self-signed"));
  CHECK(
      says(handshake(X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN), "from an unknown authority: /CN=Some Authority"));
  CHECK(
      says(handshake(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY), "left out an intermediate certificate"));
  CHECK(says(handshake(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY), "put its certificate into ca_file"));
  CHECK(says(handshake(X509_V_ERR_CERT_REVOKED), "revoked"));
}

// Fault 20.
TEST_CASE("a handshake that fails for another reason than the certificate is told as that") {
  CHECK(says(handshake(X509_V_OK, tls_error(SSL_R_TLSV1_ALERT_PROTOCOL_VERSION)), "no TLS 1.2"));
  CHECK(says(handshake(X509_V_OK, tls_error(SSL_R_WRONG_VERSION_NUMBER)), "does not speak TLS"));
  CHECK(says(handshake(X509_V_OK, tls_error(SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE)),
             "handshake with a.example failed"));
}

TEST_CASE("the certificate's fault goes before that of the handshake") {
  CHECK(says(handshake(X509_V_ERR_CERT_REVOKED, tls_error(SSL_R_CERTIFICATE_VERIFY_FAILED)), "revoked"));
}
