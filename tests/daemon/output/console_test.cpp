#include "daemon/output/console.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {

using namespace daemon::output;

TEST_CASE("without a status line, lines are just lines") {
  const Channel channel = Channel::pipe();
  {
    Console console(channel.writer());
    console.line("one");
    console.line("two");
  }
  CHECK(channel.drain() == "one\ntwo\n");
}

TEST_CASE("a line goes above the status line, which is wiped and drawn again") {
  const Channel channel = Channel::pipe();
  Console console(channel.writer());
  console.status("bar 10%");
  CHECK(channel.drain() == "\rbar 10%\x1b[K");
  console.line("log");
  CHECK(channel.drain() == "\r\x1b[Klog\nbar 10%");
  console.status("bar 20%");
  CHECK(channel.drain() == "\rbar 20%\x1b[K");
}

TEST_CASE("an unchanged status line is not drawn again") {
  const Channel channel = Channel::pipe();
  Console console(channel.writer());
  console.status("bar");
  channel.drain();
  console.status("bar");
  CHECK(channel.drain().empty());
}

TEST_CASE("the status line is gone once it is emptied, and at the console's end") {
  const Channel channel = Channel::pipe();
  {
    Console console(channel.writer());
    console.status("bar");
    console.status("");
    CHECK(channel.drain() == "\rbar\x1b[K\r\x1b[K");
    console.line("x");
    CHECK(channel.drain() == "x\n");
    console.status("bar");
    channel.drain();
  }
  CHECK(channel.drain() == "\r\x1b[K");
}

TEST_CASE("lines of several threads never mix") {
  const Channel channel = Channel::pipe();
  Console console(channel.writer());
  std::vector<std::thread> threads;
  for (char c = 'a'; c < 'e'; ++c) {
    threads.emplace_back([&console, c] {
      for (int i = 0; i < 100; ++i) console.line(std::string(40, c));
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string text = channel.drain();
  CHECK(text.size() == 400 * 41);
  for (std::size_t at = 0; at + 41 <= text.size(); at += 41) {
    CHECK(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                     text.begin() + static_cast<std::ptrdiff_t>(at) + 40, text[at]) == 40);
  }
}

TEST_CASE("a status line drawn by one thread does not tear the lines of another") {
  const Channel channel = Channel::pipe();
  Console console(channel.writer());
  std::thread drawer([&console] {
    for (int i = 0; i < 200; ++i) console.status("bar " + std::string(static_cast<std::size_t>(i % 50), '#'));
  });
  for (int i = 0; i < 200; ++i) console.line("line");
  drawer.join();
  const std::string text = channel.drain();
  std::size_t lines = 0;
  for (std::size_t at = text.find("line\n"); at != std::string::npos; at = text.find("line\n", at + 1))
    ++lines;
  CHECK(lines == 200);
}

// Fault 97.
TEST_CASE("a console without a reader counts what was lost") {
  Channel channel = Channel::pipe();
  channel.close_reader();
  Console console(channel.writer());
  console.line("x");
  CHECK(console.lost() == 1);
}

}  // namespace threadmirror::tests
