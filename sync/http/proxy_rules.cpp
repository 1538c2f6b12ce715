#include "sync/http/proxy_rules.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/beast/core/string.hpp>

#include "core/text.hpp"

namespace threadmirror::sync::http {
namespace {

struct Setting {
  std::string name;
  std::string value;
};

std::optional<Setting> first_set(const EnvironmentLookup& environment, std::string_view lower,
                                 std::string_view upper) {
  for (const std::string_view name : {lower, upper}) {
    std::optional<std::string> value = environment(name);
    if (value && !core::trim(*value).empty())
      return Setting{std::string(name), std::string(core::trim(*value))};
  }
  return std::nullopt;
}

bool same_address(std::string_view a, std::string_view b) {
  boost::system::error_code error_a;
  boost::system::error_code error_b;
  const auto address_a = boost::asio::ip::make_address(std::string(a), error_a);
  const auto address_b = boost::asio::ip::make_address(std::string(b), error_b);
  return !error_a && !error_b && address_a == address_b;
}

bool is_host_or_subdomain(std::string_view host, std::string_view domain) {
  if (host.size() < domain.size()) return false;
  if (!boost::beast::iequals(host.substr(host.size() - domain.size()), domain)) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

// Takes ":443" or the like off the entry's end. False when that port is not ours.
bool take_port(std::string_view& entry, std::uint16_t port) {
  const std::size_t colon = entry.rfind(':');
  if (colon == std::string_view::npos || is_ip_literal(entry)) return true;
  if (entry.starts_with('[') && entry.ends_with(']')) return true;
  const bool ours = entry.substr(colon + 1) == std::to_string(port);
  entry = entry.substr(0, colon);
  return ours;
}

bool entry_matches(std::string_view entry, const Endpoint& endpoint) {
  if (entry == "*") return true;
  if (!take_port(entry, endpoint.port)) return false;
  if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
  if (entry.starts_with("*.")) entry.remove_prefix(1);
  while (entry.starts_with('.')) entry.remove_prefix(1);
  while (entry.ends_with('.')) entry.remove_suffix(1);
  if (entry.empty()) return false;
  if (is_ip_literal(endpoint.host)) return same_address(entry, endpoint.host);
  return is_host_or_subdomain(endpoint.host, entry);
}

}  // namespace

bool matches_no_proxy(std::string_view list, const Endpoint& endpoint) {
  constexpr std::string_view kSeparators = ", \t\r\n";
  while (!list.empty()) {
    const std::size_t begin = list.find_first_not_of(kSeparators);
    if (begin == std::string_view::npos) return false;
    list.remove_prefix(begin);
    const std::size_t end = std::min(list.find_first_of(kSeparators), list.size());
    if (entry_matches(list.substr(0, end), endpoint)) return true;
    list.remove_prefix(end);
  }
  return false;
}

core::Result<std::string> choose_proxy(std::string_view configured, const EnvironmentLookup& environment,
                                       std::string_view base_url) {
  const core::Result<Origin> origin = parse_base_url(base_url);
  if (!origin) return core::fail(origin.error());
  std::optional<Setting> proxy;
  if (!configured.empty()) {
    proxy = Setting{"setting", std::string(configured)};
  } else if (origin->tls) {
    proxy = first_set(environment, "https_proxy", "HTTPS_PROXY");
    const auto exceptions = first_set(environment, "no_proxy", "NO_PROXY");
    if (exceptions && matches_no_proxy(exceptions->value, origin->endpoint)) proxy.reset();
  }
  if (!proxy) return std::string();
  const core::Result<Proxy> parsed = parse_proxy(proxy->value);
  if (!parsed) return core::fail(parsed.error().in(proxy->name));
  return proxy->value;
}

}  // namespace threadmirror::sync::http
