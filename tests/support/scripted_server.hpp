// A server on loopback that does to its clients, byte by byte, what a test wants.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "tests/support/certificates.hpp"

namespace threadmirror::tests {

class ScriptedServer;

// The server's end of one connection: blocking, used by one script in a thread of its own. Operations on a
// connection that is gone do nothing and say so.
class Peer {
 public:
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Which connection of the server this is, beginning with 0.
  int number() const { return number_; }

  enum class Tls { kModern, kOnly10, kOnly11 };
  // The server's side of a TLS handshake. False when it failed.
  bool start_tls(const Identity& identity, Tls version = Tls::kModern);
  // True when the client took up an earlier session.
  bool resumed() const;

  // Up to `size` bytes; empty at the end of the connection.
  std::string read_some(std::size_t size = 16384);
  // A whole request: head, and body by its Content-Length. What came so far when the client leaves earlier.
  // `size` is the most that is read at once.
  std::string read_request(std::size_t size = 16384);
  bool write(std::string_view bytes);
  // In pieces, with a pause after each.
  bool write_slowly(std::string_view bytes, std::size_t piece, std::chrono::milliseconds pause);
  // Beneath TLS, as they are.
  bool write_raw(std::string_view bytes);
  // Says nothing until the client leaves.
  void wait_for_end();

  // Ends: a close_notify of TLS (the TCP connection stays), a plain FIN, an RST.
  void close_notify();
  void close();
  void reset();

 private:
  friend class ScriptedServer;
  struct TlsState;

  Peer(ScriptedServer& server, int number, int socket);
  void stop();

  ScriptedServer& server_;
  int number_;
  std::mutex mutex_;  // guards the number against being closed and reused while stop() uses it
  int socket_;
  std::unique_ptr<TlsState> tls_;
};

// Listens on a loopback address; runs the script for each connection in a thread of its own. The destructor
// cuts off all connections and waits for the scripts.
class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;

  // Port 0: any free one. Throws std::runtime_error when it can't listen.
  explicit ScriptedServer(Script script, const std::string& address = "127.0.0.1", std::uint16_t port = 0);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  // How many connections came so far.
  int connections() const { return connections_; }
  // All that scripts have read so far, of all connections, decrypted.
  std::string received() const;

 private:
  friend class Peer;

  struct Connection {
    std::unique_ptr<Peer> peer;
    std::thread thread;
  };

  struct TlsContexts;

  void accept_all();

  Script script_;
  std::unique_ptr<TlsContexts> tls_contexts_;  // guarded by mutex_
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;  // guards what follows
  std::string received_;
  std::list<Connection> open_;
  bool stopping_ = false;
  std::thread acceptor_;
};

// An address that never answers: a listening socket on loopback whose queue is full, so that the kernel drops
// each attempt to connect.
class BlackHole {
 public:
  explicit BlackHole(const std::string& address, std::uint16_t port = 0);
  ~BlackHole();
  BlackHole(const BlackHole&) = delete;
  BlackHole& operator=(const BlackHole&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  int listener_;
  std::uint16_t port_ = 0;
  std::list<int> fillers_;
};

}  // namespace threadmirror::tests
