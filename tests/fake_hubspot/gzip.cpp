#include "tests/fake_hubspot/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace threadmirror::fake_hubspot {
namespace {

constexpr int kGzipWindowBits = 15 + 16;

class Deflater {
 public:
  explicit Deflater(int level) {
    if (deflateInit2(&stream_, level, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::runtime_error("deflateInit2 failed");
    }
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  void add(std::string_view text, bool last, std::string& out) {
    // zlib's interface is older than const; it only reads the input.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    int result = Z_OK;
    do {
      stream_.next_out = buffer_.data();
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      result = deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH);
      if (result == Z_STREAM_ERROR) throw std::runtime_error("deflate failed");
      out.append(reinterpret_cast<const char*>(buffer_.data()), buffer_.size() - stream_.avail_out);
    } while (stream_.avail_out == 0 && result != Z_STREAM_END);
  }

 private:
  z_stream stream_{};
  std::array<Bytef, 32768> buffer_;
};

}  // namespace

std::string gzip(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 6 + 64);
  Deflater(1).add(text, true, out);
  return out;
}

std::string gzip_bomb(std::size_t length) {
  const std::string spaces(1 << 20, ' ');
  std::string out;
  Deflater deflater(9);
  for (std::size_t left = length; left > 0;) {
    const std::size_t count = std::min(left, spaces.size());
    left -= count;
    deflater.add(std::string_view(spaces).substr(0, count), left == 0, out);
  }
  return out;
}

bool accepts_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    std::string_view entry = accept_encoding.substr(0, accept_encoding.find(','));
    accept_encoding.remove_prefix(std::min(accept_encoding.size(), entry.size() + 1));
    const auto first = entry.find_first_not_of(' ');
    if (first == std::string_view::npos) continue;
    entry.remove_prefix(first);
    const std::string_view coding = entry.substr(0, entry.find_first_of(" ;"));
    if (coding != "gzip" && coding != "*") continue;
    return entry.find("q=0") == std::string_view::npos || entry.find("q=0.") != std::string_view::npos;
  }
  return false;
}

}  // namespace threadmirror::fake_hubspot
