#include "tests/simulation/trace.hpp"

#include <fmt/format.h>

#include <cstring>

namespace threadmirror::simulation {

void Trace::mix(std::uint64_t word) {
  hash_ = (hash_ ^ word) * 0x9e3779b97f4a7c15ULL;
  hash_ ^= hash_ >> 29;
}

void Trace::mix(std::string_view text) {
  while (text.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    mix(word);
    text.remove_prefix(sizeof word);
  }
  std::uint64_t rest = text.size() + 1;
  for (const char c : text) rest = rest << 8 | static_cast<unsigned char>(c);
  mix(rest);
}

void Trace::note(std::chrono::milliseconds at, std::string_view what, std::int64_t number,
                 std::string_view text) {
  ++events_;
  mix(static_cast<std::uint64_t>(at.count()));
  mix(what);
  mix(static_cast<std::uint64_t>(number));
  mix(text);
  if (!print_) return;
  const std::int64_t ms = at.count();
  print_(fmt::format("{:02}:{:02}:{:02}.{:03}  {:<12} {:>6}  {}", ms / 3'600'000, ms / 60'000 % 60,
                     ms / 1000 % 60, ms % 1000, what, number, text));
}

}  // namespace threadmirror::simulation
