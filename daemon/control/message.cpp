#include "daemon/control/message.hpp"

#include <cstdint>
#include <utility>

namespace threadmirror::daemon::control {
namespace {

constexpr std::size_t kLengthBytes = 4;

void append_length(std::string& bytes, std::size_t length) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(static_cast<unsigned char>((length >> shift) & 0xffU)));
  }
}

std::size_t read_length(std::string_view bytes) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) length = length << 8U | static_cast<unsigned char>(bytes[i]);
  return length;
}

// Nothing where the lengths don't fit together.
std::optional<Message> split(std::string_view body) {
  Message message;
  while (!body.empty()) {
    if (body.size() < kLengthBytes) return std::nullopt;
    const std::size_t length = read_length(body);
    body.remove_prefix(kLengthBytes);
    if (length > body.size()) return std::nullopt;
    message.emplace_back(body.substr(0, length));
    body.remove_prefix(length);
  }
  return message;
}

core::Error refusal() {
  return core::Error(core::ErrorCode::kBadResponse, "the control socket carries something else than messages",
                     "let the same version of threadmirror run on both sides");
}

}  // namespace

std::string encode(const Message& message) {
  std::string body;
  for (const std::string& text : message) {
    append_length(body, text.size());
    body += text;
  }
  std::string bytes;
  append_length(bytes, body.size());
  return bytes + body;
}

core::Result<std::optional<Message>> Decoder::next() {
  if (buffer_.size() < kLengthBytes) return std::optional<Message>();
  const std::size_t length = read_length(buffer_);
  if (length > kLongestMessage) return core::fail(refusal());
  if (buffer_.size() < kLengthBytes + length) return std::optional<Message>();
  std::optional<Message> message = split(std::string_view(buffer_).substr(kLengthBytes, length));
  buffer_.erase(0, kLengthBytes + length);
  if (!message || message->empty()) return core::fail(refusal());
  return message;
}

}  // namespace threadmirror::daemon::control
