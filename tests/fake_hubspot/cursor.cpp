#include "tests/fake_hubspot/cursor.hpp"

#include <algorithm>
#include <array>

namespace threadmirror::fake_hubspot {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kBytes = 1 + 4 + 4 + 8 + 8 + 8 + 4;  // 37: leaves two '=' at the end
static_assert(kBytes % 3 == 1);

template <typename T>
void put(std::string& out, T value) {
  auto bits = static_cast<std::uint64_t>(value);
  for (std::size_t i = 0; i < sizeof(T); ++i, bits >>= 8) out += static_cast<char>(bits & 0xff);
}

template <typename T>
T take(std::string_view& in) {
  std::uint64_t bits = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) bits = bits << 8 | static_cast<unsigned char>(in[i]);
  in.remove_prefix(sizeof(T));
  return static_cast<T>(bits);
}

std::uint32_t checksum(std::string_view bytes) {
  std::uint32_t hash = 0x811c9dc5U;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
  return hash;
}

// Makes neighbouring cursors look unlike each other; its own inverse. The key is the checksum, which stays
// as it is.
void scramble(std::string& bytes, std::uint32_t key) {
  for (std::size_t i = 0; i < kBytes - 4; ++i) {
    key = key * 1664525U + 1013904223U;
    bytes[i] = static_cast<char>(static_cast<unsigned char>(bytes[i]) ^ (key >> 24));
  }
}

std::string base64(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += i + j <= bytes.size() ? kAlphabet[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return text;
}

std::optional<std::string> unbase64(std::string_view text) {
  std::string bytes;
  std::uint32_t group = 0;
  std::uint32_t bits = 0;
  if (text.size() % 4 != 0 || !text.ends_with("==")) return std::nullopt;
  for (const char c : text.substr(0, text.size() - 2)) {
    const auto digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    group = group << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits & 0xff);
  }
  return bytes;
}

}  // namespace

std::string encode_cursor(const Cursor& cursor, std::size_t length) {
  std::string bytes;
  bytes += static_cast<char>((cursor.positional ? 1 : 0) | (cursor.repeat_last ? 2 : 0));
  put(bytes, cursor.listing);
  put(bytes, cursor.page);
  put(bytes, cursor.primary);
  put(bytes, cursor.secondary);
  put(bytes, cursor.issued_ms);
  const std::uint32_t sum = checksum(bytes);
  put(bytes, sum);
  scramble(bytes, sum);
  while (bytes.size() / 3 * 4 + 4 < length) bytes += "pad";
  return base64(bytes);
}

std::optional<Cursor> decode_cursor(std::string_view text) {
  auto bytes = unbase64(text);
  if (!bytes || bytes->size() < kBytes) return std::nullopt;
  std::string_view sum_bytes = std::string_view(*bytes).substr(kBytes - 4, 4);
  const auto sum = take<std::uint32_t>(sum_bytes);
  scramble(*bytes, sum);
  std::string_view in = *bytes;
  if (checksum(in.substr(0, kBytes - 4)) != sum) return std::nullopt;
  const char flags = take<char>(in);
  Cursor cursor;
  cursor.positional = (flags & 1) != 0;
  cursor.repeat_last = (flags & 2) != 0;
  cursor.listing = take<std::uint32_t>(in);
  cursor.page = take<std::uint32_t>(in);
  cursor.primary = take<std::int64_t>(in);
  cursor.secondary = take<std::int64_t>(in);
  cursor.issued_ms = take<std::int64_t>(in);
  return cursor;
}

}  // namespace threadmirror::fake_hubspot
