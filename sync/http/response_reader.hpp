// Reads HTTP/1.1 answers from bytes as they come: strict, bounded, without any I/O.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "core/result.hpp"
#include "sync/http/transport.hpp"

namespace threadmirror::sync::http {

// How the peer ended its side of the connection.
enum class StreamEnd {
  kAuthentic,  // TLS close_notify: nothing was cut off
  kBare,       // TCP only: anybody on the way can do that
};

// Reads the answers of one connection, one after the other; buffers are reused. Interim answers (1xx) are
// skipped. Usage: begin(); then prepare(), commit() until commit() says that the answer is complete; take().
// After a failure the connection is of no more use.
//
// Failures: kBadResponse for what is not strict HTTP, kTooLarge, kConnectionLost when the bytes end in the
// middle, kRedirect as soon as the header has a status of 3xx.
class ResponseReader {
 public:
  // The limits, in bytes: of the header, and of the body before and after decompression.
  ResponseReader(std::size_t header_limit, std::size_t body_limit);
  ~ResponseReader();

  // Ready for the next answer.
  void begin();
  // Where to put the next bytes; never empty.
  std::span<char> prepare();
  // `count` bytes were put there. True when the answer is complete.
  core::Result<bool> commit(std::size_t count);
  // The peer sends no more. Succeeds when that completes the answer.
  core::Status end(StreamEnd how);

  // True when at least one byte of the current answer has come.
  bool started() const;
  // True when the connection may carry another exchange after this complete answer.
  bool keeps_alive() const;
  // The complete answer.
  Response take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace threadmirror::sync::http
