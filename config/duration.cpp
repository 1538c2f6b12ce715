#include "config/duration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

namespace threadmirror::config {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};

// The largest first.
constexpr std::array<Unit, 5> kUnits{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

constexpr std::string_view kMend = R"(write a whole number and one unit of ms, s, m, h, d, such as "30s")";

tl::unexpected<core::Error> refuse(std::string message) {
  return core::fail(core::ErrorCode::kConfig, std::move(message), std::string(kMend));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

core::Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  if (text.empty()) return refuse("the duration is empty");
  if (text.front() == '-') return refuse("a duration can't be negative");
  const auto unit_at = std::find_if_not(text.begin(), text.end(), is_digit) - text.begin();
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(unit_at));
  const std::string_view unit_name = text.substr(digits.size());
  if (digits.empty()) return refuse("the duration does not begin with a digit");
  if (unit_name.empty()) return refuse("the duration has no unit");

  const auto unit =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& u) { return u.name == unit_name; });
  if (unit == kUnits.end()) return refuse("the duration is not a whole number followed by one known unit");

  std::int64_t count = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  const bool too_large =
      problem != std::errc() || count > std::numeric_limits<std::int64_t>::max() / unit->milliseconds;
  if (too_large) return refuse("the duration is too large");
  return std::chrono::milliseconds(count * unit->milliseconds);
}

std::string format_duration(std::chrono::milliseconds duration) {
  const std::int64_t count = duration.count();
  if (count == 0) return "0s";
  const auto unit =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& u) { return count % u.milliseconds == 0; });
  return fmt::format("{}{}", count / unit->milliseconds, unit->name);
}

}  // namespace threadmirror::config
