#include "tests/fake_hubspot/routes.hpp"

#include <vector>

namespace threadmirror::fake_hubspot {
namespace {

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    parts.push_back(path.substr(0, path.find('/')));
    path.remove_prefix(parts.back().size());
  }
  return parts;
}

// "2026-09" and "2026-09-beta".
bool is_dated(std::string_view version) {
  if (version.ends_with("-beta")) version.remove_suffix(5);
  if (version.size() != 7 || version[4] != '-') return false;
  version = version.substr(0, 4).find_first_not_of("0123456789") == std::string_view::npos ? version : "";
  return version.ends_with("-03") || version.ends_with("-09");
}

bool serves(std::string_view version, Versions versions) {
  if (version == "v3") return versions != Versions::kDated;
  return is_dated(version) && versions != Versions::kV3;
}

}  // namespace

Route find_route(std::string_view path, Versions versions) {
  const auto parts = split(path);
  if (parts.size() == 3 && parts[0] == "account-info" && parts[2] == "details") {
    // The account's path is not bound to the family that serves the threads.
    return {serves(parts[1], Versions::kAll) ? Endpoint::kAccount : Endpoint::kNone, {}};
  }
  if (parts.size() == 3 && parts[0] == "oauth" && parts[2] == "token") {
    return {serves(parts[1], versions) ? Endpoint::kToken : Endpoint::kNone, {}};
  }
  if (parts.size() < 4 || parts.size() > 5 || parts[0] != "conversations" || parts[3] != "threads") return {};
  const bool v3 = parts[1] == "v3" && parts[2] == "conversations";
  const bool dated = parts[1] == "conversations" && is_dated(parts[2]);
  if ((!v3 && !dated) || !serves(v3 ? parts[1] : parts[2], versions)) return {};
  if (parts.size() == 4) return {Endpoint::kThreads, {}};
  return {Endpoint::kThread, std::string(parts[4])};
}

}  // namespace threadmirror::fake_hubspot
