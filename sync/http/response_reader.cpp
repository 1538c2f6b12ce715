#include "sync/http/response_reader.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <optional>
#include <utility>

#include "core/text.hpp"
#include "sync/http/decoded_body.hpp"

namespace threadmirror::sync::http {
namespace {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;

constexpr std::size_t kReadSize = 64 * 1024;
constexpr std::size_t kFirstRead = 16 * 1024;     // one TLS record
constexpr std::size_t kShortestLastChunk = 5;     // "0\r\n\r\n"
constexpr int kMostInterimAnswers = 8;            // 1xx answers before the real one
constexpr std::size_t kLongestShownTarget = 100;  // of a Location header, in messages

// The host that a Location header points to; a relative one points to the same host.
std::string redirect_target(std::string_view location) {
  if (location.empty()) return "an unnamed place";
  const std::size_t scheme_end = location.find("//");
  if (scheme_end == std::string_view::npos || location.find_first_of("/?#") < scheme_end) {
    return "another path of the same host";
  }
  std::string_view host = location.substr(scheme_end + 2);
  host = host.substr(0, host.find_first_of("/?#\\"));
  const std::size_t at = host.rfind('@');
  if (at != std::string_view::npos) host.remove_prefix(at + 1);
  const std::string scheme(location.substr(0, std::min<std::size_t>(scheme_end, 8)));
  return core::printable(scheme + "//" + std::string(host.substr(0, kLongestShownTarget)));
}

}  // namespace

struct ResponseReader::Impl {
  using Parser = beast_http::response_parser<DecodedBody>;

  Impl(std::size_t header_size, std::size_t body_size)
      : header_limit(header_size),
        body_limit(body_size),
        decoder(body_size),
        buffer(header_size + kReadSize) {}

  void start_parser() {
    // Plain until the header says otherwise; it can't fail for a length of 0.
    static_cast<void>(decoder.begin({}, 0));
    parser.emplace();
    parser->header_limit(static_cast<std::uint32_t>(header_limit));
    parser->body_limit(static_cast<std::uint64_t>(body_limit));
    parser->get().body().decoder = &decoder;
    head_taken = false;
  }

  core::Result<bool> parse();
  core::Result<bool> after_header();
  core::Status translate(error_code error) const;

  std::size_t header_limit;
  std::size_t body_limit;
  ContentDecoder decoder;
  boost::beast::flat_buffer buffer;
  std::optional<Parser> parser;
  Response response;
  int interim_answers = 0;
  bool head_taken = false;
  bool started = false;
};

core::Status ResponseReader::Impl::translate(error_code error) const {
  using core::ErrorCode;
  if (!parser->get().body().status) return parser->get().body().status;
  if (error == beast_http::error::header_limit || error == beast_http::error::buffer_overflow) {
    return core::fail(ErrorCode::kTooLarge,
                      "the answer's header is larger than " + std::to_string(header_limit) + " bytes");
  }
  if (error == beast_http::error::body_limit) {
    return core::fail(ErrorCode::kTooLarge,
                      "the answer's body is larger than " + std::to_string(body_limit) + " bytes");
  }
  return core::fail(ErrorCode::kBadResponse, "the answer is not proper HTTP: " + error.message());
}

// Called once the header is complete: judges it, keeps it, lets the body pass. True when an answer of 1xx was
// skipped and another one follows.
core::Result<bool> ResponseReader::Impl::after_header() {
  const auto& message = parser->get();
  const int status = static_cast<int>(message.result_int());
  if (status < 200) {
    if (status == 101 || ++interim_answers > kMostInterimAnswers) {
      return core::fail(core::ErrorCode::kBadResponse, "the answer never comes to a final status");
    }
    start_parser();
    return true;
  }
  if (status >= 300 && status < 400) {
    return core::fail(
        core::ErrorCode::kRedirect,
        "the answer is a redirect (" + std::to_string(status) + ") to " +
            redirect_target(message[beast_http::field::location]) + ", which is never followed",
        "check the base URL, and whether a login page or a proxy answers in the server's place");
  }
  const auto codings = message.equal_range(beast_http::field::transfer_encoding);
  const bool coded = codings.first != codings.second;
  if (coded && (std::next(codings.first) != codings.second ||
                !boost::beast::iequals(codings.first->value(), "chunked"))) {
    return core::fail(core::ErrorCode::kBadResponse, "the answer has an unknown transfer encoding");
  }
  response.status = status;
  for (const auto& field : message) {
    response.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  }
  head_taken = true;
  parser->eager(true);
  return false;
}

// Parses what is in the buffer. True when the answer is complete.
core::Result<bool> ResponseReader::Impl::parse() {
  while (buffer.size() > 0 && !parser->is_done()) {
    // Beast 1.81 asserts, wrongly, that five bytes of a last chunk are there once it was seen. No chunked
    // answer can end with fewer bytes left, so that nothing is held up by waiting for them.
    if (head_taken && parser->chunked() && buffer.size() < kShortestLastChunk) return false;
    error_code error;
    buffer.consume(parser->put(buffer.data(), error));
    if (error == beast_http::error::need_more) return false;
    if (error) return core::fail(translate(error).error());
    if (!head_taken && parser->is_header_done()) {
      const core::Result<bool> skipped = after_header();
      if (!skipped) return core::fail(skipped.error());
    }
  }
  if (!parser->is_done()) return false;
  if (buffer.size() > 0) {
    return core::fail(core::ErrorCode::kBadResponse, "the answer is longer than its header says");
  }
  return true;
}

ResponseReader::ResponseReader(std::size_t header_limit, std::size_t body_limit)
    : impl_(std::make_unique<Impl>(header_limit, body_limit)) {}
ResponseReader::~ResponseReader() = default;

void ResponseReader::begin() {
  impl_->buffer.clear();
  impl_->response = Response();
  impl_->interim_answers = 0;
  impl_->started = false;
  impl_->start_parser();
}

std::span<char> ResponseReader::prepare() {
  auto& buffer = impl_->buffer;
  const std::size_t room =
      std::min(buffer.max_size() - buffer.size(), impl_->head_taken ? kReadSize : kFirstRead);
  const auto space = buffer.prepare(std::max<std::size_t>(room, 1));
  return {static_cast<char*>(space.data()), space.size()};
}

core::Result<bool> ResponseReader::commit(std::size_t count) {
  impl_->buffer.commit(count);
  if (count > 0) impl_->started = true;
  core::Result<bool> complete = impl_->parse();
  // Unparsed bytes without end: a line of a chunk's header that never ends.
  if (complete && !*complete && impl_->buffer.size() == impl_->buffer.max_size()) {
    return core::fail(core::ErrorCode::kTooLarge, "a line of the answer is too long");
  }
  return complete;
}

core::Status ResponseReader::end(StreamEnd how) {
  auto& parser = *impl_->parser;
  if (!impl_->started) {
    return core::fail(core::ErrorCode::kConnectionLost, "the connection was closed before an answer came");
  }
  if (!parser.is_header_done() || !parser.need_eof()) {
    return core::fail(core::ErrorCode::kConnectionLost,
                      "the connection was closed in the middle of the answer");
  }
  if (how == StreamEnd::kBare) {
    return core::fail(core::ErrorCode::kBadResponse,
                      "the answer has no length, and the connection was closed without a proof of its end");
  }
  error_code error;
  parser.put_eof(error);
  if (error) return impl_->translate(error);
  return {};
}

bool ResponseReader::started() const { return impl_->started; }

bool ResponseReader::keeps_alive() const { return impl_->parser->is_done() && impl_->parser->keep_alive(); }

Response ResponseReader::take() {
  impl_->response.body = impl_->decoder.take();
  return std::move(impl_->response);
}

}  // namespace threadmirror::sync::http
