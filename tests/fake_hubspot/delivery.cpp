#include "tests/fake_hubspot/delivery.hpp"

#include <fmt/format.h>

#include "tests/fake_hubspot/gzip.hpp"

namespace threadmirror::fake_hubspot {
namespace {

constexpr std::size_t kWorthCompressing = 1024;
constexpr std::size_t kBombBytes = 1 << 30;
constexpr std::size_t kHugeHeaderBytes = 1 << 20;

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 302:
      return "Found";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 429:
      return "Too Many Requests";
    default:
      return "Status";
  }
}

std::string head(const Answer& answer) {
  std::string text = fmt::format("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
  for (const auto& [name, value] : answer.headers) text += name + ": " + value + "\r\n";
  return text;
}

std::string length_field(std::size_t length) { return fmt::format("Content-Length: {}\r\n", length); }

// The parts of an answer that is in order, so that a fault can cut between or inside them.
struct Parts {
  std::string header;  // without the empty line
  std::string body;
};

Parts parts_of(const Answer& answer, bool gzip_it, bool keep_alive) {
  Parts parts{head(answer), {}};
  if (gzip_it && answer.may_compress && answer.body.size() >= kWorthCompressing) {
    parts.body = gzip(answer.body);
    parts.header += "Content-Encoding: gzip\r\n";
  } else {
    parts.body = answer.body;
  }
  if (!keep_alive) parts.header += "Connection: close\r\n";
  return parts;
}

// Cut in the header: half of it. Cut in the body: the header and half the body.
Script cut(const Parts& parts, Delivery delivery, std::size_t length) {
  const bool in_header = delivery == Delivery::kResetInHeader || delivery == Delivery::kStallInHeader;
  const bool in_body = delivery == Delivery::kResetInBody || delivery == Delivery::kCloseInBody ||
                       delivery == Delivery::kStallInBody;
  const std::string header = parts.header + length_field(length) + "\r\n";
  const std::string whole = header + parts.body;
  std::size_t sent = 0;
  if (in_header) sent = header.size() / 2;
  if (in_body) sent = header.size() + parts.body.size() / 2;
  if (delivery == Delivery::kCloseAfterHeader) sent = header.size();
  return {whole.substr(0, sent), Ending::kKeep, whole.substr(sent), 0, 0};
}

Script cut_off(const Parts& parts, const Answer& answer) {
  Script script = cut(parts, answer.delivery, parts.body.size());
  switch (answer.delivery) {
    case Delivery::kResetBefore:
    case Delivery::kResetInHeader:
    case Delivery::kResetInBody:
      script.ending = Ending::kReset;
      break;
    case Delivery::kStallBefore:
    case Delivery::kStallInHeader:
    case Delivery::kStallInBody:
      script.ending = Ending::kStall;
      script.stall_ms = static_cast<long>(answer.delivery_value);
      break;
    default:
      script.ending = Ending::kClose;
      break;
  }
  return script;
}

Script with_length(const Parts& parts, std::size_t length, Ending ending) {
  return {parts.header + length_field(length) + "\r\n" + parts.body, ending, {}, 0, 0};
}

Script chunked(const Parts& parts, std::string_view chunks, std::string tail, Ending ending) {
  return {parts.header + "Transfer-Encoding: chunked\r\n\r\n" + std::string(chunks), ending, std::move(tail),
          0, 0};
}

Script bomb(const Answer& answer) {
  const std::string body = gzip_bomb(kBombBytes);
  return {head(answer) + "Content-Encoding: gzip\r\n" + length_field(body.size()) + "\r\n" + body,
          Ending::kClose,
          {},
          0,
          0};
}

}  // namespace

std::string chunked_header(const Answer& answer) {
  return head(answer) + "Transfer-Encoding: chunked\r\n\r\n";
}

std::string chunk(std::string_view text) { return fmt::format("{:x}\r\n{}\r\n", text.size(), text); }

Script script_of(const Answer& answer, bool gzip, bool keep_alive) {
  if (answer.delivery == Delivery::kGzipBomb) return bomb(answer);
  Parts parts = parts_of(answer, gzip, keep_alive);
  const std::size_t length = parts.body.size();
  const Ending ending = keep_alive ? Ending::kKeep : Ending::kClose;
  switch (answer.delivery) {
    case Delivery::kNormal:
      return with_length(parts, length, ending);
    case Delivery::kDrip: {
      Script script = with_length(parts, length, ending);
      script.bytes_per_second = static_cast<std::size_t>(answer.delivery_value);
      return script;
    }
    case Delivery::kLengthTooShort:
      return with_length(parts, length / 2, Ending::kClose);
    case Delivery::kLengthTooLong:
      return with_length(parts, length + 100, Ending::kClose);
    case Delivery::kBothLengths:
      parts.header += length_field(length);
      return chunked(parts, chunk(parts.body) + chunk(""), {}, Ending::kClose);
    case Delivery::kBadChunk:
      return chunked(parts, "zz\r\n" + parts.body + "\r\n", {}, Ending::kClose);
    case Delivery::kEndlessChunks:
      return chunked(parts, chunk(parts.body), chunk(std::string(65536, ' ')), Ending::kForever);
    case Delivery::kHugeHeader:
      parts.header += "X-Huge: " + std::string(kHugeHeaderBytes, 'x') + "\r\n";
      return with_length(parts, length, Ending::kClose);
    default:
      return cut_off(parts, answer);
  }
}

}  // namespace threadmirror::fake_hubspot
