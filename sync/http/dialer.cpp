#include "sync/http/dialer.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "sync/http/url.hpp"
#include "sync/http/watchdog.hpp"

namespace threadmirror::sync::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::steady_clock;

constexpr std::size_t kMostShownAttempts = 4;

core::SteadyTime attempt_deadline(const DialOptions& options, bool last) {
  return last ? options.deadline : std::min(options.deadline, steady_clock::now() + options.address_timeout);
}

// What was tried and why it failed, for one message.
class Attempts {
 public:
  void add(const asio::ip::address& address, std::uint16_t port, const std::string& reason) {
    if (++count_ > kMostShownAttempts) return;
    text_ += (text_.empty() ? "" : ", ") + Endpoint{address.to_string(), port}.text() + " (" + reason + ")";
  }
  std::string text() const {
    return count_ > kMostShownAttempts
               ? text_ + " and " + std::to_string(count_ - kMostShownAttempts) + " more"
               : text_;
  }

 private:
  std::size_t count_ = 0;
  std::string text_;
};

}  // namespace

asio::awaitable<core::Result<tcp::socket>> dial(asio::any_io_executor executor, std::string host,
                                                Addresses addresses, std::uint16_t port,
                                                DialOptions options) {
  Attempts attempts;
  for (std::size_t i = 0; i < addresses.size() && steady_clock::now() < options.deadline; ++i) {
    tcp::socket socket(executor);
    Watchdog watchdog(executor);
    watchdog.arm(socket, attempt_deadline(options, i + 1 == addresses.size()));
    const tcp::endpoint endpoint(addresses[i], port);
    boost::system::error_code error;
    co_await socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
    const bool timed_out = watchdog.bite() != Watchdog::Bite::kNone;
    watchdog.disarm();
    if (!error && !timed_out) {
      socket.set_option(tcp::no_delay(true), error);
      co_return socket;
    }
    if (!timed_out && error == asio::error::operation_aborted) {
      co_return core::fail(core::ErrorCode::kCancelled, "cancelled while connecting to " + host);
    }
    attempts.add(addresses[i], port, timed_out ? "no answer" : error.message());
  }
  if (steady_clock::now() >= options.deadline) {
    co_return core::fail(core::ErrorCode::kTimeout,
                         "no connection to " + host + " in time; tried " + attempts.text());
  }
  co_return core::fail(core::ErrorCode::kConnect, "no connection to " + host + "; tried " + attempts.text());
}

}  // namespace threadmirror::sync::http
