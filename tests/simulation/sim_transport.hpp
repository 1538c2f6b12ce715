// HTTP without a network: requests travel for a while in virtual time, are answered by the fake HubSpot, and
// may be lost on either way.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>

#include "core/wait.hpp"
#include "sync/http/transport.hpp"
#include "tests/fake_hubspot/upstream.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/invariants.hpp"
#include "tests/simulation/scenario.hpp"

namespace threadmirror::simulation {

// What was asked and answered, over the lives of all processes.
struct Traffic {
  std::int64_t requests = 0;
  std::int64_t answers = 0;
  std::int64_t errors = 0;  // answers of 400 and above, except 404 for a thread
  std::int64_t refused_for_rate = 0;
};

// What the transport is part of. All must outlive it.
struct TransportWorld {
  fake_hubspot::Upstream& upstream;
  const Weather& weather;  // as it is at the moment
  Dice& dice;
  Referee& referee;
  Traffic& traffic;
  int most_under_way;                    // requests
  bool is_allowance_known;               // no request may be refused for its rate
  std::function<core::Timestamp()> now;  // the true time
  std::function<void(std::string_view, std::int64_t, std::string_view)> note;  // for the trace
};

class SimTransport final : public sync::http::Transport {
 public:
  SimTransport(TransportWorld world, core::Waiter& waiter) : world_(std::move(world)), waiter_(waiter) {}

  boost::asio::awaitable<core::Result<sync::http::Response>> send(sync::http::Request request) override;
  void close_idle() override {}

 private:
  void check(const sync::http::Request& request);
  fake_hubspot::Answer serve(const sync::http::Request& request);
  void judge(const sync::http::Request& request, const fake_hubspot::Answer& answer, bool may_be_a_fault);
  boost::asio::awaitable<core::Result<sync::http::Response>> deliver(fake_hubspot::Answer answer);
  std::chrono::milliseconds one_way() {
    return world_.dice.between(std::chrono::milliseconds(5), world_.weather.slowest);
  }

  TransportWorld world_;
  core::Waiter& waiter_;
  int under_way_ = 0;
  core::Timestamp quiet_until_ = core::Timestamp::from_unix_ms(0);  // after a 429
};

}  // namespace threadmirror::simulation
