// What travels over the control socket: messages, each a list of texts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace threadmirror::daemon::control {

// The first text names its kind (words.hpp).
using Message = std::vector<std::string>;

// Longer ones are refused by whoever receives them.
inline constexpr std::size_t kLongestMessage = std::size_t{16} << 20;

// The bytes of a message: the length of the rest, then each text behind its own length; lengths as four
// bytes, the highest first.
std::string encode(const Message& message);

// Puts messages together from bytes that come in pieces of any size.
class Decoder {
 public:
  void feed(std::string_view bytes) { buffer_.append(bytes); }
  // The next whole message; nothing until more bytes have come. kBadResponse for bytes that are none.
  core::Result<std::optional<Message>> next();

 private:
  std::string buffer_;
};

}  // namespace threadmirror::daemon::control
