#include "daemon/relation_choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "core/suggestion.hpp"

namespace threadmirror::daemon {

core::Result<storage::RelationWords> choose_relation(std::string_view name) {
  std::vector<std::string_view> names;
  for (const storage::RelationWords& relation : storage::schema_words()) {
    if (relation.name == name) return relation;
    names.push_back(relation.name);
  }
  return core::fail(
      core::ErrorCode::kUsage, fmt::format("there is no table or view \"{}\"", name),
      core::did_you_mean(name, names, fmt::format("The mirror has {}", fmt::join(names, ", "))));
}

}  // namespace threadmirror::daemon
