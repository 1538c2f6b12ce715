#include "sync/api/answer_headers.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace threadmirror::sync::api {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same_letter(char a, char b) { return lower(a) == lower(b); }

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_letter);
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same_letter) != text.end() ||
         part.empty();
}

std::vector<std::string_view> header_values(const http::Response& answer, std::string_view name) {
  std::vector<std::string_view> values;
  for (const http::Header& header : answer.headers) {
    if (equal_ignoring_case(header.name, name)) values.push_back(core::trim(header.value));
  }
  return values;
}

std::optional<std::string_view> single_header(const http::Response& answer, std::string_view name) {
  const auto values = header_values(answer, name);
  if (values.empty() || values.front().empty()) return std::nullopt;
  const bool agree =
      std::all_of(values.begin(), values.end(), [&](auto value) { return value == values.front(); });
  return agree ? std::optional(values.front()) : std::nullopt;
}

}  // namespace threadmirror::sync::api
