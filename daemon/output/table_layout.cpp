#include "daemon/output/table_layout.hpp"

#include <algorithm>
#include <numeric>

#include "daemon/output/text_width.hpp"

namespace threadmirror::daemon::output {
namespace {

constexpr std::size_t kNarrowestText = 12;
constexpr std::size_t kNarrowestName = 4;

// What a column would like, and what it can't do without.
struct Demand {
  std::size_t most = 0;
  std::size_t least = 0;
  std::size_t data = 0;
  bool is_number = false;
};

Demand measure(const std::string& name, std::span<const CellRow> sample, std::size_t index) {
  Demand demand;
  bool any_text = false;
  for (const CellRow& row : sample) {
    const Cell& cell = row[index];
    demand.data = std::max(demand.data, display_width(cell.text));
    demand.is_number = demand.is_number || cell.is_number;
    any_text = any_text || (!cell.is_number && !cell.is_null);
  }
  demand.is_number = demand.is_number && !any_text;
  const std::size_t name_width = display_width(name);
  demand.most = std::max({demand.data, name_width, std::size_t{1}});
  const std::size_t needed = demand.is_number ? demand.data : std::min(demand.data, kNarrowestText);
  demand.least = std::max({needed, std::min(name_width, kNarrowestName), std::size_t{1}});
  return demand;
}

std::size_t width_under(const Demand& demand, std::size_t cap) {
  return std::clamp(cap, demand.least, demand.most);
}

std::size_t total_under(std::span<const Demand> demands, std::size_t cap) {
  return std::accumulate(demands.begin(), demands.end(), std::size_t{0},
                         [&](std::size_t sum, const Demand& d) { return sum + width_under(d, cap); });
}

// Gives each column min(what it likes, a common cap), the highest cap that fits, and hands out what is left.
void share(std::span<const Demand> demands, std::size_t available, std::vector<Column>& columns) {
  std::size_t cap = 0;
  while (cap < available && total_under(demands, cap + 1) <= available) ++cap;
  std::size_t left = available - total_under(demands, cap);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i].width = width_under(demands[i], cap);
    if (left > 0 && columns[i].width < demands[i].most && cap >= demands[i].least) {
      ++columns[i].width;
      --left;
    }
  }
}

void plan_blocks(TableLayout& layout, std::span<const Demand> demands, std::size_t width) {
  layout.as_blocks = true;
  std::size_t data = 1;
  for (const Demand& demand : demands) data = std::max(data, demand.data);
  for (const Column& column : layout.columns) {
    layout.name_width = std::max(layout.name_width, display_width(column.name));
  }
  const std::size_t inner = width > kTableMargin + kTableGap + 2 ? width - kTableMargin - kTableGap : 2;
  layout.name_width = std::min(layout.name_width, std::max(inner / 2, inner - std::min(inner, data)));
  layout.value_width = std::max<std::size_t>(1, inner - layout.name_width);
}

}  // namespace

TableLayout plan_table(const std::vector<std::string>& names, std::span<const CellRow> sample,
                       std::optional<std::size_t> width) {
  TableLayout layout;
  std::vector<Demand> demands;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name = displayable(names[i]);
    demands.push_back(measure(name, sample, i));
    layout.columns.push_back({name, demands.back().most, demands.back().is_number});
  }
  if (!width || names.empty()) return layout;
  const std::size_t frame = kTableMargin + kTableGap * (names.size() - 1);
  const std::size_t available = *width > frame ? *width - frame : 0;
  if (total_under(demands, *width) <= available) return layout;
  if (total_under(demands, 0) <= available) {
    share(demands, available, layout.columns);
  } else {
    plan_blocks(layout, demands, *width);
  }
  return layout;
}

}  // namespace threadmirror::daemon::output
