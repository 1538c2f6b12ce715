#include "sync/http/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

namespace threadmirror::sync::http {
namespace {

namespace ssl = boost::asio::ssl;

constexpr std::time_t kSessionLifetime = 3600;  // seconds
constexpr std::streamsize kLargestCaFile = 8 * 1024 * 1024;

tl::unexpected<core::Error> bad_ca_file(const std::filesystem::path& path, const std::string& why) {
  return core::fail(core::ErrorCode::kConfig, "CA file " + path.string() + " " + why,
                    "name a readable file with PEM certificates in ca_file, or leave it empty");
}

core::Result<std::string> read_ca_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return bad_ca_file(path, "is a folder");
  std::ifstream file(path, std::ios::binary);
  if (!file) return bad_ca_file(path, "can't be opened");
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (file.bad() || static_cast<std::streamsize>(text.size()) > kLargestCaFile) {
    return bad_ca_file(path, "can't be read, or is too large");
  }
  if (text.empty()) return bad_ca_file(path, "is empty");
  return text;
}

}  // namespace

TlsContext::TlsContext() : context_(ssl::context::tls_client) {
  SSL_CTX* native = context_.native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);  // sessions are kept by hand
  // A certificate that the user names in ca_file is an anchor, also where it is not self-signed.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(native), X509_V_FLAG_PARTIAL_CHAIN);
  context_.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
}

core::Result<std::shared_ptr<TlsContext>> TlsContext::create(const std::filesystem::path& ca_file) {
  std::shared_ptr<TlsContext> context(new TlsContext());
  boost::system::error_code error;
  // Without the system's anchors nothing is trusted but ca_file: the handshake tells, there is no need to
  // here.
  context->context_.set_default_verify_paths(error);
  if (ca_file.empty()) return context;
  const core::Result<std::string> text = read_ca_file(ca_file);
  if (!text) return core::fail(text.error());
  ERR_clear_error();
  context->context_.add_certificate_authority(boost::asio::buffer(*text), error);
  ERR_clear_error();
  if (error) return bad_ca_file(ca_file, "holds no usable PEM certificate (" + error.message() + ")");
  return context;
}

void TlsContext::offer_session(SSL* ssl) {
  if (!session_) return;
  const std::time_t made = static_cast<std::time_t>(SSL_SESSION_get_time(session_.get()));
  const std::time_t now = std::time(nullptr);
  if (now < made || now - made > kSessionLifetime) {
    session_.reset();
    return;
  }
  SSL_set_session(ssl, session_.get());
}

void TlsContext::keep_session(SSL* ssl) {
  if (SSL_session_reused(ssl) != 0) return;
  std::unique_ptr<SSL_SESSION, FreeSession> session(SSL_get1_session(ssl));
  if (session && SSL_SESSION_is_resumable(session.get()) != 0) session_ = std::move(session);
}

}  // namespace threadmirror::sync::http
