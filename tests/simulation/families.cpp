#include "tests/simulation/families.hpp"

#include <algorithm>
#include <array>

namespace threadmirror::simulation {
namespace {

struct Words {
  std::string_view name;
  std::string_view description;
};

constexpr std::array<Words, kFamilies> kWords{{
    {"quirks", "open questions of the upstream's documents on any side"},
    {"crashes", "the process is killed, at any moment and at any step of the storage"},
    {"power", "some crashes take the power with them"},
    {"disk", "the disk is full or fails for a while"},
    {"stops", "the process is stopped in good order and started again"},
    {"network", "connections fail, before and after the server has done its part"},
    {"statuses", "error statuses"},
    {"bodies", "answers that are cut, garbled or of the wrong kind"},
    {"rate-limit", "an allowance far below what the mirror was told"},
    {"quota", "the daily quota runs out"},
    {"lag", "replicas show changes late"},
    {"serve-older", "replicas show an older version after a newer one"},
    {"cursors", "cursors are refused or expire"},
    {"loops", "listings run in circles or never end"},
    {"disorder", "pages out of order"},
    {"duplicates", "the same thread twice"},
    {"bad-records", "records that are no thread"},
    {"back-dates", "messages stamped in the past, and in 2099"},
    {"ties", "many messages with the same timestamp"},
    {"clock-jumps", "the machine's wall clock jumps"},
    {"server-clock", "the Date header is wrong"},
}};

}  // namespace

std::string_view to_string(Family family) { return kWords.at(static_cast<std::size_t>(family)).name; }
std::string_view describe(Family family) { return kWords.at(static_cast<std::size_t>(family)).description; }

std::string FamilySet::names() const {
  std::string text;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    if (members_.test(i)) text.append(text.empty() ? "" : ",").append(kWords.at(i).name);
  }
  return text;
}

core::Result<FamilySet> parse_families(std::string_view names) {
  FamilySet set;
  while (!names.empty()) {
    const std::size_t comma = names.find(',');
    const std::string_view name = names.substr(0, comma);
    names.remove_prefix(comma == std::string_view::npos ? names.size() : comma + 1);
    const auto found =
        std::find_if(kWords.begin(), kWords.end(), [&](const Words& words) { return words.name == name; });
    if (found == kWords.end()) {
      return core::fail(core::ErrorCode::kUsage, "there is no family of faults \"" + std::string(name) + "\"",
                        "choose among " + FamilySet::all().names());
    }
    set.set(static_cast<Family>(found - kWords.begin()));
  }
  return set;
}

}  // namespace threadmirror::simulation
