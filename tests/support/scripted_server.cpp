#include "tests/support/scripted_server.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "tests/support/loopback_socket.hpp"

namespace threadmirror::tests {
namespace {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

Bio reader(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void use_identity(SSL_CTX* context, const Identity& identity) {
  const Bio chain = reader(identity.chain);
  X509* leaf = PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr);
  SSL_CTX_use_certificate(context, leaf);
  X509_free(leaf);
  while (X509* intermediate = PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr)) {
    SSL_CTX_add0_chain_cert(context, intermediate);
  }
  const Bio key_text = reader(identity.private_key);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr);
  const int ok = SSL_CTX_use_PrivateKey(context, key);
  EVP_PKEY_free(key);
  if (ok != 1) throw std::runtime_error("the test server can't use its identity");
}

void limit_versions(SSL_CTX* context, Peer::Tls version) {
  if (version == Peer::Tls::kModern) return;
  const int number = version == Peer::Tls::kOnly10 ? TLS1_VERSION : TLS1_1_VERSION;
  SSL_CTX_set_min_proto_version(context, number);
  SSL_CTX_set_max_proto_version(context, number);
  SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
}

// The length of the body that the head announces.
std::size_t body_length(const std::string& request) {
  const std::string name = "Content-Length: ";
  const std::size_t at = request.find(name);
  return at == std::string::npos ? 0 : std::stoul(request.substr(at + name.size()));
}

// A write to a client that is gone must fail, not kill; only here, so that the product has to see for itself.
void block_sigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

}  // namespace

struct Peer::TlsState {
  std::unique_ptr<SSL, FreeSsl> ssl;
};

// Shared by all connections with one identity, so that a client can resume on one what it had on another.
struct ScriptedServer::TlsContexts {
  SSL_CTX* get(const Identity& identity, Peer::Tls version) {
    auto& context = contexts[{identity.chain, version}];
    if (!context) {
      context.reset(SSL_CTX_new(TLS_server_method()));
      use_identity(context.get(), identity);
      limit_versions(context.get(), version);
    }
    return context.get();
  }

  std::map<std::pair<std::string, Peer::Tls>, std::unique_ptr<SSL_CTX, FreeContext>> contexts;
};

Peer::Peer(ScriptedServer& server, int number, int socket)
    : server_(server), number_(number), socket_(socket) {}

Peer::~Peer() { close(); }

bool Peer::start_tls(const Identity& identity, Tls version) {
  tls_ = std::make_unique<TlsState>();
  {
    const std::lock_guard lock(server_.mutex_);
    tls_->ssl.reset(SSL_new(server_.tls_contexts_->get(identity, version)));
  }
  SSL_set_fd(tls_->ssl.get(), socket_);
  return SSL_accept(tls_->ssl.get()) == 1;
}

bool Peer::resumed() const { return tls_ && SSL_session_reused(tls_->ssl.get()) != 0; }

std::string Peer::read_some(std::size_t size) {
  std::string bytes(size, '\0');
  const auto count = tls_ ? SSL_read(tls_->ssl.get(), bytes.data(), static_cast<int>(size))
                          : static_cast<int>(::recv(socket_, bytes.data(), size, 0));
  bytes.resize(static_cast<std::size_t>(std::max(count, 0)));
  const std::lock_guard lock(server_.mutex_);
  server_.received_ += bytes;
  return bytes;
}

std::string Peer::read_request(std::size_t size) {
  std::string request;
  std::size_t head = std::string::npos;
  while (head == std::string::npos || request.size() < head + 4 + body_length(request)) {
    const std::string bytes = read_some(size);
    if (bytes.empty()) break;
    request += bytes;
    head = request.find("\r\n\r\n");
  }
  return request;
}

bool Peer::write(std::string_view bytes) {
  if (!tls_) return write_raw(bytes);
  return bytes.empty() || SSL_write(tls_->ssl.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
}

bool Peer::write_slowly(std::string_view bytes, std::size_t piece, std::chrono::milliseconds pause) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    if (!write(bytes.substr(0, piece))) return false;
    if (pause.count() > 0) std::this_thread::sleep_for(pause);
  }
  return true;
}

bool Peer::write_raw(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void Peer::wait_for_end() {
  char byte = 0;
  while (::recv(socket_, &byte, 1, 0) > 0) {
  }
}

void Peer::close_notify() {
  if (tls_) SSL_shutdown(tls_->ssl.get());
}

void Peer::close() {
  const std::lock_guard lock(mutex_);
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void Peer::reset() {
  const linger no_farewell{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &no_farewell, sizeof no_farewell);
  close();
}

void Peer::stop() {
  const std::lock_guard lock(mutex_);
  if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

ScriptedServer::ScriptedServer(Script script, const std::string& address, std::uint16_t port)
    : script_(std::move(script)),
      tls_contexts_(std::make_unique<TlsContexts>()),
      listener_(listen_on(address, port, 64)),
      port_(port_of(listener_)) {
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (Connection& connection : open_) connection.peer->stop();
  }
  ::shutdown(listener_, SHUT_RDWR);  // wakes accept()
  acceptor_.join();
  for (Connection& connection : open_) connection.thread.join();
  ::close(listener_);
}

void ScriptedServer::accept_all() {
  block_sigpipe();  // inherited by the scripts' threads
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex_);
    if (socket < 0) return;
    Connection& connection = open_.emplace_back();
    connection.peer.reset(new Peer(*this, connections_++, socket));
    if (stopping_) connection.peer->stop();
    connection.thread = std::thread([this, peer = connection.peer.get()] {
      script_(*peer);
      peer->close();
    });
  }
}

std::string ScriptedServer::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

BlackHole::BlackHole(const std::string& address, std::uint16_t port)
    : listener_(listen_on(address, port, 0)), port_(port_of(listener_)) {
  for (int i = 0; i < 4; ++i) fillers_.push_back(start_connecting(address, port_));
}

BlackHole::~BlackHole() {
  for (const int filler : fillers_) ::close(filler);
  ::close(listener_);
}

}  // namespace threadmirror::tests
