// Durations, ages and rates in words.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace threadmirror::daemon::output {

// The two largest units that matter: "450 ms", "12 s", "3 min 20 s", "1 h 5 min", "2 d 3 h", "40 d". Rounded
// down, never up. A negative duration has a minus sign in front.
std::string duration_words(std::chrono::milliseconds duration);

// How long ago something was: "just now" below one second, "12 s ago", and for clocks that disagree
// "12 s in the future".
std::string age_words(std::chrono::milliseconds age);

// Events per second in three digits or so, and per minute or hour where it is slow: "1,234/s", "12/s",
// "4.2/s", "30/min", "2.0/h", "0/s". Negative and not-a-number count as 0.
std::string rate_words(double per_second);

// "1 thread", "1,234 threads".
std::string count_words(std::int64_t count, std::string_view one, std::string_view many);

// A file's size: "812 bytes", "12.3 KiB", "1,043.7 MiB".
std::string size_words(std::uintmax_t bytes);

}  // namespace threadmirror::daemon::output
