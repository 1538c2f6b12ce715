#include "tests/simulation/sim_transport.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <string>

#include "tests/support/time/fake_time.hpp"

using namespace threadmirror;
using namespace threadmirror::simulation;
using namespace std::chrono_literals;
using sync::http::Response;

namespace {

struct Net {
  explicit Net(int burst = 100, bool allowance_known = true) : allowance_known_(allowance_known) {
    fake_hubspot::UpstreamOptions options;
    options.shape.threads = 3;
    options.shape.now = clock.now();
    options.limits.burst = burst;
    upstream.emplace(options);
    weather.limits = options.limits;
  }

  SimTransport transport() {
    return SimTransport(
        {*upstream, weather, dice, referee, traffic, 4, allowance_known_, [this] { return clock.now(); },
         [](std::string_view, std::int64_t, std::string_view) {}},
        waiter);
  }
  static sync::http::Request request() {
    sync::http::Request made;
    made.target = "/conversations/v3/conversations/threads";
    made.bearer_token = core::Secret(std::string(fake_hubspot::kDefaultToken));
    return made;
  }
  core::Result<Response> get(SimTransport& transport) {
    using Answer = std::optional<core::Result<Response>>;
    const auto ask = [](SimTransport& t) -> boost::asio::awaitable<Answer> {
      co_return co_await t.send(request());
    };
    return *tests::run_task(loop, waiter, ask(transport));
  }
  int broken() const { return referee.violation() ? static_cast<int>(referee.violation()->invariant) : 0; }
  void add_fault(const char* text) {
    auto rule = fake_hubspot::parse_fault(text).value();
    upstream->faults().add(rule);
    weather.faults.push_back(rule);
  }

  boost::asio::io_context loop{1};
  tests::FakeClock clock;
  tests::FakeWaiter waiter{loop, clock};
  std::optional<fake_hubspot::Upstream> upstream;
  Weather weather;
  Dice dice{1};
  Referee referee;
  Traffic traffic;

 private:
  bool allowance_known_;
};

}  // namespace

TEST_CASE("a request takes its time and brings the server's answer") {
  Net net;
  SimTransport transport = net.transport();
  const auto start = net.clock.now();
  const auto answer = net.get(transport);
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->body.find("results") != std::string::npos);
  CHECK(net.clock.now() - start >= 10ms);
  CHECK(net.traffic.requests == 1);
  CHECK(net.traffic.answers == 1);
  CHECK(net.broken() == 0);
}

TEST_CASE("a network that is down loses requests before and after the server saw them") {
  Net net;
  net.weather.network_failures = 1;
  SimTransport transport = net.transport();
  for (int i = 0; i < 40; ++i) {
    const auto answer = net.get(transport);
    REQUIRE(!answer);
    CHECK(core::is_transient(answer.error().code()));
  }
  const auto seen = net.upstream->service().ledger().requests();
  CHECK(seen > 5);
  CHECK(seen < 35);
}

TEST_CASE("faults of delivery become the errors that a transport gives") {
  using core::ErrorCode;
  const std::array<std::pair<const char*, ErrorCode>, 6> kCases{
      {{"reset:body", ErrorCode::kConnectionLost},
       {"stall:header", ErrorCode::kTimeout},
       {"length:short", ErrorCode::kBadResponse},
       {"huge-header", ErrorCode::kTooLarge},
       {"drip:1", ErrorCode::kTimeout},
       {"redirect:http://x/", ErrorCode::kRedirect}}};
  for (const auto& [text, code] : kCases) {
    Net net;
    net.add_fault(text);
    SimTransport transport = net.transport();
    const auto answer = net.get(transport);
    REQUIRE(!answer);
    CHECK(answer.error().code() == code);
  }
}

TEST_CASE("a refusal for the rate breaks allowance where the allowance was known, else it does not") {
  for (const bool known : {true, false}) {
    Net net(2, known);
    SimTransport transport = net.transport();
    for (int i = 0; i < 3; ++i) net.get(transport);
    CHECK(net.traffic.refused_for_rate == 1);
    CHECK(net.broken() == (known ? static_cast<int>(Invariant::kAllowance) : 0));
  }
}

TEST_CASE("a request within the pause after a 429 breaks pause, one after it does not") {
  for (const auto& [wait, breaks] : {std::pair<milliseconds, bool>{9s, true}, {10s, false}}) {
    Net net(1, false);
    SimTransport transport = net.transport();
    net.get(transport);
    CHECK(net.get(transport)->status == 429);
    net.clock.advance(wait);
    net.get(transport);
    CHECK(net.broken() == (breaks ? static_cast<int>(Invariant::kPause) : 0));
  }
}

TEST_CASE("more requests at once than the engine needs break bounded") {
  for (const auto& [requests, breaks] : {std::pair<int, bool>{4, false}, {5, true}}) {
    Net net;
    SimTransport transport = net.transport();
    for (int i = 0; i < requests; ++i) {
      boost::asio::co_spawn(net.loop, transport.send(Net::request()), boost::asio::detached);
    }
    tests::run(net.loop, net.waiter);
    CHECK(net.broken() == (breaks ? static_cast<int>(Invariant::kBounded) : 0));
  }
}
