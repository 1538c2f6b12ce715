#include "daemon/relation_choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "config/suggestion.hpp"

namespace threadmirror::daemon {

core::Result<storage::RelationWords> choose_relation(std::string_view name) {
  std::vector<std::string_view> names;
  for (const storage::RelationWords& relation : storage::schema_words()) {
    if (relation.name == name) return relation;
    names.push_back(relation.name);
  }
  std::string mend = config::did_you_mean(name, names);
  if (!mend.empty()) mend += " ";
  return core::fail(core::ErrorCode::kUsage, fmt::format("there is no table or view \"{}\"", name),
                    fmt::format("{}The mirror has {}", mend, fmt::join(names, ", ")));
}

}  // namespace threadmirror::daemon
