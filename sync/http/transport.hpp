// HTTP as an interface: one request in, one whole answer out, or one error.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace threadmirror::sync::http {

enum class Method { kGet, kPost };

struct Header {
  std::string name;
  std::string value;
};

// A request to the one origin that the transport was made for.
struct Request {
  Method method = Method::kGet;
  std::string target = "/";     // path and query, already percent-encoded; no scheme, no host
  std::vector<Header> headers;  // besides Host, User-Agent, Accept-Encoding, Content-Length, Connection
  core::Secret bearer_token;    // becomes `Authorization: Bearer …`; never sent to a proxy, never logged
  std::string body;             // POST only
};

struct Response {
  int status = 0;
  std::vector<Header> headers;
  std::string body;  // decompressed

  // The first header of that name (case-insensitive), or nothing.
  std::optional<std::string_view> header(std::string_view name) const;
  // How many headers of that name there are: doubled ones are suspicious.
  std::size_t header_count(std::string_view name) const;
};

struct TransportOptions {
  std::string base_url;  // "https://api.hubapi.com" or "http://127.0.0.1:8080"; a path prefix is kept
  std::string user_agent = "threadmirror";
  std::filesystem::path ca_file;  // one more trust anchor besides the system's; empty: none
  std::string proxy;              // "http://[user:password@]host:port"; empty: direct
  std::chrono::milliseconds request_timeout{110000};  // the whole exchange, from connect to the last byte
  std::chrono::milliseconds connect_timeout{15000};   // resolve, connect to any address, proxy, TLS handshake
  std::chrono::milliseconds address_timeout{2000};    // one address among several, before the next is tried
  std::chrono::milliseconds stall_timeout{30000};     // no byte in either direction
  std::chrono::milliseconds idle_timeout{60000};      // a kept connection older than this is not used again
  std::size_t header_limit = 64 * 1024;
  std::size_t body_limit = 16 * 1024 * 1024;  // before and after decompression
  std::size_t max_connections = 8;            // a send above this waits for a free one
};

// Sends requests. From the executor's thread only; several sends may be under way at once, each on a
// connection of its own. Connections are kept and reused; a kept one that turns out to be closed before any
// byte of the answer came is replaced once, transparently. Never follows redirects (kRedirect when the status
// is 3xx).
//
// A status of 400 and above is an answer, not a failure: the caller judges it.
//
// Failures: kDns, kConnect, kProxy, kTls, kConnectionLost, kTimeout, kBadResponse, kTooLarge, kRedirect,
// kCancelled; kConfig when the token holds what no token may hold, kInternal when the target or a header does
// (nothing is sent then). Asio's cancellation of the awaiting coroutine ends a send at once in any phase.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual boost::asio::awaitable<core::Result<Response>> send(Request request) = 0;
  // Drops kept connections (after suspend, or when settings changed).
  virtual void close_idle() = 0;
  // Reads the CA file and the system's trust anchors anew, for connections made from now on. kConfig when the
  // file can't be used: then everything stays as it was. Transports without TLS have nothing to do.
  virtual core::Status reload_trust() { return {}; }
};

// The real one, over TCP and TLS. kConfig when the base URL, the proxy or the CA file can't be used.
// `clock` and `log` must outlive it and its sends; sends under way keep the rest alive by themselves. Neither
// destroying it nor leaving the process waits for a name lookup that hangs.
core::Result<std::unique_ptr<Transport>> create_https_transport(boost::asio::any_io_executor executor,
                                                                TransportOptions options,
                                                                const core::Clock& clock, core::Log& log);

}  // namespace threadmirror::sync::http
