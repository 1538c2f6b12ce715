#include "sync/http/stream.hpp"

#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "sync/http/io_failure.hpp"
#include "sync/http/tls_failure.hpp"
#include "sync/http/url.hpp"

namespace threadmirror::sync::http {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;

// Tells OpenSSL whom we mean to talk to. False when it refuses.
bool expect_host(SSL* handle, const std::string& host, core::Timestamp now) {
  X509_VERIFY_PARAM* rules = SSL_get0_param(handle);
  X509_VERIFY_PARAM_set_hostflags(rules,
                                  X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  X509_VERIFY_PARAM_set_time(rules, static_cast<std::time_t>(now.unix_ms() / 1000));
  if (is_ip_literal(host)) return X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1;
  // SSL_set_tlsext_host_name() without its old-style cast; OpenSSL copies the name.
  const long named = SSL_ctrl(handle, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                              const_cast<char*>(host.c_str()));
  return named == 1 && X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) == 1;
}

}  // namespace

Stream::Stream(tcp::socket socket) : socket_(std::move(socket)) {}

Stream::~Stream() {
  // Else OpenSSL takes the missing close_notify for a failure and spoils the session.
  if (tls_) SSL_set_shutdown(tls_->native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

asio::awaitable<core::Status> Stream::start_tls(std::shared_ptr<TlsContext> context, std::string host,
                                                core::Timestamp now) {
  context_ = std::move(context);
  tls_.emplace(socket_, context_->context());
  SSL* handle = tls_->native_handle();
  if (!expect_host(handle, host, now)) {
    co_return core::fail(core::ErrorCode::kTls, "TLS does not accept the host name " + host);
  }
  const auto record = std::make_shared<VerifyRecord>();
  tls_->set_verify_callback([record](bool accepted, ssl::verify_context& verification) {
    if (!accepted) note_refusal(verification.native_handle(), *record);
    return accepted;
  });
  context_->offer_session(handle);
  boost::system::error_code error;
  co_await tls_->async_handshake(ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, error));
  if (!error) co_return core::Status();
  context_->forget_session();
  const bool tls_refused = record->error != X509_V_OK || error.category() == asio::error::get_ssl_category();
  if (!tls_refused) co_return core::fail(io_failure(error, host, "doing the TLS handshake"));
  co_return core::fail(handshake_failure(host, error, *record, now));
}

asio::awaitable<IoResult> Stream::read_some(std::span<char> space) {
  IoResult result;
  const asio::mutable_buffer buffer(space.data(), space.size());
  if (tls_) {
    result.bytes =
        co_await tls_->async_read_some(buffer, asio::redirect_error(asio::use_awaitable, result.error));
  } else {
    result.bytes =
        co_await socket_.async_read_some(buffer, asio::redirect_error(asio::use_awaitable, result.error));
  }
  co_return result;
}

asio::awaitable<IoResult> Stream::write_some(std::string_view bytes) {
  IoResult result;
  const asio::const_buffer buffer(bytes.data(), bytes.size());
  if (tls_) {
    result.bytes =
        co_await tls_->async_write_some(buffer, asio::redirect_error(asio::use_awaitable, result.error));
  } else {
    result.bytes =
        co_await socket_.async_write_some(buffer, asio::redirect_error(asio::use_awaitable, result.error));
  }
  co_return result;
}

std::string_view Stream::protocol() const {
  // The accessor lacks the const.
  return tls_ ? SSL_get_version(const_cast<Stream*>(this)->tls_->native_handle()) : "none";
}

bool Stream::is_quiet() {
  if (!socket_.is_open()) return false;
  char byte = 0;
  const ssize_t count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void Stream::keep_session() {
  if (tls_) context_->keep_session(tls_->native_handle());
}

void Stream::forget_session() {
  if (context_) context_->forget_session();
}

}  // namespace threadmirror::sync::http
