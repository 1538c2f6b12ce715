#include "daemon/output/words.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

#include "core/text.hpp"

namespace threadmirror::daemon::output {
namespace {

// "3 min 20 s", or "3 min" where the smaller part is zero.
std::string two_units(std::int64_t large, std::string_view large_unit, std::int64_t small,
                      std::string_view small_unit) {
  std::string text = fmt::format("{} {}", core::with_thousands(large), large_unit);
  if (small != 0) text += fmt::format(" {} {}", small, small_unit);
  return text;
}

// One fraction digit below ten, none from there on.
std::string short_number(double number) {
  if (number < 9.95) return fmt::format("{:.1f}", number);
  constexpr double kMostShown = 1e15;
  return core::with_thousands(std::llround(std::min(number, kMostShown)));
}

}  // namespace

std::string duration_words(std::chrono::milliseconds duration) {
  const std::int64_t ms = duration.count();
  if (ms == std::chrono::milliseconds::min().count())
    return duration_words(duration + std::chrono::milliseconds(1));
  if (ms < 0) return "-" + duration_words(-duration);
  if (ms == 0) return "0 s";
  if (ms < 1000) return fmt::format("{} ms", ms);
  const std::int64_t seconds = ms / 1000;
  if (seconds < 60) return fmt::format("{} s", seconds);
  const std::int64_t minutes = seconds / 60;
  if (minutes < 60) return two_units(minutes, "min", seconds % 60, "s");
  const std::int64_t hours = minutes / 60;
  if (hours < 24) return two_units(hours, "h", minutes % 60, "min");
  const std::int64_t days = hours / 24;
  constexpr std::int64_t kDaysWithHours = 10;
  return two_units(days, "d", days < kDaysWithHours ? hours % 24 : 0, "h");
}

std::string age_words(std::chrono::milliseconds age) {
  constexpr std::chrono::seconds kNow(1);
  if (age < kNow && age > -kNow) return "just now";
  return age < kNow ? duration_words(-age) + " in the future" : duration_words(age) + " ago";
}

std::string rate_words(double per_second) {
  if (!(per_second > 0)) return "0/s";
  if (per_second >= 1) return short_number(per_second) + "/s";
  if (per_second * 60 >= 1) return short_number(per_second * 60) + "/min";
  return short_number(per_second * 3600) + "/h";
}

std::string size_words(std::uintmax_t bytes) {
  constexpr std::uintmax_t kKibi = 1024;
  if (bytes < kKibi) return count_words(static_cast<std::int64_t>(bytes), "byte", "bytes");
  const bool is_large = bytes >= kKibi * kKibi;
  const std::uintmax_t tenths = bytes * 10 / (is_large ? kKibi * kKibi : kKibi);
  return fmt::format("{}.{} {}", core::with_thousands(static_cast<std::int64_t>(tenths / 10)), tenths % 10,
                     is_large ? "MiB" : "KiB");
}

std::string count_words(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", core::with_thousands(count), count == 1 ? one : many);
}

}  // namespace threadmirror::daemon::output
