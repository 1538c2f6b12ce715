#include <boost/beast/core/string.hpp>

#include "sync/http/transport.hpp"

namespace threadmirror::sync::http {

std::optional<std::string_view> Response::header(std::string_view name) const {
  for (const Header& h : headers) {
    if (boost::beast::iequals(h.name, name)) return h.value;
  }
  return std::nullopt;
}

std::size_t Response::header_count(std::string_view name) const {
  std::size_t count = 0;
  for (const Header& h : headers) {
    if (boost::beast::iequals(h.name, name)) ++count;
  }
  return count;
}

}  // namespace threadmirror::sync::http
