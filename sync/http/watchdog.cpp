#include "sync/http/watchdog.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>

namespace threadmirror::sync::http {

namespace asio = boost::asio;
using std::chrono::steady_clock;

struct Watchdog::State : std::enable_shared_from_this<State> {
  explicit State(asio::any_io_executor executor) : timer(std::move(executor)) {}

  core::SteadyTime stall_deadline() const {
    return stall_limit == kNoStallLimit ? core::SteadyTime::max() : progress + stall_limit;
  }

  // One timer for both limits. Progress does not touch it: when it fires too early, it is set again.
  void wait() {
    timer.expires_at(std::min(deadline, stall_deadline()));
    timer.async_wait([weak = weak_from_this(), round = round](const boost::system::error_code& error) {
      const auto self = weak.lock();
      if (!error && self && self->socket != nullptr && self->round == round) self->fire();
    });
  }

  void fire() {
    const core::SteadyTime now = steady_clock::now();
    if (now < deadline && now < stall_deadline()) return wait();
    bite = now >= deadline ? Bite::kDeadline : Bite::kStall;
    boost::system::error_code ignored;
    std::exchange(socket, nullptr)->close(ignored);
  }

  asio::steady_timer timer;
  asio::ip::tcp::socket* socket = nullptr;
  core::SteadyTime deadline;
  core::SteadyTime progress;
  std::chrono::milliseconds stall_limit = kNoStallLimit;
  Bite bite = Bite::kNone;
  unsigned round = 0;  // tells a wait of an earlier arm() from the present one
};

Watchdog::Watchdog(asio::any_io_executor executor) : state_(std::make_shared<State>(std::move(executor))) {}
Watchdog::~Watchdog() { disarm(); }

void Watchdog::arm(asio::ip::tcp::socket& socket, core::SteadyTime deadline,
                   std::chrono::milliseconds stall_limit) {
  state_->socket = &socket;
  state_->deadline = deadline;
  state_->progress = steady_clock::now();
  state_->stall_limit = stall_limit;
  state_->bite = Bite::kNone;
  ++state_->round;
  state_->wait();
}

void Watchdog::touch() { state_->progress = steady_clock::now(); }

void Watchdog::disarm() {
  state_->socket = nullptr;
  ++state_->round;
  state_->timer.cancel();
}

Watchdog::Bite Watchdog::bite() const { return state_->bite; }

}  // namespace threadmirror::sync::http
