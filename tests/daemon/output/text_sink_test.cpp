#include "daemon/output/text_sink.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {

using namespace daemon::output;
using namespace std::string_literals;

TEST_CASE("text arrives whole and in order, once it is flushed") {
  const Channel channel = Channel::pipe();
  FdSink sink(channel.writer());
  CHECK(sink.write("one "));
  CHECK(sink.write("two"));
  CHECK(channel.drain().empty());
  CHECK(sink.flush());
  CHECK(channel.drain() == "one two");
}

TEST_CASE("what is buffered is delivered at the end of the sink") {
  const Channel channel = Channel::pipe();
  { FdSink(channel.writer()).write("rest"); }
  CHECK(channel.drain() == "rest");
}

TEST_CASE("a reader that has left ends the output and is no failure") {
  Channel channel = Channel::pipe();
  channel.close_reader();
  FdSink sink(channel.writer());
  CHECK(sink.write("x"));
  CHECK_FALSE(sink.flush());
  CHECK_FALSE(sink.write("y"));
  CHECK_FALSE(sink.error().has_value());
}

// Fault 72.
TEST_CASE("a full disk is a failure with a mend") {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  REQUIRE(full >= 0);
  FdSink sink(full);
  CHECK(sink.write("x"));
  CHECK_FALSE(sink.flush());
  REQUIRE(sink.error().has_value());
  CHECK(sink.error()->code() == core::ErrorCode::kDiskFull);
  CHECK(sink.error()->message() == "standard output can't be written: No space left on device");
  FdSink named(full, "rows.csv");
  named.write("x");
  CHECK_FALSE(named.flush());
  CHECK(named.error().value().message().starts_with("rows.csv can't be written: "));
  close(full);
}

TEST_CASE("a descriptor that is closed is an I/O failure") {
  FdSink sink(-1);
  sink.write("x");
  CHECK_FALSE(sink.flush());
  REQUIRE(sink.error().has_value());
  CHECK(sink.error()->code() == core::ErrorCode::kIo);
}

TEST_CASE("a slow reader is waited for, also on a descriptor that does not block") {
  Channel channel = Channel::pipe();
  fcntl(channel.writer(), F_SETFL, O_NONBLOCK);
  const std::string text(300'000, 'x');  // several times what the pipe takes at once
  std::string received;
  std::thread reader([&] {
    std::array<char, 1000> buffer{};
    for (ssize_t n = 0; (n = read(channel.reader(), buffer.data(), buffer.size())) > 0;) {
      received.append(buffer.data(), static_cast<std::size_t>(n));
    }
  });
  {
    FdSink sink(channel.writer());
    CHECK(sink.write(text));
  }
  channel.close_writer();
  reader.join();
  CHECK(received == text);
}

// Fault 53.
TEST_CASE("a terminal gets control characters as JSON escapes, and line breaks as they are") {
  StringSink inner;
  TerminalSafeSink safe(inner);
  CHECK(safe.write("a\tb\r\n\x1b[31m\x7f é \xC2\x9B 日"));
  CHECK(inner.text == "a\tb\r\n\\u001b[31m\\u007f é \\u009b 日");
  inner.text.clear();
  safe.write("\0"s);
  CHECK(inner.text == "\\u0000");
}

TEST_CASE("the guard passes flush, closing and failure on") {
  StringSink inner;
  TerminalSafeSink safe(inner);
  safe.flush();
  CHECK(inner.flushes == 1);
  inner.limit = 0;
  inner.failure = core::Error(core::ErrorCode::kIo, "gone");
  CHECK_FALSE(safe.write("x"));
  CHECK(safe.error() == inner.failure);
}

}  // namespace threadmirror::tests
