// Turns the bytes of a body, as they come, into the text that was meant: plain or gzip, within a limit. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace threadmirror::sync::http {

// Decodes one body after the other; its working memory is reused. Not thread-safe.
class ContentDecoder {
 public:
  // `limit` bounds the decoded body, in bytes.
  explicit ContentDecoder(std::size_t limit);
  ~ContentDecoder();
  ContentDecoder(const ContentDecoder&) = delete;
  ContentDecoder& operator=(const ContentDecoder&) = delete;

  // Starts a body. `encoding` is the Content-Encoding ("", "identity", "gzip", "x-gzip"; kBadResponse for all
  // others), `length` the announced length of the encoded body.
  core::Status begin(std::string_view encoding, std::optional<std::uint64_t> length);
  // Takes the next bytes. kTooLarge above the limit, before the memory for it is taken; kBadResponse for what
  // is not gzip and for bytes after its end.
  core::Status put(std::string_view bytes);
  // Ends the body. kBadResponse when gzip was cut off. A body without a single byte is empty in any encoding.
  core::Status finish();
  // The body; valid after finish().
  std::string take();

 private:
  struct Inflater;

  core::Status inflate(std::string_view bytes);
  bool grow();
  core::Status too_large() const;

  std::size_t limit_;
  bool gzip_ = false;
  bool stream_ended_ = false;
  bool any_input_ = false;
  std::size_t used_ = 0;  // bytes of text_ that are decoded text; the rest is room
  std::string text_;
  std::unique_ptr<Inflater> inflater_;
};

}  // namespace threadmirror::sync::http
