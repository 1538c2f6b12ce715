#include "tests/fake_hubspot/gzip.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <array>

using namespace threadmirror::fake_hubspot;

namespace {

// Unpacks, counting what is above `keep` bytes without keeping it.
std::pair<std::string, std::size_t> unpacked(const std::string& packed, std::size_t keep) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string input = packed;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  std::array<char, 65536> buffer;
  std::string text;
  std::size_t length = 0;
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = buffer.size();
    result = inflate(&stream, Z_NO_FLUSH);
    const std::size_t count = buffer.size() - stream.avail_out;
    length += count;
    if (length <= keep) text.append(buffer.data(), count);
  }
  inflateEnd(&stream);
  CHECK(result == Z_STREAM_END);
  return {text, length};
}

}  // namespace

TEST_CASE("what is packed comes out again") {
  std::string long_text;
  for (int i = 0; i < 100000; ++i) long_text += std::to_string(i);
  for (const std::string& text : {std::string(), std::string("a"), long_text}) {
    CHECK(unpacked(gzip(text), text.size()).first == text);
  }
  CHECK(gzip(long_text).size() < long_text.size() / 2);
}

// Plays fault 38.
TEST_CASE("a bomb is small and bursts to its length") {
  const std::string bomb = gzip_bomb(50 << 20);
  CHECK(bomb.size() < 100'000);
  CHECK(unpacked(bomb, 0).second == 50 << 20);
}

TEST_CASE("gzip is only used where it is accepted") {
  for (const char* yes : {"gzip", "deflate, gzip", "gzip;q=1.0", "gzip;q=0.5", "*", "br,gzip"}) {
    CAPTURE(yes);
    CHECK(accepts_gzip(yes));
  }
  for (const char* no : {"", "identity", "gzip;q=0", "deflate", "x-gzipped", " , "}) {
    CAPTURE(no);
    CHECK_FALSE(accepts_gzip(no));
  }
}
