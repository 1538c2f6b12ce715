#include "core/timestamp.hpp"

namespace threadmirror::core {
namespace {

constexpr int kNoNumber = 10'000;

// The number that two decimal digits are; kNoNumber where one of them is none.
int two_digits(const char* at) {
  const unsigned tens = static_cast<unsigned char>(at[0]) - unsigned{'0'};
  const unsigned ones = static_cast<unsigned char>(at[1]) - unsigned{'0'};
  return tens > 9 || ones > 9 ? kNoNumber : static_cast<int>(tens * 10 + ones);
}

template <typename... Chars>
bool take_char(std::string_view text, std::size_t& at, Chars... any_of) {
  if (at >= text.size() || !((text[at] == any_of) || ...)) return false;
  ++at;
  return true;
}

// The fraction after the seconds in milliseconds; 0 where there is none, nothing where it is malformed.
std::optional<int> take_fraction(std::string_view text, std::size_t& at) {
  if (!take_char(text, at, '.', ',')) return 0;
  int ms = 0;
  std::size_t digits = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits) {
    if (digits < 3) ms = ms * 10 + (text[at] - '0');
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  for (; digits < 3; ++digits) ms *= 10;
  return ms;
}

// The offset from UTC in minutes.
std::optional<int> take_offset(std::string_view text, std::size_t& at) {
  if (take_char(text, at, 'Z', 'z')) return 0;
  if (at >= text.size()) return std::nullopt;
  const int sign = text[at] == '-' ? -1 : 1;
  if (!take_char(text, at, '+', '-')) return std::nullopt;
  const std::size_t colon = text.substr(at).size() == 5 && text[at + 2] == ':' ? 1 : 0;
  if (text.substr(at).size() != 4 + colon) return std::nullopt;
  const int hours = two_digits(text.data() + at);
  const int minutes = two_digits(text.data() + at + 2 + colon);
  if (hours > 23 || minutes > 59) return std::nullopt;
  at = text.size();
  return sign * (hours * 60 + minutes);
}

// Decimal digits, with zeros in front, to a place of the text.
void put_number(Timestamp::Text& text, std::size_t at, std::size_t digits, unsigned value) {
  for (; digits > 0; value /= 10) text[at + --digits] = static_cast<char>('0' + value % 10);
}

constexpr std::int64_t kFirstMs = -62135596800000;  // 0001-01-01T00:00:00.000Z
constexpr std::int64_t kLastMs = 253402300799999;   // 9999-12-31T23:59:59.999Z

}  // namespace

Timestamp Timestamp::from(std::chrono::system_clock::time_point point) {
  return Timestamp(std::chrono::floor<std::chrono::milliseconds>(point.time_since_epoch()).count());
}

std::optional<Timestamp> Timestamp::parse(std::string_view text) {
  constexpr std::size_t kToSeconds = 19;  // "2026-11-21T09:30:00"
  if (text.size() <= kToSeconds) return std::nullopt;
  const char* const c = text.data();
  const bool is_separated = c[4] == '-' && c[7] == '-' && (c[10] == 'T' || c[10] == 't' || c[10] == ' ') &&
                            c[13] == ':' && c[16] == ':';
  const int century = two_digits(c);
  const int year = two_digits(c + 2);
  const int month = two_digits(c + 5);
  const int day = two_digits(c + 8);
  const int hour = two_digits(c + 11);
  const int minute = two_digits(c + 14);
  const int second = two_digits(c + 17);
  if (!is_separated || century == kNoNumber || year == kNoNumber || month > 12 || day > 31 || hour > 23 ||
      minute > 59 || second > 60) {
    return std::nullopt;
  }
  std::size_t at = kToSeconds;
  const auto fraction = take_fraction(text, at);
  const auto offset = take_offset(text, at);
  if (!fraction || !offset || at != text.size()) return std::nullopt;

  using namespace std::chrono;
  const year_month_day date{std::chrono::year(century * 100 + year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const bool leap = second == 60;
  const auto instant = sys_days(date) + hours(hour) + minutes(minute) + seconds(leap ? 59 : second) +
                       milliseconds(leap ? 999 : *fraction) - minutes(*offset);
  const std::int64_t ms = duration_cast<milliseconds>(instant.time_since_epoch()).count();
  if (ms < kFirstMs || ms > kLastMs) return std::nullopt;
  return Timestamp(ms);
}

Timestamp::Text Timestamp::text() const {
  using namespace std::chrono;
  const sys_time<milliseconds> instant{milliseconds(ms_)};
  const auto midnight = floor<days>(instant);
  const year_month_day date(midnight);
  const auto of_day = static_cast<unsigned>((instant - midnight).count());
  Text text{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0',
            '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0', 'Z'};
  put_number(text, 0, 4, static_cast<unsigned>(static_cast<int>(date.year())));
  put_number(text, 5, 2, static_cast<unsigned>(date.month()));
  put_number(text, 8, 2, static_cast<unsigned>(date.day()));
  put_number(text, 11, 2, of_day / 3'600'000);
  put_number(text, 14, 2, of_day / 60'000 % 60);
  put_number(text, 17, 2, of_day / 1000 % 60);
  put_number(text, 20, 3, of_day % 1000);
  return text;
}

std::string Timestamp::to_string() const {
  const Text digits = text();
  return {digits.data(), digits.size()};
}

}  // namespace threadmirror::core
