// Compressed bodies.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace threadmirror::fake_hubspot {

// The text in gzip form, at the fastest level. Throws std::runtime_error when zlib fails.
std::string gzip(std::string_view text);

// Spaces in gzip form, `length` bytes when unpacked, a thousandth of that packed.
std::string gzip_bomb(std::size_t length);

// Whether an Accept-Encoding header allows gzip.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace threadmirror::fake_hubspot
