// Why a TLS handshake failed, in words for an operator.
#pragma once

#include <openssl/ssl.h>

#include <boost/system/error_code.hpp>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/timestamp.hpp"

namespace threadmirror::sync::http {

// What the verification of the peer's certificate found: filled by the first certificate that is refused.
struct VerifyRecord {
  int error = X509_V_OK;
  std::string names;       // that the certificate is for
  std::string issuer;      // who signed it
  std::string not_before;  // "2026-11-21T09:30:00Z"
  std::string not_after;
};

// Notes the refusal in `record`; called from OpenSSL's verification callback when it does not accept.
void note_refusal(X509_STORE_CTX* context, VerifyRecord& record);

// The failure of the handshake with `host`: kTls, with the reason and, where there is one, the mend. `now` is
// the local time by which certificates were judged.
core::Error handshake_failure(std::string_view host, const boost::system::error_code& error,
                              const VerifyRecord& record, core::Timestamp now);

}  // namespace threadmirror::sync::http
