#include "storage/parameter_binding.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sqlite3.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/suggestion.hpp"

namespace threadmirror::storage {
namespace {

using core::ErrorCode;

// The statement's places in order, each as it is written; empty for a bare "?" and for a number left out.
std::vector<std::string_view> places_of(sqlite3_stmt* statement) {
  std::vector<std::string_view> places;
  for (int i = 1; i <= sqlite3_bind_parameter_count(statement); ++i) {
    const char* const name = sqlite3_bind_parameter_name(statement, i);
    places.emplace_back(name != nullptr ? name : "");
  }
  return places;
}

bool is_named(std::string_view place) { return !place.empty() && place.front() != '?'; }

// Without its sign.
std::string_view bare(std::string_view place) { return place.substr(1); }

// "the statement has :days and :inbox".
std::string tell(const std::vector<std::string_view>& places) {
  if (places.empty()) return "the statement has no parameters";
  return fmt::format("the statement has {}", fmt::join(places, ", "));
}

core::Status check_names(const std::vector<std::string_view>& places) {
  if (std::all_of(places.begin(), places.end(), is_named)) return {};
  return core::fail(ErrorCode::kUsage, "the statement has a parameter \"?\" without a name",
                    "write :name in its place, and give --param name=VALUE");
}

core::Status check_all_wanted(const std::vector<std::string_view>& places,
                              std::span<const Parameter> parameters) {
  std::vector<std::string_view> names;
  for (const std::string_view place : places) names.push_back(bare(place));
  for (const Parameter& parameter : parameters) {
    if (std::find(names.begin(), names.end(), parameter.name) != names.end()) continue;
    return core::fail(ErrorCode::kUsage, fmt::format("the statement has no parameter \"{}\"", parameter.name),
                      core::did_you_mean(parameter.name, names, tell(places)));
  }
  return {};
}

const Parameter* find(std::span<const Parameter> parameters, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const Parameter& parameter) { return parameter.name == name; });
  return found == parameters.end() ? nullptr : &*found;
}

core::Status check_all_given(const std::vector<std::string_view>& places,
                             std::span<const Parameter> parameters) {
  std::vector<std::string_view> missing;
  std::vector<std::string> mends;
  for (const std::string_view place : places) {
    if (find(parameters, bare(place)) != nullptr) continue;
    missing.push_back(place);
    mends.push_back(fmt::format("--param {}=VALUE", bare(place)));
  }
  if (missing.empty()) return {};
  std::string message = fmt::format("no value is given for {}", fmt::join(missing, ", "));
  if (missing.size() < places.size()) message += "; " + tell(places);
  return core::fail(ErrorCode::kUsage, std::move(message), fmt::format("give {}", fmt::join(mends, " ")));
}

// Binds one value at `index`; an SQLITE_ code.
struct Bind {
  sqlite3_stmt* statement;
  int index;

  int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
  int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, index, number); }
  int operator()(double number) const { return sqlite3_bind_double(statement, index, number); }
  int operator()(const std::string& text) const {
    return sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  int operator()(const Blob& blob) const {
    return sqlite3_bind_blob64(statement, index, blob.bytes.data(), blob.bytes.size(), SQLITE_TRANSIENT);
  }
};

}  // namespace

core::Status bind_parameters(sqlite3_stmt* statement, std::span<const Parameter> parameters) {
  const std::vector<std::string_view> places = places_of(statement);
  if (auto status = check_names(places); !status) return status;
  if (auto status = check_all_wanted(places, parameters); !status) return status;
  if (auto status = check_all_given(places, parameters); !status) return status;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Parameter& parameter = *find(parameters, bare(places[i]));
    if (std::visit(Bind{statement, static_cast<int>(i) + 1}, parameter.value) != SQLITE_OK) {
      return core::fail(ErrorCode::kUsage, fmt::format("the value of {} is too long", parameter.name));
    }
  }
  return {};
}

}  // namespace threadmirror::storage
