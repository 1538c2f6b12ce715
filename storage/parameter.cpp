#include "storage/parameter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/text.hpp"

namespace threadmirror::storage {
namespace {

using core::ErrorCode;

constexpr char kMend[] = "write it as name=value, for example --param days=7";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// Takes the digits at the beginning; false where there are none.
bool take_digits(std::string_view& rest) {
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_digit);
  const auto count = static_cast<std::size_t>(end - rest.begin());
  rest.remove_prefix(count);
  return count > 0;
}

bool take(std::string_view& rest, std::string_view any_of) {
  if (rest.empty() || any_of.find(rest.front()) == std::string_view::npos) return false;
  rest.remove_prefix(1);
  return true;
}

enum class Shape { kText, kInteger, kReal };

// The form of a number as JSON has it.
Shape shape_of(std::string_view rest) {
  take(rest, "-");
  if (!take(rest, "0") && !take_digits(rest)) return Shape::kText;
  if (rest.empty()) return Shape::kInteger;
  if (take(rest, ".") && !take_digits(rest)) return Shape::kText;
  if (take(rest, "eE")) {
    take(rest, "+-");
    if (!take_digits(rest)) return Shape::kText;
  }
  return rest.empty() ? Shape::kReal : Shape::kText;
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  return problem == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

// What stands between single quotes; nothing where the text is no such literal.
std::optional<std::string> unquote(std::string_view text) {
  if (text.size() < 2 || text.front() != '\'' || text.back() != '\'') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::string inner;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'' && (i + 1 == text.size() || text[++i] != '\'')) return std::nullopt;
    inner += text[i];
  }
  return inner;
}

}  // namespace

bool is_parameter_name(std::string_view text) {
  return !text.empty() && begins_name(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return begins_name(c) || is_digit(c); });
}

Value parse_value(std::string_view text) {
  if (text == "NULL") return std::monostate{};
  const Shape shape = shape_of(text);
  if (shape == Shape::kInteger && text != "-0") {
    if (const auto number = parse_number<std::int64_t>(text)) return *number;
  }
  if (shape == Shape::kReal) {
    const auto number = parse_number<double>(text);
    if (number && std::isfinite(*number)) return *number;
  }
  if (auto inner = unquote(text)) return std::move(*inner);
  return std::string(text);
}

core::Result<Parameter> parse_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return core::fail(ErrorCode::kUsage, fmt::format("the parameter \"{}\" has no value", text), kMend);
  }
  std::string_view name = text.substr(0, equals);
  take(name, ":$@");
  if (!is_parameter_name(name)) {
    return core::fail(ErrorCode::kUsage, fmt::format("\"{}\" is no name of a parameter", name), kMend);
  }
  return Parameter{std::string(name), parse_value(text.substr(equals + 1))};
}

core::Result<std::vector<Parameter>> parse_parameters(std::span<const std::string> texts) {
  std::vector<Parameter> parameters;
  for (const std::string& text : texts) {
    auto parameter = parse_parameter(text);
    if (!parameter) return core::fail(parameter.error());
    const bool twice = std::any_of(parameters.begin(), parameters.end(),
                                   [&](const Parameter& before) { return before.name == parameter->name; });
    if (twice) {
      return core::fail(ErrorCode::kUsage, fmt::format("the parameter {} is given twice", parameter->name),
                        "give it once");
    }
    parameters.push_back(std::move(*parameter));
  }
  return parameters;
}

}  // namespace threadmirror::storage
