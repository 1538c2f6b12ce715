// What all TLS connections of one transport share: the trust anchors, the rules, the last session.
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <memory>

#include "core/result.hpp"

namespace threadmirror::sync::http {

// TLS 1.2 and newer, the peer always verified against the system's anchors and those of `ca_file`. Immutable
// but for the session, which is offered to the same server again to save a part of the handshake; for an hour
// at most, so that the certificate is judged anew at least that often. One thread at a time.
class TlsContext {
 public:
  // kConfig when `ca_file` (empty: none) can't be read or holds no certificate.
  static core::Result<std::shared_ptr<TlsContext>> create(const std::filesystem::path& ca_file);

  boost::asio::ssl::context& context() { return context_; }

  // Before a handshake: offers the kept session, where there is one.
  void offer_session(SSL* ssl);
  // After a good exchange: keeps the session of a full handshake.
  void keep_session(SSL* ssl);
  // After a failure of TLS: the next handshake is a full one.
  void forget_session() { session_.reset(); }

 private:
  struct FreeSession {
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
  };

  TlsContext();

  boost::asio::ssl::context context_;
  std::unique_ptr<SSL_SESSION, FreeSession> session_;
};

}  // namespace threadmirror::sync::http
