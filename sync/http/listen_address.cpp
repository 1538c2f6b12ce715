#include "sync/http/listen_address.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <cstdint>
#include <optional>

#include "core/text.hpp"
#include "sync/http/url.hpp"

namespace threadmirror::sync::http {
namespace {

namespace ip = boost::asio::ip;

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(port) : std::nullopt;
}

// IPv6 stands in brackets, IPv4 does not.
std::optional<ip::address> read_address(std::string_view host) {
  if (host == "localhost") return ip::address_v4::loopback();
  const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!is_ip_literal(host)) return std::nullopt;
  const ip::address address = ip::make_address(std::string(host));
  return address.is_v6() == bracketed ? std::optional(address) : std::nullopt;
}

}  // namespace

core::Result<ip::tcp::endpoint> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon != std::string_view::npos) {
    const auto address = read_address(text.substr(0, colon));
    const auto port = read_port(text.substr(colon + 1));
    if (address && port) return ip::tcp::endpoint(*address, *port);
  }
  return core::fail(core::ErrorCode::kConfig,
                    "http.listen: \"" + core::printable(text) + "\" is no address to listen on",
                    R"(write it as "127.0.0.1:9464" or "[::1]:9464")");
}

std::string to_text(const ip::tcp::endpoint& endpoint) {
  return Endpoint{endpoint.address().to_string(), endpoint.port()}.text();
}

}  // namespace threadmirror::sync::http
