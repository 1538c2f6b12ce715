// How an answer becomes bytes, in good order or spoilt on purpose.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tests/fake_hubspot/message.hpp"

namespace threadmirror::fake_hubspot {

// What happens on the connection after the bytes.
enum class Ending {
  kKeep,     // the connection stays open for the next request
  kClose,    // closed in good order
  kReset,    // reset
  kStall,    // silence for `stall_ms` (0: for ever), then the rest, then kept
  kForever,  // `tail` is sent again and again
};

// The bytes of one answer. `tail` is what comes after a stall, or what is repeated without end.
struct Script {
  std::string bytes;
  Ending ending = Ending::kKeep;
  std::string tail;
  long stall_ms = 0;
  std::size_t bytes_per_second = 0;  // 0: as fast as it goes
};

// The bytes for an answer without `more`. `gzip`: the client accepts it and the server may.
Script script_of(const Answer& answer, bool gzip, bool keep_alive);

// The header of an answer whose body comes in chunks.
std::string chunked_header(const Answer& answer);
// One chunk of it; the empty text ends the body.
std::string chunk(std::string_view text);

}  // namespace threadmirror::fake_hubspot
