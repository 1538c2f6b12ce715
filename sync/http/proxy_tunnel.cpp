#include "sync/http/proxy_tunnel.hpp"

#include <openssl/evp.h>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "core/text.hpp"
#include "sync/http/io_failure.hpp"

namespace threadmirror::sync::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;

constexpr std::size_t kHeaderLimit = 16 * 1024;
constexpr std::size_t kLongestShownReason = 80;

tl::unexpected<core::Error> proxy_failure(const Proxy& proxy, const std::string& what,
                                          std::string mend = {}) {
  return core::fail(core::ErrorCode::kProxy, "the proxy " + proxy.endpoint.text() + " " + what,
                    std::move(mend));
}

core::Status judge(const beast_http::response_header<>& answer, const Proxy& proxy, const Endpoint& target) {
  const unsigned status = answer.result_int();
  if (status >= 200 && status < 300) return {};
  if (status == 407) {
    return proxy_failure(proxy,
                         proxy.credentials.empty() ? "demands a user and a password (407)"
                                                   : "does not accept the user and the password (407)",
                         "give them in the proxy's URL: http://user:password@host:port");
  }
  const std::string reason =
      core::printable(std::string_view(answer.reason()).substr(0, kLongestShownReason));
  return proxy_failure(proxy,
                       "refused a tunnel to " + target.text() + ": " + std::to_string(status) + " " + reason);
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

core::Status tunnel_failure(const Proxy& proxy, const boost::system::error_code& error,
                            std::string_view doing) {
  const core::Error failure = io_failure(error, "the other side", doing);
  if (failure.code() == core::ErrorCode::kCancelled) return core::fail(failure);
  return proxy_failure(proxy, "broke off: " + failure.message());
}

}  // namespace

core::Secret connect_request(const Proxy& proxy, const Endpoint& target, const std::string& user_agent) {
  std::string text;
  text.reserve(512 + 2 * target.host.size() + user_agent.size() + 2 * proxy.credentials.reveal().size());
  text.append("CONNECT ").append(target.text()).append(" HTTP/1.1\r\nHost: ").append(target.text());
  text.append("\r\nUser-Agent: ").append(user_agent).append("\r\n");
  if (!proxy.credentials.empty()) {
    std::string encoded = base64(proxy.credentials.reveal());
    text.append("Proxy-Authorization: Basic ").append(encoded).append("\r\n");
    core::wipe(encoded);
  }
  text.append("\r\n");
  core::Secret request(std::move(text));
  return request;
}

asio::awaitable<core::Status> open_tunnel(Stream& stream, const Proxy& proxy, Endpoint target,
                                          std::string user_agent) {
  const core::Secret request = connect_request(proxy, target, user_agent);
  for (std::string_view rest = request.reveal(); !rest.empty();) {
    const IoResult io = co_await stream.write_some(rest);
    if (io.error) co_return tunnel_failure(proxy, io.error, "asking for a tunnel");
    rest.remove_prefix(io.bytes);
  }
  boost::beast::flat_buffer buffer(2 * kHeaderLimit);
  beast_http::response_parser<beast_http::empty_body> parser;
  parser.header_limit(kHeaderLimit);
  parser.skip(true);
  while (!parser.is_done()) {
    const auto space = buffer.prepare(1024);
    const std::span<char> bytes(static_cast<char*>(space.data()), space.size());
    const IoResult io = co_await stream.read_some(bytes);
    if (io.error) co_return tunnel_failure(proxy, io.error, "waiting for the tunnel");
    buffer.commit(io.bytes);
    boost::beast::error_code error;
    buffer.consume(parser.put(buffer.data(), error));
    if (error && error != beast_http::error::need_more) {
      co_return proxy_failure(proxy, "does not answer in proper HTTP: " + error.message());
    }
  }
  if (const core::Status verdict = judge(parser.get(), proxy, target); !verdict) co_return verdict;
  if (buffer.size() > 0) co_return proxy_failure(proxy, "sent bytes of its own into the tunnel");
  co_return core::Status();
}

}  // namespace threadmirror::sync::http
