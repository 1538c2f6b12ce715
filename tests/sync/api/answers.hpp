// Answers as HubSpot would give them, for the tests of this folder.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/http/transport.hpp"

namespace threadmirror::tests {

inline sync::http::Response answer(int status, std::string body,
                                   std::vector<sync::http::Header> headers = {
                                       {"Content-Type", "application/json;charset=utf-8"}}) {
  return {status, std::move(headers), std::move(body)};
}

inline sync::http::Response json(std::string body) { return answer(200, std::move(body)); }

// A page with these records (JSON, separated by commas) and, if `after` is not empty, this cursor.
inline sync::http::Response page_of(std::string_view records, std::string_view after = {}) {
  std::string body = "{\"results\":[" + std::string(records) + "]";
  if (!after.empty()) body += ",\"paging\":{\"next\":{\"after\":\"" + std::string(after) + "\"}}";
  return json(body + "}");
}

inline sync::http::Response web_page(int status) {
  return answer(status, "<!DOCTYPE html><html><body>Log in</body></html>", {{"Content-Type", "text/html"}});
}

}  // namespace threadmirror::tests
