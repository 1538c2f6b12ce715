#include "daemon/reception.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <cstddef>

#include "tests/daemon/foreman_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::daemon;
using namespace std::chrono_literals;
using control::JobKind;
using control::Message;
using threadmirror::tests::ForemanRig;

namespace {

// Somebody who has come to the daemon's socket.
class Visitor {
 public:
  static constexpr int kSmallBuffer = 1;  // few messages fill it, whatever the kernel makes of it
  explicit Visitor(ForemanRig& rig, std::optional<int> buffer = {})
      : rig_(rig), there_(end(rig, here_, buffer)) {
    auto attended = [this](std::exception_ptr) { has_left_ = true; };
    boost::asio::co_spawn(rig.loop, reception_.attend(there_), std::move(attended));
  }
  void say(const Message& message) {
    const std::string bytes = control::encode(message);
    here_->write_some(boost::asio::buffer(bytes));
    rig_.pass(200ms);
  }
  void hang_up() {
    here_->close();
    rig_.pass(200ms);
  }
  void stop_listening() { here_->shutdown(control::Channel::Socket::shutdown_receive); }
  // All that was said to this visitor so far.
  std::vector<Message> heard() {
    std::string bytes(1 << 16, '\0');
    here_->non_blocking(true);
    boost::system::error_code nothing_more;
    while (const std::size_t count = here_->read_some(boost::asio::buffer(bytes), nothing_more)) {
      decoder_.feed({bytes.data(), count});
      rig_.pass(0ms);
    }
    for (;;) {
      auto message = decoder_.next();
      if (!message || !*message) return heard_;
      heard_.push_back(std::move(**message));
    }
  }
  bool has_left() const { return has_left_; }

 private:
  static control::Channel end(ForemanRig& rig, std::optional<control::Channel::Socket>& here,
                              std::optional<int> buffer) {
    control::Channel::Socket there(rig.loop);
    here.emplace(rig.loop);
    boost::asio::local::connect_pair(*here, there);
    if (buffer) there.set_option(boost::asio::socket_base::send_buffer_size(*buffer));
    return control::Channel(std::move(there));
  }

  ForemanRig& rig_;
  std::optional<control::Channel::Socket> here_;
  control::Channel there_;
  Reception reception_{rig_.foreman,
                       [] {
                         return control::DaemonFacts{4711, "0.1.0", {}, "polling"};
                       },
                       rig_.waiter, rig_.log};
  control::Decoder decoder_;
  std::vector<Message> heard_;
  bool has_left_ = false;
};

}  // namespace

TEST_CASE("a visitor with an order hears how it goes, and last how it ended") {
  ForemanRig rig;
  Visitor visitor(rig);
  visitor.say(control::ask_for({JobKind::kBackfill}));
  rig.pass(10s);
  const std::vector<Message> heard = visitor.heard();
  REQUIRE(heard.size() >= 2);
  const auto progress = control::parse_progress(heard[heard.size() - 2]);
  REQUIRE(progress);
  CHECK(progress->threads == 9);
  const auto result = control::parse_result(heard.back());
  REQUIRE(result);
  CHECK_FALSE(result->failure);
  CHECK(visitor.has_left());
}

TEST_CASE("a visitor who listens late hears every difference of a job that has ended meanwhile") {
  ForemanRig rig;
  Visitor visitor(rig, Visitor::kSmallBuffer);
  for (int id = 1; id <= 9; ++id) rig.api.threads.erase(id);
  for (int id = 100; id < 300; ++id) rig.api.put(threadmirror::tests::thread(id, rig.clock.now() - 24h));
  visitor.say(
      control::ask_for({.kind = JobKind::kReconcile, .allow_mass_delete = true, .wants_differences = true}));
  rig.pass(60s);
  REQUIRE(rig.foreman.current_job().empty());
  const std::vector<Message> heard = visitor.heard();
  CHECK(std::count_if(heard.begin(), heard.end(),
                      [](const Message& message) { return control::parse_difference(message); }) == 209);
  CHECK(control::parse_result(heard.back()));
}

TEST_CASE("a visitor who must wait for another one is told so") {
  ForemanRig rig;
  rig.api.latency = 500ms;
  Visitor first(rig);
  first.say(control::ask_for({JobKind::kReconcile}));
  Visitor second(rig);
  second.say(control::ask_for({JobKind::kSync}));
  const std::vector<Message> heard = second.heard();
  REQUIRE_FALSE(heard.empty());
  CHECK(control::parse_waiting(heard.front()) ==
        "the daemon is busy with another reconcile; this one comes after it");
  rig.pass(20s);
  CHECK(control::parse_result(second.heard().back()));
}

TEST_CASE("the job of a visitor who hangs up is given up") {
  ForemanRig rig;
  rig.api.latency = 500ms;
  Visitor visitor(rig);
  visitor.say(control::ask_for({JobKind::kReconcile}));
  CHECK(rig.foreman.current_job() == "reconcile");
  visitor.hang_up();
  rig.pass(1s);
  CHECK(rig.foreman.current_job().empty());
  CHECK(visitor.has_left());
}

TEST_CASE("a visitor who takes no more messages, but does not hang up, has the job given up") {
  ForemanRig rig;
  rig.api.latency = 500ms;
  Visitor visitor(rig);
  visitor.say(control::ask_for({JobKind::kReconcile}));
  REQUIRE(rig.foreman.current_job() == "reconcile");
  visitor.stop_listening();
  rig.pass(3s);
  CHECK(rig.foreman.current_job().empty());
  CHECK(visitor.has_left());
}

TEST_CASE("a visitor who asks for facts gets them, one who is not understood is told so") {
  ForemanRig rig;
  Visitor asking(rig);
  asking.say(control::ask_for_facts());
  CHECK(control::parse_facts(asking.heard().back())->process == 4711);
  Visitor stranger(rig);
  stranger.say({"order", "in another dialect"});
  const auto refusal = control::parse_result(stranger.heard().back());
  REQUIRE(refusal);
  CHECK(refusal->failure->code() == core::ErrorCode::kUsage);
  CHECK(refusal->failure->mend().find("restart the daemon") != std::string::npos);
}

TEST_CASE("a visitor who says nothing is not waited for") {
  ForemanRig rig;
  const Visitor silent(rig);
  rig.pass(4s);
  CHECK_FALSE(silent.has_left());
  rig.pass(2s);
  CHECK(silent.has_left());
}
