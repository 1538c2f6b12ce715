// Paging cursors: opaque to clients, checked when they come back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace threadmirror::fake_hubspot {

// What a cursor says: where the next page begins.
struct Cursor {
  bool positional = false;
  bool repeat_last = false;   // begin with the key itself, not above it (a thread across two pages)
  std::uint32_t listing = 0;  // the fingerprint of the listing that it belongs to
  std::uint32_t page = 0;     // how many pages came before
  std::int64_t primary = 0;   // keyed: the last key; positional: how many threads came before
  std::int64_t secondary = 0;
  std::int64_t issued_ms = 0;

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

// Base64 with '=' at its end and, as a rule, '+' and '/' in it, so that a client that escapes wrongly is
// found out. `length`: padded to at least so many characters.
std::string encode_cursor(const Cursor& cursor, std::size_t length = 0);

// Nothing for anything that encode_cursor did not make.
std::optional<Cursor> decode_cursor(std::string_view text);

}  // namespace threadmirror::fake_hubspot
