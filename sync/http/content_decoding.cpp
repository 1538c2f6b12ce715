#include "sync/http/content_decoding.hpp"

#include <zlib.h>

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <new>
#include <utility>

#include "core/text.hpp"

namespace threadmirror::sync::http {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;      // zlib: expect a gzip header and trailer
constexpr std::size_t kFirstRoom = 64 * 1024;  // for text whose length nobody announced
constexpr std::size_t kLongestName = 40;       // of an unknown encoding, in messages

Bytef* bytes_at(std::string& text, std::size_t offset) {
  return reinterpret_cast<Bytef*>(text.data() + offset);
}

}  // namespace

struct ContentDecoder::Inflater {
  Inflater() {
    if (inflateInit2(&stream, kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream{};
};

ContentDecoder::ContentDecoder(std::size_t limit) : limit_(limit) {}
ContentDecoder::~ContentDecoder() = default;

core::Status ContentDecoder::begin(std::string_view encoding, std::optional<std::uint64_t> length) {
  using boost::beast::iequals;
  text_.clear();
  used_ = 0;
  stream_ended_ = any_input_ = false;
  gzip_ = iequals(encoding, "gzip") || iequals(encoding, "x-gzip");
  if (!gzip_ && !encoding.empty() && !iequals(encoding, "identity")) {
    return core::fail(core::ErrorCode::kBadResponse,
                      "the answer has a content encoding that was not asked for: " +
                          core::printable(encoding.substr(0, kLongestName)));
  }
  if (!gzip_) {
    if (length && *length > limit_) return too_large();
    if (length) text_.reserve(static_cast<std::size_t>(*length));
    return {};
  }
  if (!inflater_) inflater_ = std::make_unique<Inflater>();
  inflateReset(&inflater_->stream);
  return {};
}

core::Status ContentDecoder::put(std::string_view bytes) {
  if (bytes.empty()) return {};
  any_input_ = true;
  if (gzip_) return inflate(bytes);
  if (bytes.size() > limit_ - used_) return too_large();
  text_.append(bytes);
  used_ = text_.size();
  return {};
}

core::Status ContentDecoder::inflate(std::string_view bytes) {
  z_stream& stream = inflater_->stream;
  // zlib's interface lacks the const; it does not write there.
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  for (;;) {
    if (stream_ended_) {
      if (stream.avail_in == 0) return {};
      return core::fail(core::ErrorCode::kBadResponse, "the answer goes on after its gzip data have ended");
    }
    if (used_ == text_.size() && !grow()) return too_large();
    const std::size_t room = text_.size() - used_;
    stream.next_out = bytes_at(text_, used_);
    stream.avail_out = static_cast<uInt>(room);
    const int verdict = ::inflate(&stream, Z_NO_FLUSH);
    used_ += room - stream.avail_out;
    if (used_ > limit_) return too_large();
    stream_ended_ = verdict == Z_STREAM_END;
    if (verdict == Z_BUF_ERROR && stream.avail_in == 0) return {};
    if (verdict != Z_OK && verdict != Z_STREAM_END) {
      return core::fail(core::ErrorCode::kBadResponse, "the answer's gzip data are damaged");
    }
    // With room left, zlib has nothing more to give before the next bytes come.
    if (!stream_ended_ && stream.avail_in == 0 && stream.avail_out > 0) return {};
  }
}

// Makes room for more text: twice as much as before, up to one byte above the limit, which tells that the
// body is too large. False when the limit is reached.
bool ContentDecoder::grow() {
  const std::size_t size = std::min(std::max(kFirstRoom, text_.size() * 2), limit_ + 1);
  if (size <= text_.size()) return false;
  text_.resize(size);
  return true;
}

core::Status ContentDecoder::finish() {
  if (gzip_ && any_input_ && !stream_ended_) {
    return core::fail(core::ErrorCode::kBadResponse, "the answer's gzip data are cut off");
  }
  text_.resize(used_);
  return {};
}

std::string ContentDecoder::take() {
  used_ = 0;
  return std::exchange(text_, {});
}

core::Status ContentDecoder::too_large() const {
  return core::fail(core::ErrorCode::kTooLarge,
                    "the answer's body is larger than " + std::to_string(limit_) + " bytes when decoded");
}

}  // namespace threadmirror::sync::http
