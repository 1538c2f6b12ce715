#include "sync/api/paths.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace threadmirror::sync::api {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "v1" to "v99", without leading zeros.
bool is_numbered(std::string_view version) {
  return version.size() >= 2 && version.size() <= 3 && version[0] == 'v' && version[1] != '0' &&
         all_digits(version.substr(1));
}

constexpr std::string_view kBeta = "-beta";

std::string_view without_beta(std::string_view version) {
  if (version.ends_with(kBeta)) version.remove_suffix(kBeta.size());
  return version;
}

// "2026-09", "2026-09-beta".
bool is_dated(std::string_view version) {
  version = without_beta(version);
  if (version.size() != 7 || version[4] != '-') return false;
  const std::string_view month = version.substr(5);
  return all_digits(version.substr(0, 4)) && all_digits(month) && month >= "01" && month <= "12";
}

}  // namespace

core::Status check_api_version(std::string_view version) {
  if (is_numbered(version) || is_dated(version)) return {};
  return core::fail(
      core::ErrorCode::kConfig,
      "api_version \"" + core::printable(version.substr(0, 40)) + "\" is no version of HubSpot's API",
      "use \"v3\" or a dated version such as \"2026-09\"");
}

std::string threads_path(std::string_view version) {
  const std::string name(version);
  return is_numbered(version) ? "/conversations/" + name + "/conversations/threads"
                              : "/conversations/conversations/" + name + "/threads";
}

std::string thread_path(std::string_view version, std::int64_t id) {
  return threads_path(version) + "/" + std::to_string(id);
}

std::string token_path(std::string_view version) {
  return "/oauth/" + std::string(without_beta(version)) + "/token";
}

std::string account_path() { return "/account-info/v3/details"; }

}  // namespace threadmirror::sync::api
