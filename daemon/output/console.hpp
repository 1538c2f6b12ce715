// Standard error as a place for lines and, below them, one line that is drawn again and again.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "daemon/output/line_writer.hpp"

namespace threadmirror::daemon::output {

// Takes finished lines and the status line. Implementations are safe to call from any thread.
class LineOutput {
 public:
  virtual ~LineOutput() = default;
  // A line without its line feed. It scrolls past above the status line.
  virtual void line(std::string_view text) = 0;
  // The new status line, which must be narrower than the terminal; empty takes it away. Only for terminals.
  virtual void status(std::string_view text) = 0;
  // Lines that could not be delivered so far.
  virtual std::uint64_t lost() const { return 0; }
};

// Log lines and the progress bar share a terminal: a line first wipes the bar and then draws it again below.
// Never blocks for long (see LineWriter). The destructor takes the status line away.
class Console final : public LineOutput {
 public:
  explicit Console(int fd) : writer_(fd) {}
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console() override;

  void line(std::string_view text) override;
  void status(std::string_view text) override;
  std::uint64_t lost() const override;

 private:
  mutable std::mutex mutex_;
  LineWriter writer_;
  std::string status_;
};

}  // namespace threadmirror::daemon::output
