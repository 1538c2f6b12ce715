#include "config/text_checks.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace threadmirror::config;

namespace {
// The refusal's message; empty where the value is accepted.
std::string refused(Check check, std::string_view value) {
  const auto refusal = check(value);
  if (!refusal) return {};
  CHECK_FALSE(refusal->message.empty());
  CHECK_FALSE(refusal->mend.empty());
  return refusal->message;
}
}  // namespace

TEST_CASE("the base URL is https, or http to a loopback address") {
  for (const char* url :
       {"https://api.hubapi.com", "https://api.hubapi.com/", "https://api.hubapi.com:8443/prefix/more",
        "https://10.0.0.1", "https://[2001:db8::1]:443", "http://127.0.0.1:8080", "http://127.9.9.9",
        "http://localhost:1", "http://[::1]:8080/x"}) {
    CAPTURE(url);
    CHECK(refused(check_base_url, url) == "");
  }
  for (const char* url : {"http://api.hubapi.com", "http://10.0.0.1:80", "http://127.evil.example",
                          "http://localhost.evil.example", "http://[::2]", "http://0.0.0.0"}) {
    CAPTURE(url);
    CHECK(refused(check_base_url, url).find("unencrypted") != std::string::npos);
  }
  CHECK(refused(check_base_url, "") == "must begin with https://");
  CHECK(refused(check_base_url, "api.hubapi.com") == "must begin with https://");
  CHECK(refused(check_base_url, "HTTPS://api.hubapi.com") == "must begin with https://");
  CHECK(refused(check_base_url, "https://") == "has no valid host");
  CHECK(refused(check_base_url, "https:///path") == "has no valid host");
  CHECK(refused(check_base_url, "https://::1/") == "has no valid host");
  CHECK(refused(check_base_url, "https://[::1") == "has no valid host");
  CHECK(refused(check_base_url, "https://[nonsense]") == "has no valid host");
  CHECK(refused(check_base_url, "https://a..b") == "has no valid host");
  CHECK(refused(check_base_url, "https://a%00b") == "has no valid host");
  for (const char* url : {"https://a:", "https://a:0", "https://a:65536", "https://a:x", "https://a:+1",
                          "https://a:99999999999"}) {
    CAPTURE(url);
    CHECK(refused(check_base_url, url) == "has no valid port");
  }
  CHECK(refused(check_base_url, "https://a/b?c") == "must not hold a query or fragment");
  CHECK(refused(check_base_url, "https://a#b") == "must not hold a query or fragment");
  CHECK(refused(check_base_url, "https://a b") == "holds a character that no URL may hold");
  CHECK(refused(check_base_url, "https://a\r\nX: y") == "holds a character that no URL may hold");
}

TEST_CASE("a user or password in a URL is refused and not quoted") {
  const auto refusal = check_base_url("https://user:hunter2@api.hubapi.com");
  REQUIRE(refusal);
  CHECK(refusal->message == "must not hold a user or password");
  CHECK((refusal->message + refusal->mend).find("hunter2") == std::string::npos);
  // The real host of this one is evil.example.
  CHECK(refused(check_base_url, "http://127.0.0.1@evil.example") == "must not hold a user or password");
}

TEST_CASE("the API version is v and digits, or a year and a month") {
  for (const char* version : {"v1", "v3", "v10", "2026-09", "2026-03-beta", "2030-12"}) {
    CAPTURE(version);
    CHECK(refused(check_api_version, version) == "");
  }
  for (const char* version : {"", "v", "3", "V3", "v3/../x", "v1234", "2026", "2026-", "2026-9", "2026-00",
                              "2026-13", "2026-09-", "2026-09-alpha", "2026-09-beta2", "26-09", "2026/09"}) {
    CAPTURE(version);
    CHECK(refused(check_api_version, version) == "is not a version of the API");
  }
}

TEST_CASE("the proxy is an http URL with a port, with or without a password") {
  for (const char* proxy : {"", "http://proxy:3128", "http://proxy:3128/", "http://u:p@proxy.example:8080",
                            "http://u:p%40@x:1", "http://[::1]:8080", "http://u:p@ss@host:1"}) {
    CAPTURE(proxy);
    CHECK(refused(check_proxy, proxy) == "");
  }
  CHECK(refused(check_proxy, "https://proxy:3128") == "must begin with http://");
  CHECK(refused(check_proxy, "socks5://proxy:1080") == "must begin with http://");
  CHECK(refused(check_proxy, "proxy:3128") == "must begin with http://");
  CHECK(refused(check_proxy, "http://proxy") == "has no valid port");
  CHECK(refused(check_proxy, "http://proxy:0") == "has no valid port");
  CHECK(refused(check_proxy, "http://:3128") == "has no valid host");
  CHECK(refused(check_proxy, "http://u:p@:3128") == "has no valid host");
  CHECK(refused(check_proxy, "http://u:p\r\n@x:1") == "holds a control character");
  const auto refusal = check_proxy("http://user:hunter2@proxy");
  REQUIRE(refusal);
  CHECK((refusal->message + refusal->mend).find("hunter2") == std::string::npos);
}

TEST_CASE("the endpoint listens on an address and a port") {
  for (const char* listen : {"", "127.0.0.1:9464", "[::1]:9464", "0.0.0.0:1", "[::]:65535", "localhost:0"}) {
    CAPTURE(listen);
    CHECK(refused(check_listen, listen) == "");
  }
  for (const char* listen :
       {":9464", "9464", "::1:9464", "host.example:9464", "[127.0.0.1]:1", "[::1", "1.2.3:4"}) {
    CAPTURE(listen);
    CHECK(refused(check_listen, listen) == "has no IP address to listen on");
  }
  for (const char* listen :
       {"127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:http", "127.0.0.1:1:2"}) {
    CAPTURE(listen);
    CHECK(refused(check_listen, listen) == "has no valid port");
  }
}

TEST_CASE("a path holds no control characters and no tilde that nobody expands") {
  for (const char* path : {"", "/etc/x", "x", "./x", "/tmp/~/x", "~x", "/ä/ö"}) {
    CAPTURE(path);
    CHECK(refused(check_path, path) == "");
  }
  CHECK(refused(check_path, "~/x") == "begins with ~, which only a shell expands");
  CHECK(refused(check_path, "~") == "begins with ~, which only a shell expands");
  CHECK(refused(check_path, "a\nb") == "holds a control character");
  CHECK(refused(check_path, std::string_view("a\0b", 3)) == "holds a control character");
  CHECK(refused(check_plain_text, "a\tb") == "holds a control character");
  CHECK(refused(check_plain_text, "plain") == "");
}

// Fault 89.
TEST_CASE("a secret in the place of its file's name is refused and not quoted") {
  for (const char* secret : {"pat-na1-11111111-2222", "11111111-2222-3333-4444-555555555555"}) {
    CAPTURE(secret);
    const auto refusal = check_secret_path(secret);
    REQUIRE(refusal);
    CHECK(refusal->message.starts_with("looks like the secret itself"));
    CHECK((refusal->message + refusal->mend).find(secret) == std::string::npos);
  }
  CHECK(refused(check_secret_path, "/etc/threadmirror/token") == "");
  CHECK(refused(check_secret_path, "token") == "");
  CHECK(refused(check_secret_path, "./pat-in-a-folder") == "");
  CHECK(refused(check_secret_path, "") == "");
  CHECK(refused(check_secret_path, "~/token") == "begins with ~, which only a shell expands");
}
