#include "sync/http/request_bytes.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace threadmirror;
using namespace threadmirror::sync::http;
using namespace std::string_literals;

namespace {

const Origin kOrigin{true, {"api.hubapi.com", 443}, "/eu"};

core::ErrorCode refusal(const Request& request) {
  const auto bytes = request_bytes(request, kOrigin, "threadmirror/1");
  REQUIRE_FALSE(bytes);
  return bytes.error().code();
}

}  // namespace

TEST_CASE("a GET request is written whole") {
  Request request;
  request.target = "/conversations/v3/conversations/threads?limit=500";
  request.headers = {{"Accept", "application/json"}};
  request.bearer_token = core::Secret("pat-eu1-x");
  CHECK(request_bytes(request, kOrigin, "threadmirror/1")->reveal() ==
        "GET /eu/conversations/v3/conversations/threads?limit=500 HTTP/1.1\r\nHost: api.hubapi.com\r\n"
        "User-Agent: threadmirror/1\r\nAccept-Encoding: gzip\r\nAuthorization: Bearer pat-eu1-x\r\n"
        "Accept: application/json\r\n\r\n");
}

TEST_CASE("a POST request has its body and its length, also when empty") {
  Request request;
  request.method = Method::kPost;
  request.target = "/oauth";
  request.body = "a=b";
  const auto bytes = request_bytes(request, kOrigin, "t");
  CHECK(bytes->reveal().ends_with("\r\nContent-Length: 3\r\n\r\na=b"));
  CHECK(bytes->reveal().find("Authorization") == std::string_view::npos);
  request.body.clear();
  CHECK(request_bytes(request, kOrigin, "t")->reveal().ends_with("Content-Length: 0\r\n\r\n"));
}

TEST_CASE("a token with control characters, spaces or non-ASCII is refused and not shown") {
  for (const std::string& token :
       {"hush\r\nX: y"s, "hush\n"s, "hu sh"s, "hush\0"s, "hush\x7f"s, "hüsh"s, "\xEF\xBB\xBFhush"s}) {
    Request request;
    request.bearer_token = core::Secret(token);
    const auto bytes = request_bytes(request, kOrigin, "t");
    REQUIRE_FALSE(bytes);
    CHECK(bytes.error().code() == core::ErrorCode::kConfig);
    CHECK(bytes.error().text().find("hu") == std::string::npos);
  }
}

// Fault 61.
TEST_CASE("a target that could leave its line or its host is refused") {
  for (const std::string& target : {""s, "threads"s, "https://evil.example/x"s, "/a b"s, "/a\r\nHost: evil"s,
                                    "/a\n"s, "/\0"s, "/ä"s, "*"s}) {
    CAPTURE(target);
    Request request;
    request.target = target;
    CHECK(refusal(request) == core::ErrorCode::kInternal);
  }
}

TEST_CASE("headers that could break out or that are the transport's own are refused") {
  for (const Header& header :
       {Header{"X", "a\r\nY: b"}, Header{"X", "a\nb"}, Header{"X", "\x01"}, Header{"X Y", "a"},
        Header{"", "a"}, Header{"X:", "a"}, Header{"X\r\nY", "a"}, Header{"host", "evil"},
        Header{"Content-Length", "1"}, Header{"transfer-encoding", "chunked"},
        Header{"Authorization", "Bearer x"}, Header{"Connection", "close"}}) {
    CAPTURE(header.name);
    Request request;
    request.headers = {header};
    CHECK(refusal(request) == core::ErrorCode::kInternal);
  }
  Request get_with_body;
  get_with_body.body = "x";
  CHECK(refusal(get_with_body) == core::ErrorCode::kInternal);
}
