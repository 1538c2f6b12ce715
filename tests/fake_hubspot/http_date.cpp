#include "tests/fake_hubspot/http_date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

namespace threadmirror::fake_hubspot {

std::string http_date(core::Timestamp instant) {
  constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::int64_t kFirstMs = -62135596800000;
  constexpr std::int64_t kLastMs = 253402300799999;
  using namespace std::chrono;
  const sys_time<milliseconds> point(milliseconds(std::clamp(instant.unix_ms(), kFirstMs, kLastMs)));
  const auto day = floor<days>(point);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(point - day));
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

}  // namespace threadmirror::fake_hubspot
