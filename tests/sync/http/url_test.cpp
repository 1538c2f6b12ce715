#include "sync/http/url.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace threadmirror;
using namespace threadmirror::sync::http;

TEST_CASE("a base URL is taken apart") {
  const auto origin = parse_base_url("HTTPS://API.HubApi.com");
  REQUIRE(origin);
  CHECK(origin->tls);
  CHECK(origin->endpoint == Endpoint{"api.hubapi.com", 443});
  CHECK(origin->path_prefix == "");
  CHECK(origin->host_header() == "api.hubapi.com");
  const auto prefixed = parse_base_url("https://gate.example:8443/hubspot/eu/");
  REQUIRE(prefixed);
  CHECK(prefixed->path_prefix == "/hubspot/eu");
  CHECK(prefixed->host_header() == "gate.example:8443");
}

TEST_CASE("host names may have digits, as long as they are no numbers") {
  for (const char* url : {"https://3com", "https://1a", "https://10.example", "https://a-b_c.x1"}) {
    CAPTURE(url);
    CHECK(parse_base_url(url));
  }
}

TEST_CASE("IPv6 literals lose their brackets and get them back in text") {
  const auto origin = parse_base_url("https://[::1]:9443");
  REQUIRE(origin);
  CHECK(origin->endpoint == Endpoint{"::1", 9443});
  CHECK(origin->host_header() == "[::1]:9443");
  CHECK(parse_base_url("https://[2001:DB8::1]")->host_header() == "[2001:db8::1]");
}

TEST_CASE("plain http is for loopback only") {
  for (const char* url :
       {"http://127.0.0.1:8080", "http://127.5.6.7", "http://[::1]:80", "http://localhost:1"}) {
    CAPTURE(url);
    REQUIRE(parse_base_url(url));
    CHECK_FALSE(parse_base_url(url)->tls);
  }
  for (const char* url :
       {"http://api.hubapi.com", "http://10.0.0.1", "http://localhost.evil.com", "http://[::2]"}) {
    CAPTURE(url);
    REQUIRE_FALSE(parse_base_url(url));
    CHECK(parse_base_url(url).error().code() == core::ErrorCode::kConfig);
    CHECK(parse_base_url(url).error().message().find("loopback") != std::string::npos);
  }
}

TEST_CASE("what is no base URL is refused as a configuration error") {
  for (const char* url : {"",
                          "api.hubapi.com",
                          "ftp://a",
                          "https://",
                          "https:///x",
                          "https://a:0",
                          "https://a:65536",
                          "https://a:",
                          "https://a:1x",
                          "https://a?q=1",
                          "https://a/#f",
                          "https://a/b c",
                          "https://a/b\r\nX: y",
                          "https://a..b",
                          "https://.a",
                          "https://a.",
                          "https://ä.de",
                          "https://[::1",
                          "https://[127.0.0.1]",
                          "https://[fe80::1%25eth0]",
                          "https://127.1",
                          "https://2130706433",
                          "https://0x7f000001",
                          "https://1.2.3.4.5",
                          "https://a\\b",
                          "https://::1"}) {
    CAPTURE(url);
    REQUIRE_FALSE(parse_base_url(url));
    CHECK(parse_base_url(url).error().code() == core::ErrorCode::kConfig);
    CHECK_FALSE(parse_base_url(url).error().mend().empty());
  }
}

TEST_CASE("user information in a base URL is refused and never shown") {
  const auto origin = parse_base_url("https://user:hush@api.example");
  REQUIRE_FALSE(origin);
  CHECK(origin.error().text().find("hush") == std::string::npos);
  CHECK_FALSE(parse_base_url("https://api.example/hush@x"));
}

TEST_CASE("a proxy URL is taken apart, its credentials decoded and kept secret") {
  const auto proxy = parse_proxy("http://us%65r:p%40ss%3A@proxy.example:3128/");
  REQUIRE(proxy);
  CHECK(proxy->endpoint == Endpoint{"proxy.example", 3128});
  CHECK(proxy->credentials.reveal() == "user:p@ss:");
  CHECK(parse_proxy("proxy.example:8080")->endpoint == Endpoint{"proxy.example", 8080});
  CHECK(parse_proxy("http://proxy.example")->endpoint.port == 80);
  CHECK(parse_proxy("http://proxy.example")->credentials.empty());
}

TEST_CASE("a bad proxy URL is refused without showing its password") {
  for (const char* url :
       {"https://p:1", "socks5://u:hush@p:1", "http://u:hush@", "http://u:hush%4@p", "http://u:hush%zz@p",
        "http://u:hush@p:99999", "http://u:hush@p/path", "http://u:hush@p p"}) {
    CAPTURE(url);
    const auto proxy = parse_proxy(url);
    REQUIRE_FALSE(proxy);
    CHECK(proxy.error().code() == core::ErrorCode::kConfig);
    CHECK(proxy.error().text().find("hush") == std::string::npos);
  }
}
