// Sinks, a clock, descriptors and a reader for the tests of daemon/output.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "daemon/output/console.hpp"
#include "daemon/output/text_sink.hpp"
#include "storage/mirror_reader.hpp"

namespace threadmirror::tests {

// Keeps all text; closes after `limit` bytes, and then with `failure`, if one is given.
class StringSink final : public daemon::output::TextSink {
 public:
  bool write(std::string_view part) override {
    ++writes;
    if (limit && text.size() + part.size() > *limit) closed = true;
    if (closed) return false;
    text.append(part);
    return true;
  }
  bool flush() override {
    ++flushes;
    return !closed;
  }
  std::optional<core::Error> error() const override { return closed ? failure : std::nullopt; }

  std::string text;
  std::optional<std::size_t> limit;
  std::optional<core::Error> failure;
  bool closed = false;
  int writes = 0;
  int flushes = 0;
};

// Clocks that move when told.
class FakeClock final : public core::Clock {
 public:
  core::Timestamp now() const override { return wall; }
  core::SteadyTime steady_now() const override { return steady; }
  void advance(std::chrono::milliseconds time) {
    wall = wall + time;
    steady += time;
  }

  core::Timestamp wall = *core::Timestamp::parse("2026-11-21T09:30:00.000Z");
  core::SteadyTime steady{std::chrono::hours(1000)};
};

// Keeps lines and status lines, each in order.
class RecordedOutput final : public daemon::output::LineOutput {
 public:
  void line(std::string_view text) override {
    if (refuse_lines) {
      ++lost_lines;
    } else {
      lines.emplace_back(text);
    }
  }
  void status(std::string_view text) override { statuses.emplace_back(text); }
  std::uint64_t lost() const override { return lost_lines; }

  std::vector<std::string> lines;
  std::vector<std::string> statuses;
  bool refuse_lines = false;
  std::uint64_t lost_lines = 0;
};

// Two connected descriptors, closed at the end. Ignores SIGPIPE, as main does.
class Channel {
 public:
  static Channel pipe() {
    std::array<int, 2> fds{-1, -1};
    if (::pipe2(fds.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    return {fds[0], fds[1]};
  }
  static Channel socket() {
    std::array<int, 2> fds{-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0)
      throw std::runtime_error("no socket");
    return {fds[0], fds[1]};
  }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  ~Channel() {
    close_reader();
    close_writer();
  }

  int reader() const { return reader_; }
  int writer() const { return writer_; }
  void close_reader() {
    if (reader_ >= 0) ::close(std::exchange(reader_, -1));
  }
  void close_writer() {
    if (writer_ >= 0) ::close(std::exchange(writer_, -1));
  }
  // All that has arrived by now, without waiting.
  std::string drain() const {
    fcntl(reader_, F_SETFL, fcntl(reader_, F_GETFL) | O_NONBLOCK);
    std::string text;
    std::array<char, 4096> buffer{};
    for (ssize_t n = 0; (n = ::read(reader_, buffer.data(), buffer.size())) > 0;) {
      text.append(buffer.data(), static_cast<std::size_t>(n));
    }
    return text;
  }

 private:
  Channel(int reader, int writer) : reader_(reader), writer_(writer) { std::signal(SIGPIPE, SIG_IGN); }
  int reader_;
  int writer_;
};

// Answers every query with prepared rows, then with `result`.
class FakeReader final : public storage::MirrorReader {
 public:
  core::Result<storage::SyncStatus> status() override { return storage::SyncStatus{}; }
  core::Result<std::vector<storage::RunSummary>> latest_runs() override {
    return std::vector<storage::RunSummary>{};
  }
  core::Result<std::optional<std::string>> info(std::string_view) override { return std::nullopt; }
  core::Status query(const storage::Question& question, const storage::HeaderHandler& on_header,
                     const storage::RowHandler& on_row) override {
    asked = question.sql;
    if (!names.empty()) on_header(names);
    for (const auto& row : rows) {
      ++delivered;
      if (!on_row(row)) return result_when_stopped;
    }
    return result;
  }
  core::Result<std::vector<std::string>> quick_check() override { return std::vector<std::string>{}; }
  void interrupt() override {}

  std::vector<std::string> names;
  std::vector<std::vector<storage::Value>> rows;
  core::Status result;
  core::Status result_when_stopped;
  std::string asked;
  std::size_t delivered = 0;
};

}  // namespace threadmirror::tests
