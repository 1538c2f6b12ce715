#include "config/key_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/duration.hpp"

namespace threadmirror::config {
namespace {

// Picks the overload of a set of lambdas that fits the kind.
template <typename... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

std::string choices(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += toml_string(word);
  }
  return text;
}

}  // namespace

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string expected(const KeyKind& kind) {
  return std::visit(Overloaded{
                        [](const TextKey&) -> std::string { return "text in quotes"; },
                        [](const PathKey&) -> std::string { return "a path in quotes"; },
                        [](const IntegerKey&) -> std::string { return "an integer"; },
                        [](const NumberKey&) -> std::string { return "a number"; },
                        [](const DurationKey&) -> std::string { return "a duration such as \"30s\""; },
                        [](const IdListKey&) -> std::string { return "a list of ids such as [101, 102]"; },
                        [](const ChoiceKey& key) { return "one of " + choices(key.words); },
                    },
                    kind);
}

std::string limits(const KeyKind& kind) {
  return std::visit(
      Overloaded{
          [](const IntegerKey& key) { return fmt::format("from {} to {}", key.least, key.most); },
          [](const NumberKey& key) {
            return fmt::format("{} {} and {} {}", key.low_allowed ? "at least" : "above", key.low,
                               key.high_allowed ? "at most" : "below", key.high);
          },
          [](const DurationKey& key) {
            return fmt::format("from {} to {}", format_duration(key.least), format_duration(key.most));
          },
          [](const auto&) { return std::string(); },
      },
      kind);
}

std::string toml_value(const Key& key, const Settings& settings) {
  Settings copy = settings;  // the accessors hand out references that could be written through
  return std::visit(
      Overloaded{
          [&](const TextKey& k) { return toml_string(k.at(copy)); },
          [&](const PathKey& k) { return toml_string(k.at(copy).native()); },
          [&](const IntegerKey& k) { return fmt::format("{}", k.at(copy)); },
          [&](const NumberKey& k) { return fmt::format("{}", k.at(copy)); },
          [&](const DurationKey& k) { return toml_string(format_duration(k.at(copy))); },
          [&](const IdListKey& k) { return fmt::format("[{}]", fmt::join(k.at(copy), ", ")); },
          [&](const ChoiceKey& k) { return toml_string(k.words[static_cast<std::size_t>(k.get(copy))]); },
      },
      key.kind);
}

std::vector<std::string> changed_keys(const Settings& before, const Settings& after) {
  std::vector<std::string> names;
  for (const Key& key : all_keys()) {
    if (toml_value(key, before) != toml_value(key, after)) names.push_back(key.full_name());
  }
  return names;
}

}  // namespace threadmirror::config
