#include "sync/http/content_decoding.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/sync/http/gzip_text.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::http;
using threadmirror::tests::gzip;

namespace {

constexpr std::size_t kLimit = 1 << 20;

// The decoded body, or the failure's name; the bytes come in pieces of `piece`.
std::string decoded(ContentDecoder& decoder, std::string_view encoding, std::string_view bytes,
                    std::size_t piece) {
  core::Status status = decoder.begin(encoding, bytes.size());
  for (; status && !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    status = decoder.put(bytes.substr(0, piece));
  }
  if (status) status = decoder.finish();
  return status ? decoder.take() : std::string(core::to_string(status.error().code()));
}

std::string decoded(std::string_view encoding, std::string_view bytes, std::size_t piece = 1 << 30) {
  ContentDecoder decoder(kLimit);
  return decoded(decoder, encoding, bytes, piece);
}

std::string long_text() {
  std::string text;
  for (int i = 0; text.size() < 300000; ++i) text += "{\"id\":" + std::to_string(i * 7919) + "},";
  return text;
}

}  // namespace

TEST_CASE("a plain body passes unchanged") {
  CHECK(decoded("", "text") == "text");
  CHECK(decoded("identity", "text", 1) == "text");
  CHECK(decoded("", "") == "");
}

// Fault 10.
TEST_CASE("gzip is inflated whatever the size of the pieces") {
  const std::string text = long_text();
  const std::string packed = gzip(text);
  REQUIRE(packed.size() < text.size());
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1000}, std::size_t{1} << 30}) {
    CAPTURE(piece);
    CHECK(decoded("gzip", packed, piece) == text);
  }
  CHECK(decoded("X-GZIP", gzip("")) == "");
}

TEST_CASE("one decoder serves many bodies, also after a failure") {
  ContentDecoder decoder(kLimit);
  const std::string packed = gzip(long_text());
  CHECK(decoded(decoder, "gzip", packed, 100) == long_text());
  CHECK(decoded(decoder, "gzip", packed.substr(0, 500), 100) == "bad_response");
  CHECK(decoded(decoder, "", "plain", 100) == "plain");
  CHECK(decoded(decoder, "gzip", packed, 100) == long_text());
}

TEST_CASE("damaged, cut off and prolonged gzip data are refused") {
  const std::string packed = gzip(long_text());
  CHECK(decoded("gzip", "this is no gzip") == "bad_response");
  CHECK(decoded("gzip", packed.substr(0, packed.size() - 1)) == "bad_response");
  CHECK(decoded("gzip", packed.substr(0, 5)) == "bad_response");
  CHECK(decoded("gzip", packed + "x") == "bad_response");
  CHECK(decoded("gzip", packed + "x", 1) == "bad_response");
  CHECK(decoded("gzip", packed + packed) == "bad_response");
  std::string wrong_checksum = packed;
  wrong_checksum[packed.size() - 6] = static_cast<char>(wrong_checksum[packed.size() - 6] ^ 1);
  CHECK(decoded("gzip", wrong_checksum) == "bad_response");
}

TEST_CASE("an encoding that was not asked for is refused") {
  for (const char* encoding : {"br", "deflate", "zstd", "gzip, gzip", "\x01"}) {
    CAPTURE(encoding);
    CHECK(decoded(encoding, "x") == "bad_response");
  }
}

// Fault 38.
TEST_CASE("a gzip bomb is stopped at the limit, which itself is allowed") {
  CHECK(decoded("gzip", gzip(std::string(kLimit, 'a'))).size() == kLimit);
  CHECK(decoded("gzip", gzip(std::string(kLimit + 1, 'a'))) == "too_large");
  CHECK(decoded("gzip", gzip(std::string(100 * kLimit, 'a')), 64) == "too_large");
  CHECK(decoded("", std::string(kLimit, 'a'), 1000).size() == kLimit);
  CHECK(decoded("", std::string(kLimit + 1, 'a'), 1000) == "too_large");
}
