#include "tests/simulation/sim_transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace threadmirror::simulation {
namespace {

using namespace std::chrono_literals;
using core::ErrorCode;
using fake_hubspot::Answer;
using fake_hubspot::Delivery;
using sync::http::Request;
using sync::http::Response;
using enum Invariant;

// What a client believes whom nobody tells the window.
constexpr milliseconds kUsualWindow = 10s;
constexpr milliseconds kStallTimeout = 30s;
constexpr milliseconds kRequestTimeout = 110s;

core::Error network_failure(Dice& dice, bool was_sent) {
  constexpr std::array kBefore{ErrorCode::kDns, ErrorCode::kConnect, ErrorCode::kTls, ErrorCode::kTimeout};
  constexpr std::array kAfter{ErrorCode::kConnectionLost, ErrorCode::kTimeout};
  return core::Error(was_sent ? dice.one_of(kAfter) : dice.one_of(kBefore), "the network is down");
}

// How a real transport ends with a delivery that is a fault; kInternal for one that is none.
ErrorCode failure_of(Delivery delivery) {
  switch (delivery) {
    case Delivery::kNormal:
    case Delivery::kDrip:
      return ErrorCode::kInternal;
    case Delivery::kStallBefore:
    case Delivery::kStallInHeader:
    case Delivery::kStallInBody:
      return ErrorCode::kTimeout;
    case Delivery::kLengthTooShort:
    case Delivery::kBothLengths:
    case Delivery::kBadChunk:
      return ErrorCode::kBadResponse;
    case Delivery::kEndlessChunks:
    case Delivery::kHugeHeader:
    case Delivery::kGzipBomb:
      return ErrorCode::kTooLarge;
    default:
      return ErrorCode::kConnectionLost;
  }
}

// Keeps count of the requests under way, also of those that are cancelled.
class UnderWay {
 public:
  explicit UnderWay(int& count) : count_(count) { ++count_; }
  ~UnderWay() { --count_; }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

 private:
  int& count_;
};

std::optional<std::int64_t> number_in(const Answer& answer, std::string_view header) {
  for (const auto& [name, value] : answer.headers) {
    if (name != header) continue;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error == std::errc() && end == value.data() + value.size()) return number;
  }
  return std::nullopt;
}

Response to_response(Answer answer) {
  Response response;
  response.status = answer.status;
  for (auto& [name, value] : answer.headers) response.headers.push_back({std::move(name), std::move(value)});
  response.body = std::move(answer.body);
  while (answer.more) {
    const std::string part = answer.more();
    if (part.empty()) break;
    response.body += part;
  }
  return response;
}

}  // namespace

boost::asio::awaitable<core::Result<Response>> SimTransport::send(Request request) {
  const UnderWay under_way(under_way_);
  check(request);
  ++world_.traffic.requests;
  world_.note("request", 0, request.target);
  const bool is_lost = world_.dice.chance(world_.weather.network_failures);
  const bool is_served = !is_lost || world_.dice.chance(0.5);
  co_await waiter_.wait(one_way());
  if (!is_served) {
    world_.note("lost", 0, "");
    co_return core::fail(network_failure(world_.dice, false));
  }
  const bool may_be_a_fault = world_.weather.faults.size() > 0;
  Answer answer = serve(request);
  co_await waiter_.wait(one_way());
  if (is_lost) {
    world_.note("lost", answer.status, "on the way back");
    co_return core::fail(network_failure(world_.dice, true));
  }
  judge(request, answer, may_be_a_fault);
  co_return co_await deliver(std::move(answer));
}

void SimTransport::check(const Request& request) {
  const core::Timestamp now = world_.now();
  if (now < quiet_until_) {
    world_.referee.report(kPause, fmt::format("{} was sent at {}, but nothing should be before {}",
                                              request.target, now.to_string(), quiet_until_.to_string()));
  }
  if (under_way_ > world_.most_under_way) {
    world_.referee.report(kBounded, fmt::format("{} requests are under way at once", under_way_));
  }
}

Answer SimTransport::serve(const Request& request) {
  const std::string authorization = "Bearer " + std::string(request.bearer_token.reveal());
  fake_hubspot::Call call;
  call.target = request.target;
  call.authorization = authorization;
  return world_.upstream.handle(call, world_.now());
}

void SimTransport::judge(const Request& request, const Answer& answer, bool may_be_a_fault) {
  Traffic& traffic = world_.traffic;
  ++traffic.answers;
  const bool is_missing_thread =
      answer.status == 404 && request.target.find("/threads/") != std::string::npos;
  if (answer.status >= 400 && !is_missing_thread) ++traffic.errors;
  world_.note("answer", answer.status, std::to_string(answer.body.size()));
  if (answer.status != 429 || failure_of(answer.delivery) != ErrorCode::kInternal) return;
  if (answer.body.find("\"DAILY\"") != std::string::npos) return;
  if (number_in(answer, "X-HubSpot-RateLimit-Daily-Remaining") == 0) return;  // the day's quota all the same
  ++traffic.refused_for_rate;
  if (world_.is_allowance_known && !may_be_a_fault) {
    world_.referee.report(kAllowance, request.target);
  }
  const auto wish = number_in(answer, "Retry-After");
  const bool is_told = number_in(answer, "X-HubSpot-RateLimit-Interval-Milliseconds").value_or(0) > 0;
  const milliseconds window = world_.weather.limits.window;
  const milliseconds pause = wish      ? milliseconds(std::chrono::seconds(*wish))
                             : is_told ? window
                                       : std::min(window, kUsualWindow);
  quiet_until_ = std::max(quiet_until_, world_.now() + pause);
}

boost::asio::awaitable<core::Result<Response>> SimTransport::deliver(Answer answer) {
  const ErrorCode failure = failure_of(answer.delivery);
  if (failure != ErrorCode::kInternal) {
    if (failure == ErrorCode::kTimeout) co_await waiter_.wait(kStallTimeout);
    co_return core::fail(failure, "the answer did not arrive whole");
  }
  if (answer.delivery == Delivery::kDrip) {
    const milliseconds needed{static_cast<std::int64_t>(answer.body.size()) * 1000 / answer.delivery_value};
    co_await waiter_.wait(std::min(needed, kRequestTimeout));
    if (needed > kRequestTimeout) co_return core::fail(ErrorCode::kTimeout, "the answer took too long");
  }
  if (answer.status >= 300 && answer.status < 400) co_return core::fail(ErrorCode::kRedirect, "redirected");
  Response response = to_response(std::move(answer));
  co_return response;
}

}  // namespace threadmirror::simulation
