#include "daemon/output/line_writer.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {

using namespace daemon::output;
using namespace std::chrono_literals;

TEST_CASE("texts arrive on a pipe and on a socket") {
  for (const bool is_socket : {false, true}) {
    const Channel channel = is_socket ? Channel::socket() : Channel::pipe();
    LineWriter writer(channel.writer());
    CHECK(writer.write("one\n"));
    CHECK(writer.write("two\n"));
    CHECK(channel.drain() == "one\ntwo\n");
    CHECK(writer.lost() == 0);
  }
}

// Fault 97.
TEST_CASE("a full pipe or socket drops texts instead of blocking, and works again once it is read") {
  for (const bool is_socket : {false, true}) {
    const Channel channel = is_socket ? Channel::socket() : Channel::pipe();
    LineWriter writer(channel.writer(), 0ms);
    const std::string line(99, 'x');
    int written = 0;
    while (writer.write(line + "\n") && written < 1'000'000) ++written;
    CHECK(written < 1'000'000);
    CHECK(writer.lost() == 1);
    for (int i = 0; i < 1000; ++i) writer.write(line);
    CHECK(writer.lost() == 1001);
    channel.drain();
    CHECK(writer.write("after\n"));
    const std::string rest = channel.drain();
    CHECK((rest == "after\n" || rest == "\nafter\n"));
  }
}

// Fault 97.
TEST_CASE("a text that was cut off is ended before the next one begins") {
  const Channel channel = Channel::pipe();
  LineWriter writer(channel.writer(), 0ms);
  const std::string huge(1'000'000, 'h');
  CHECK_FALSE(writer.write(huge));
  const std::string part = channel.drain();
  CHECK_FALSE(part.empty());
  CHECK(part.size() < huge.size());
  CHECK(writer.write("next\n"));
  CHECK(channel.drain() == "\nnext\n");
}

// Fault 97.
TEST_CASE("a reader that has gone, a closed descriptor and a full disk only drop texts") {
  for (const bool is_socket : {false, true}) {
    Channel channel = is_socket ? Channel::socket() : Channel::pipe();
    channel.close_reader();
    LineWriter writer(channel.writer());
    CHECK_FALSE(writer.write("x\n"));
    CHECK_FALSE(writer.write("x\n"));
    CHECK(writer.lost() == 2);
  }
  LineWriter closed(-1);
  CHECK_FALSE(closed.write("x\n"));
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  LineWriter disk(full);
  CHECK_FALSE(disk.write("x\n"));
  close(full);
}

// Fault 97.
TEST_CASE("only the first text that is not taken is waited for") {
  const Channel channel = Channel::pipe();
  LineWriter writer(channel.writer(), 200ms);
  const std::string line(4096, 'x');
  const auto start = std::chrono::steady_clock::now();
  while (writer.lost() < 1000) writer.write(line);
  CHECK(std::chrono::steady_clock::now() - start < 100s);  // with a wait for each it would be 200 s
}

TEST_CASE("the descriptor's flags, which others share, stay as they are") {
  const Channel channel = Channel::pipe();
  const int before = fcntl(channel.writer(), F_GETFL);
  LineWriter writer(channel.writer());
  writer.write("x\n");
  CHECK(fcntl(channel.writer(), F_GETFL) == before);
}

}  // namespace threadmirror::tests
