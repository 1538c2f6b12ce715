// The fake HubSpot on a socket: HTTP/1.1 over TLS, on loopback only, in a thread of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "tests/fake_hubspot/upstream.hpp"

namespace threadmirror::fake_hubspot {

struct ServerOptions {
  std::uint16_t port = 0;  // 0: any free one
  bool tls = true;
  std::chrono::milliseconds latency{0};  // the pause before every answer
};

// Serves from construction to `stop`. Certificate authority and certificate (localhost, 127.0.0.1, ::1) are
// made at the start. Members may be called from any thread, `stop` from one at a time.
class FakeHubSpot {
 public:
  // A `shape.now` of zero means the present. Throws std::runtime_error when the port can't be had or the
  // certificates can't be made.
  explicit FakeHubSpot(UpstreamOptions upstream, ServerOptions server = {});
  ~FakeHubSpot();
  FakeHubSpot(const FakeHubSpot&) = delete;
  FakeHubSpot& operator=(const FakeHubSpot&) = delete;

  std::uint16_t port() const;
  // "https://127.0.0.1:12345"
  std::string base_url() const;
  // The root certificate that a client must trust; empty without TLS.
  const std::string& ca_pem() const;
  // The server's clock: the wall clock at its start, moved on steadily.
  core::Timestamp now() const;

  // Runs `use` while no request is answered, on the caller's thread. Not from inside itself.
  void with(const std::function<void(Upstream&)>& use);

  // Closes the port and every connection at once. May be called twice; also done by the destructor.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace threadmirror::fake_hubspot
