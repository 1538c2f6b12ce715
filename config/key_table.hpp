// The one table of all settings: name, kind, limits, meaning. The loader, the suggestions for typos, the test
// of the example file and the documentation all read it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/settings.hpp"
#include "config/text_checks.hpp"

namespace threadmirror::config {

// Where a value lives in the settings.
template <typename T>
using At = T& (*)(Settings& settings);

// The kinds of values. Limits are inclusive unless they say otherwise.
struct TextKey {
  At<std::string> at;
  Check check;
};
struct PathKey {
  At<std::filesystem::path> at;
  Check check;
};
struct IntegerKey {
  At<int> at;
  int least, most;
};
// A number between two bounds, each of which may be excluded; an integer is a number too.
struct NumberKey {
  At<double> at;
  double low, high;
  bool low_allowed, high_allowed;
};
struct DurationKey {
  At<std::chrono::milliseconds> at;
  std::chrono::milliseconds least, most;
};
// Positive ids.
struct IdListKey {
  At<std::vector<std::int64_t>> at;
};
// One of several words; the n-th word stands for the enumerator of value n.
struct ChoiceKey {
  std::span<const std::string_view> words;
  int (*get)(const Settings& settings);
  void (*set)(Settings& settings, int index);
};
using KeyKind = std::variant<TextKey, PathKey, IntegerKey, NumberKey, DurationKey, IdListKey, ChoiceKey>;

struct Key {
  std::string_view section;  // "hubspot.oauth"
  std::string_view name;     // "client_id"
  KeyKind kind;
  std::string_view meaning;  // one line, as the example file has it

  std::string full_name() const;  // "hubspot.oauth.client_id"
};

// All keys, in the order of the example file.
std::span<const Key> all_keys();
// The names of the sections, each once, in the same order.
std::span<const std::string_view> all_sections();
// The key of that full name, or null.
const Key* find_key(std::string_view full_name);

}  // namespace threadmirror::config
