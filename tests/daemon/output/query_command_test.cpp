#include "daemon/output/query_command.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;
using namespace std::string_literals;
using core::ErrorCode;

FakeReader reader_with(std::size_t rows) {
  FakeReader reader;
  reader.names = {"id"};
  for (std::size_t i = 0; i < rows; ++i) reader.rows.push_back({static_cast<std::int64_t>(i)});
  return reader;
}

}  // namespace

TEST_CASE("a statement is handed to the reader and its rows to the sink") {
  FakeReader reader = reader_with(2);
  StringSink sink;
  CHECK(run_query(reader, {"SELECT id FROM threads"}, RowFormat::kCsv, {}, sink) == 2);
  CHECK(reader.asked == "SELECT id FROM threads");
  CHECK(sink.text == "id\r\n0\r\n1\r\n");
  CHECK(sink.flushes == 1);
}

TEST_CASE("a statement without columns gives an empty result in every format") {
  for (const auto& [format, text] : {std::pair{RowFormat::kTable, "(0 rows)\n"},
                                     {RowFormat::kCsv, ""},
                                     {RowFormat::kJson, "[]\n"},
                                     {RowFormat::kJsonl, ""},
                                     {RowFormat::kMarkdown, ""}}) {
    FakeReader reader;
    StringSink sink;
    CHECK(run_query(reader, {"x"}, format, {}, sink).has_value());
    CHECK(sink.text == text);
  }
}

TEST_CASE("an error of the statement is passed on, and a part of a result stays a fragment") {
  FakeReader reader = reader_with(2);
  reader.result = core::fail(ErrorCode::kCancelled, "stopped");
  StringSink sink;
  const auto status = run_query(reader, {"x"}, RowFormat::kJson, {}, sink);
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().code() == ErrorCode::kCancelled);
  CHECK(sink.text == "[\n {\"id\":0},\n {\"id\":1}");
  CHECK(sink.flushes == 1);
}

TEST_CASE("a reader that leaves early ends the query quietly") {
  FakeReader reader = reader_with(10'000);
  StringSink sink;
  sink.limit = 50;
  CHECK(run_query(reader, {"x"}, RowFormat::kJsonl, {}, sink).has_value());
  CHECK(reader.delivered < 20);
}

TEST_CASE("an error that only comes from stopping is none") {
  FakeReader reader = reader_with(100);
  reader.result_when_stopped = core::fail(ErrorCode::kCancelled, "stopped");
  StringSink sink;
  sink.limit = 50;
  CHECK(run_query(reader, {"x"}, RowFormat::kJsonl, {}, sink).has_value());
}

TEST_CASE("a reader that leaves at the very end is no failure either") {
  FakeReader reader = reader_with(3);
  StringSink sink;
  sink.limit = 0;
  CHECK(run_query(reader, {"x"}, RowFormat::kTable, {}, sink).has_value());
}

// Fault 72.
TEST_CASE("output that can't be written is a failure, even if the query went well") {
  for (const RowFormat format : {RowFormat::kTable, RowFormat::kJsonl}) {
    FakeReader reader = reader_with(100);
    StringSink sink;
    sink.limit = 50;
    sink.failure = core::Error(ErrorCode::kDiskFull, "full");
    const auto status = run_query(reader, {"x"}, format, {}, sink);
    REQUIRE_FALSE(status.has_value());
    CHECK(status.error().code() == ErrorCode::kDiskFull);
  }
}

TEST_CASE("a real pipe whose reader has left ends a long result quietly") {
  Channel channel = Channel::pipe();
  channel.close_reader();
  FakeReader reader = reader_with(100'000);
  FdSink sink(channel.writer());
  CHECK(run_query(reader, {"x"}, RowFormat::kCsv, {}, sink).has_value());
  CHECK(reader.delivered < 100'000);
}

TEST_CASE("a statement is the argument, or standard input for a dash") {
  CHECK(read_statement("SELECT 1", -1) == "SELECT 1"s);
  Channel channel = Channel::pipe();
  REQUIRE(write(channel.writer(), "SELECT\n2", 8) == 8);
  channel.close_writer();
  CHECK(read_statement("-", channel.reader()) == "SELECT\n2"s);
}

TEST_CASE("no statement is a usage error that shows one") {
  Channel channel = Channel::pipe();
  channel.close_writer();
  for (const char* argument : {"", " \n\t", "-"}) {
    const auto sql = read_statement(argument, channel.reader());
    REQUIRE_FALSE(sql.has_value());
    CHECK(sql.error().code() == ErrorCode::kUsage);
    CHECK(sql.error().mend().find("threadmirror query") != std::string::npos);
  }
}

TEST_CASE("standard input without end is refused, and one that can't be read is an I/O error") {
  Channel channel = Channel::pipe();
  std::thread writer([&] {
    const std::string block(65536, ' ');
    while (write(channel.writer(), block.data(), block.size()) > 0) {
    }
  });
  const auto endless = read_statement("-", channel.reader());
  channel.close_reader();
  writer.join();
  REQUIRE_FALSE(endless.has_value());
  CHECK(endless.error().code() == ErrorCode::kUsage);
  CHECK(read_statement("-", -1).error().code() == ErrorCode::kIo);
}

TEST_CASE("only a terminal limits the width and gets guarded text") {
  Terminal terminal;
  terminal.width = 132;  // $COLUMNS is set, but the output is a pipe
  CHECK_FALSE(row_writer_options(terminal).width.has_value());
  CHECK_FALSE(row_writer_options(terminal).to_terminal);
  terminal.is_terminal = true;
  terminal.colour = true;
  terminal.unicode = false;
  const RowWriterOptions options = row_writer_options(terminal);
  CHECK(options.width == 132u);
  CHECK(options.to_terminal);
  CHECK(options.colour);
  CHECK_FALSE(options.unicode);
}

}  // namespace threadmirror::tests
