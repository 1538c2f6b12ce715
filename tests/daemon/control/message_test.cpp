#include "daemon/control/message.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace threadmirror::daemon::control;

namespace {

// All messages that the bytes hold, fed in pieces of this size.
std::vector<Message> decoded(const std::string& bytes, std::size_t piece) {
  Decoder decoder;
  std::vector<Message> messages;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    decoder.feed(std::string_view(bytes).substr(at, piece));
    for (;;) {
      const auto message = decoder.next();
      REQUIRE(message);
      if (!*message) break;
      messages.push_back(**message);
    }
  }
  return messages;
}

}  // namespace

TEST_CASE("messages come out as they went in, however their bytes travel") {
  const std::vector<Message> messages{{"progress", "", "1,234"},
                                      {"difference", std::string("\0\n\xff", 3), "ä"},
                                      {"x"},
                                      {"long", std::string(100'000, 'y')}};
  std::string bytes;
  for (const Message& message : messages) bytes += encode(message);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{4096}, bytes.size()}) {
    CHECK(decoded(bytes, piece) == messages);
  }
}

TEST_CASE("an unfinished message is waited for") {
  Decoder decoder;
  const std::string bytes = encode({"done", "5"});
  decoder.feed(std::string_view(bytes).substr(0, bytes.size() - 1));
  CHECK_FALSE(*decoder.next());
  decoder.feed(bytes.substr(bytes.size() - 1));
  CHECK(**decoder.next() == Message{"done", "5"});
}

TEST_CASE("bytes that are no message are refused") {
  const std::string too_long = "\x7f\xff\xff\xff";
  const std::string no_text = std::string("\0\0\0\0", 4);
  const std::string text_beyond_the_end = std::string("\0\0\0\5\0\0\0\7a", 9);
  const std::string half_a_length = std::string("\0\0\0\2\0\0", 6);
  for (const std::string& bytes : {too_long, no_text, text_beyond_the_end, half_a_length,
                                   std::string("GET /metrics HTTP/1.1\r\n\r\n")}) {
    Decoder decoder;
    decoder.feed(bytes);
    const auto message = decoder.next();
    REQUIRE_FALSE(message);
    CHECK(message.error().code() == core::ErrorCode::kBadResponse);
  }
}
