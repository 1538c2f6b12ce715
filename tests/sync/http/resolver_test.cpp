#include "sync/http/resolver.hpp"

#include <doctest/doctest.h>

#include <latch>

#include "tests/sync/http/transport_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::http;
using namespace threadmirror::tests;
using namespace std::chrono_literals;
using boost::asio::ip::make_address;

namespace {

core::SteadyTime in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

Addresses list(std::initializer_list<const char*> texts) {
  Addresses addresses;
  for (const char* text : texts) addresses.push_back(make_address(text));
  return addresses;
}

}  // namespace

TEST_CASE("addresses alternate between the families, beginning with the first one's") {
  CHECK(interleave_families(list({"::1", "::2", "::3", "1.1.1.1", "2.2.2.2"})) ==
        list({"::1", "1.1.1.1", "::2", "2.2.2.2", "::3"}));
  CHECK(interleave_families(list({"1.1.1.1", "::1"})) == list({"1.1.1.1", "::1"}));
  CHECK(interleave_families({}).empty());
}

TEST_CASE("an address needs no lookup") {
  boost::asio::io_context io;
  Resolver resolver(io.get_executor(), [](const std::string&) -> core::Result<Addresses> { std::abort(); });
  CHECK(*run(io, resolver.resolve("::1", in(1min))) == list({"::1"}));
}

TEST_CASE("the system's resolver answers, and names the host that it does not know") {
  const auto local = look_up_with_system("127.0.0.1");
  REQUIRE(local);
  CHECK(local->front().is_loopback());
  const auto unknown = look_up_with_system("no-such-host.invalid");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code() == core::ErrorCode::kDns);
  CHECK(unknown.error().message().find("no-such-host.invalid") != std::string::npos);
}

// Fault 1.
TEST_CASE("a failed or empty lookup is a DNS failure") {
  boost::asio::io_context io;
  Resolver failing(io.get_executor(), [](const std::string&) -> core::Result<Addresses> {
    return core::fail(core::ErrorCode::kDns, "NXDOMAIN");
  });
  CHECK(run(io, failing.resolve("a.example", in(1min))).error().message() == "NXDOMAIN");
  Resolver empty(io.get_executor(), [](const std::string&) { return core::Result<Addresses>(Addresses()); });
  CHECK(run(io, empty.resolve("a.example", in(1min))).error().code() == core::ErrorCode::kDns);
}

// Fault 2.
TEST_CASE(
    "lookups that hang are left behind, bounded in number, and the answer that comes too late is thrown "
    "away") {
  const auto release = std::make_shared<std::latch>(1);
  const auto running = std::make_shared<std::atomic<int>>(0);
  {
    boost::asio::io_context io;
    Resolver resolver(io.get_executor(), [=](const std::string&) -> core::Result<Addresses> {
      ++*running;
      release->wait();
      --*running;
      return list({"127.0.0.1"});
    });
    for (int i = 0; i < 32; ++i) {
      CHECK(run(io, resolver.resolve("a.example", in(0ms))).error().code() == core::ErrorCode::kTimeout);
    }
    const auto refused = run(io, resolver.resolve("a.example", in(1min)));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == core::ErrorCode::kDns);
    CHECK(refused.error().message().find("hang") != std::string::npos);
  }
  // The event loop is gone; now the answers come.
  release->count_down();
  while (*running > 0) std::this_thread::sleep_for(1ms);
}
