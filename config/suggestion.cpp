#include "config/suggestion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

#include "config/key_table.hpp"
#include "core/suggestion.hpp"

namespace threadmirror::config {
namespace {

std::vector<std::string_view> keys_of(std::string_view section) {
  std::vector<std::string_view> names;
  for (const Key& key : all_keys()) {
    if (key.section == section) names.push_back(key.name);
  }
  return names;
}

// The sections below `prefix`, by their last part.
std::vector<std::string_view> sections_of(std::string_view prefix) {
  std::vector<std::string_view> names;
  for (std::string_view section : all_sections()) {
    if (!section.starts_with(prefix)) continue;
    section.remove_prefix(prefix.size());
    if (section.find('.') == std::string_view::npos) names.push_back(section);
  }
  return names;
}

// The sections that have a key of exactly this name.
std::vector<std::string> homes_of(std::string_view name) {
  std::vector<std::string> homes;
  for (const Key& key : all_keys()) {
    if (key.name == name) homes.push_back(fmt::format("[{}]", key.section));
  }
  return homes;
}

// The section whose last part is `name`, such as "hubspot.oauth" for "oauth"; empty where there is none.
std::string_view nested_section(std::string_view name) {
  for (const std::string_view section : all_sections()) {
    const std::size_t dot = section.rfind('.');
    if (dot != std::string_view::npos && section.substr(dot + 1) == name) return section;
  }
  return {};
}

// Someone is about to write a secret into the configuration.
bool names_secret(std::string_view name) {
  constexpr std::array<std::string_view, 6> kWords{"token",  "access_token",  "api_key",
                                                   "secret", "client_secret", "refresh_token"};
  return std::find(kWords.begin(), kWords.end(), name) != kWords.end();
}

std::string mend_for(std::string_view prefix, std::string_view name, bool looks_like_section) {
  const std::string_view section = prefix.substr(0, prefix.empty() ? 0 : prefix.size() - 1);
  if (names_secret(name)) {
    return "secrets do not stand in this file: put it into a file of its own and name that in "
           "hubspot.token_file or [hubspot.oauth]";
  }
  const std::vector<std::string> homes = homes_of(name);
  if (!homes.empty()) return fmt::format("it belongs under {}", fmt::join(homes, " or "));
  const std::string_view nested = looks_like_section ? nested_section(name) : std::string_view();
  if (!nested.empty()) return fmt::format("write [{}]", nested);
  std::vector<std::string_view> candidates = keys_of(section);
  const std::vector<std::string_view> sections = sections_of(prefix);
  if (looks_like_section) candidates.clear();
  candidates.insert(candidates.end(), sections.begin(), sections.end());
  std::string mend = core::did_you_mean(name, candidates);
  if (mend.empty() && !candidates.empty()) mend = fmt::format("known here: {}", fmt::join(candidates, ", "));
  return mend;
}

}  // namespace

bool is_section(std::string_view full_name) {
  const auto sections = all_sections();
  return std::find(sections.begin(), sections.end(), full_name) != sections.end();
}

core::Error unknown(std::string_view prefix, std::string_view name, bool looks_like_section) {
  return core::Error(core::ErrorCode::kConfig, looks_like_section ? "unknown section" : "unknown key",
                     mend_for(prefix, name, looks_like_section));
}

}  // namespace threadmirror::config
