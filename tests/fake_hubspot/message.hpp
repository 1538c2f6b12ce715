// A request and its answer, apart from any socket.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace threadmirror::fake_hubspot {

// What a client asked.
struct Call {
  std::string_view method = "GET";
  std::string_view target;         // path and query as sent
  std::string_view authorization;  // the header's value; empty: none
  std::string_view body;
};

// How the bytes of an answer are to reach the client. All but kNormal are faults.
enum class Delivery {
  kNormal,
  kResetBefore,       // a reset instead of an answer
  kResetInHeader,     // a reset after half the header
  kResetInBody,       // a reset after the header and half the body
  kCloseBefore,       // closed in good order without an answer
  kCloseAfterHeader,  // closed in good order after the header
  kCloseInBody,       // closed in good order after half the body
  kStallBefore,       // nothing is sent for `delivery_value` milliseconds (0: for ever)
  kStallInHeader,
  kStallInBody,
  kDrip,            // `delivery_value` bytes a second
  kLengthTooShort,  // Content-Length is smaller than the body
  kLengthTooLong,   // Content-Length is larger than the body; then the connection is closed
  kBothLengths,     // Content-Length and Transfer-Encoding
  kBadChunk,        // a chunk size that is no number
  kEndlessChunks,   // spaces without end, until the client leaves
  kHugeHeader,      // a header field of a megabyte
  kGzipBomb,        // a gigabyte of spaces, compressed
};

struct Answer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>>
      headers;  // besides Content-Length, Content-Encoding, Connection
  std::string body;
  std::function<std::string()> more;  // where set: called for the rest of the body, until it yields nothing
  bool may_compress = true;
  Delivery delivery = Delivery::kNormal;
  std::int64_t delivery_value = 0;
};

}  // namespace threadmirror::fake_hubspot
