// Instants as the mirror keeps them: milliseconds since the epoch, UTC.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace threadmirror::core {

// An instant of wall-clock time with millisecond precision. The range is the years 0001 to 9999, so that the
// text form always has four digits of year and sorts as text.
class Timestamp {
 public:
  constexpr Timestamp() = default;
  static constexpr Timestamp from_unix_ms(std::int64_t ms) { return Timestamp(ms); }
  // The instant of a system clock's time point, cut to milliseconds.
  static Timestamp from(std::chrono::system_clock::time_point point);

  // Reads ISO-8601: "2026-11-21T09:30:00.123Z" with 0 to 9 fraction digits (cut to three, never rounded up),
  // `T` or a space, `Z` or an offset such as "+02:00" or "+0200". A leap second (":60") counts as the last
  // millisecond of its minute. Nothing for anything else, for impossible dates and for years outside the
  // range.
  static std::optional<Timestamp> parse(std::string_view text);

  constexpr std::int64_t unix_ms() const { return ms_; }
  // "2026-11-21T09:30:00.123Z", always 24 characters.
  using Text = std::array<char, 24>;
  Text text() const;
  std::string to_string() const;

  constexpr Timestamp operator+(std::chrono::milliseconds d) const { return Timestamp(ms_ + d.count()); }
  constexpr Timestamp operator-(std::chrono::milliseconds d) const { return Timestamp(ms_ - d.count()); }
  constexpr std::chrono::milliseconds operator-(Timestamp other) const {
    return std::chrono::milliseconds(ms_ - other.ms_);
  }
  friend constexpr auto operator<=>(Timestamp, Timestamp) = default;

 private:
  explicit constexpr Timestamp(std::int64_t ms) : ms_(ms) {}
  std::int64_t ms_ = 0;
};

}  // namespace threadmirror::core
