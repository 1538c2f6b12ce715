// Where results go: standard output, a string, a counter.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.hpp"

namespace threadmirror::daemon::output {

// Takes text in order. One thread at a time.
class TextSink {
 public:
  virtual ~TextSink() = default;
  // False once nothing more can be delivered; what comes after is dropped, and the producer should stop.
  virtual bool write(std::string_view text) = 0;
  // Hands on what is buffered. False as above.
  virtual bool flush() { return true; }
  // Why nothing can be delivered, where that is a failure (disk full). A reader that has left is none: then
  // `write` is false and this is empty.
  virtual std::optional<core::Error> error() const { return std::nullopt; }
};

// Writes to a descriptor that it doesn't own, through a buffer of 64 KiB. Waits where the other side is
// slow. SIGPIPE must be ignored. The destructor flushes, but only `flush` tells whether that worked. `name`
// is what errors call it.
class FdSink final : public TextSink {
 public:
  explicit FdSink(int fd, std::string name = "standard output") : fd_(fd), name_(std::move(name)) {}
  FdSink(const FdSink&) = delete;
  FdSink& operator=(const FdSink&) = delete;
  ~FdSink() override;

  bool write(std::string_view text) override;
  bool flush() override;
  std::optional<core::Error> error() const override { return error_; }

 private:
  bool deliver(std::string_view text);
  int fd_;
  std::string name_;
  std::string buffer_;
  bool closed_ = false;
  std::optional<core::Error> error_;
};

// Stands before a sink whose text a terminal will show raw, and makes control characters harmless: all but
// line feed, carriage return and tab become "\u001b", which JSON reads back as the same character. The inner
// sink must outlive this one. Every write must hold whole UTF-8 sequences.
class TerminalSafeSink final : public TextSink {
 public:
  explicit TerminalSafeSink(TextSink& inner) : inner_(inner) {}
  bool write(std::string_view text) override;
  bool flush() override { return inner_.flush(); }
  std::optional<core::Error> error() const override { return inner_.error(); }

 private:
  TextSink& inner_;
};

}  // namespace threadmirror::daemon::output
