#include "sync/http/listen_address.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace threadmirror;
using namespace threadmirror::sync::http;

TEST_CASE("an address of either family is read, and written as it was given") {
  for (const std::string text : {"127.0.0.1:9464", "[::1]:9464", "0.0.0.0:1", "[::]:65535", "127.0.0.1:0"}) {
    CAPTURE(text);
    const auto endpoint = parse_listen_address(text);
    REQUIRE(endpoint.has_value());
    CHECK(to_text(*endpoint) == text);
  }
  CHECK(to_text(parse_listen_address("localhost:9464").value()) == "127.0.0.1:9464");
}

TEST_CASE("anything else is a configuration error that shows the text") {
  for (const std::string text :
       {"", ":9464", "9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:1x",
        "::1:9464", "[127.0.0.1]:9464", "[]:1", "[:1", "[fe80::1%lo]:1", "127.1:9464", "example.org:9464"}) {
    CAPTURE(text);
    const auto endpoint = parse_listen_address(text);
    REQUIRE_FALSE(endpoint.has_value());
    CHECK(endpoint.error().code() == core::ErrorCode::kConfig);
    CHECK(endpoint.error().message().find('"' + text + '"') != std::string::npos);
  }
}
