#include "daemon/control/channel.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/write.hpp>

using namespace threadmirror;
using namespace threadmirror::daemon::control;
using boost::asio::awaitable;

namespace {

// Two ends of a connection; the other one is a bare socket.
struct Pair {
  boost::asio::io_context loop{1};
  Channel::Socket other{loop};
  std::optional<Channel> channel;

  Pair() {
    Channel::Socket mine(loop);
    boost::asio::local::connect_pair(mine, other);
    channel.emplace(std::move(mine));
  }
  template <typename T>
  T run(awaitable<T> task) {
    std::optional<T> result;
    boost::asio::co_spawn(loop, std::move(task), [&result](std::exception_ptr failure, T value) {
      REQUIRE_FALSE(failure);
      result = std::move(value);
    });
    loop.restart();
    loop.run();
    return std::move(*result);
  }
  void write(const std::string& bytes) { boost::asio::write(other, boost::asio::buffer(bytes)); }
};

}  // namespace

TEST_CASE("messages are received one by one, also those that came together") {
  Pair pair;
  pair.write(encode({"progress", "1"}) + encode({"done"}));
  CHECK(pair.run(pair.channel->receive()).value() == Message{"progress", "1"});
  CHECK(pair.run(pair.channel->receive()).value() == Message{"done"});
}

TEST_CASE("what is sent arrives as it was sent") {
  Pair pair;
  REQUIRE(pair.run(pair.channel->send({"order", "x"})));
  Channel there(std::move(pair.other));
  CHECK(pair.run(there.receive()).value() == Message{"order", "x"});
}

TEST_CASE("a hang-up is no message and no failure, also in the middle of a message") {
  Pair pair;
  pair.write(encode({"done", "5"}).substr(0, 7));
  pair.other.close();
  const auto message = pair.run(pair.channel->receive());
  REQUIRE(message);
  CHECK_FALSE(*message);
}

TEST_CASE("bytes that are no message are a failure, and so is sending to nobody") {
  Pair pair;
  pair.write("GET / HTTP/1.1\r\n\r\n");
  const auto message = pair.run(pair.channel->receive());
  REQUIRE_FALSE(message);
  CHECK(message.error().code() == core::ErrorCode::kBadResponse);
  pair.other.close();
  const core::Status sent = pair.run(pair.channel->send({"done"}));
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code() == core::ErrorCode::kIo);
}
