#include "sync/api/http_date.hpp"

#include <array>
#include <chrono>
#include <string>

namespace threadmirror::sync::api {
namespace {

constexpr std::size_t kLength = 29;
constexpr std::string_view kPattern = "###, ## ### #### ##:##:## GMT";  // `#` stands for any character
constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";

bool has_shape(std::string_view text) {
  if (text.size() != kLength) return false;
  for (std::size_t i = 0; i < kLength; ++i) {
    if (kPattern[i] != '#' && kPattern[i] != text[i]) return false;
  }
  return true;
}

// Which of the three-letter names in `names` it is, counted from 0.
std::optional<unsigned> index_of(std::string_view name, std::string_view names) {
  for (std::size_t at = 0; at < names.size(); at += 3) {
    if (names.substr(at, 3) == name) return static_cast<unsigned>(at / 3);
  }
  return std::nullopt;
}

}  // namespace

std::optional<core::Timestamp> parse_http_date(std::string_view text) {
  if (!has_shape(text)) return std::nullopt;
  const auto weekday = index_of(text.substr(0, 3), kDays);
  const auto month = index_of(text.substr(8, 3), kMonths);
  if (!weekday || !month) return std::nullopt;
  constexpr std::array<std::string_view, 12> kNumbers{"01", "02", "03", "04", "05", "06",
                                                      "07", "08", "09", "10", "11", "12"};
  std::string iso(text.substr(12, 4));
  iso.append("-").append(kNumbers[*month]).append("-").append(text.substr(5, 2));
  iso.append("T").append(text.substr(17, 8)).append("Z");
  const auto instant = core::Timestamp::parse(iso);
  if (!instant) return std::nullopt;
  const std::chrono::sys_time<std::chrono::milliseconds> point{std::chrono::milliseconds(instant->unix_ms())};
  const std::chrono::weekday actual(std::chrono::floor<std::chrono::days>(point));
  return actual.c_encoding() == *weekday ? instant : std::nullopt;
}

}  // namespace threadmirror::sync::api
