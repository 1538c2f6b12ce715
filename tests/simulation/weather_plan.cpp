#include "tests/simulation/weather_plan.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace threadmirror::simulation {
namespace {

using namespace std::chrono_literals;
using namespace fake_hubspot;

constexpr std::array<std::string_view, 14> kStatuses{"status:500",
                                                     "status:502",
                                                     "status:503",
                                                     "status:504",
                                                     "status:521",
                                                     "status:522",
                                                     "status:523",
                                                     "status:524",
                                                     "status:423",
                                                     "status:408",
                                                     "status:400",
                                                     "status:477,retry_after=20",
                                                     "status:429,policy=TEN_SECONDLY_ROLLING",
                                                     "status:429,policy=SECONDLY,retry_after=3"};
// Not invalid-utf8: a text that is garbled on the way can't be told from one that is garbled upstream, and is
// rightly stored as it came.
constexpr std::array<std::string_view, 21> kBodies{
    "truncated-json", "trailing-junk",   "empty-body",
    "null-results",   "byte-order-mark", "utf16",
    "html",           "reset:before",    "reset:header",
    "reset:body",     "close:before",    "close:header",
    "close:body",     "stall:body",      "drip:20",
    "length:short",   "length:long",     "length:both",
    "huge-header",    "endless-chunks",  "content-type:text/plain"};

FaultRule rule(std::string_view text, double probability) {
  FaultRule parsed = parse_fault(text).value();
  parsed.next = 0;
  parsed.probability = probability;
  return parsed;
}

class SpellPlan {
 public:
  SpellPlan(Dice& dice, milliseconds end) : dice_(dice), end_(end) {}

  // One to three spells that last from `shortest` to `longest`. Some are there from the beginning, when the
  // mirror is filled.
  template <typename Change>
  void some(milliseconds shortest, milliseconds longest, Change change) {
    for (std::int64_t n = dice_.between(1, 3); n > 0; --n) {
      const milliseconds from = dice_.chance(0.12) ? 0ms : dice_.between(0ms, end_ - 1min);
      const milliseconds to = std::min(end_, from + dice_.between(shortest, longest));
      spells_.push_back({from, to, change()});
    }
  }
  std::vector<Spell> take() { return std::move(spells_); }

 private:
  Dice& dice_;
  milliseconds end_;
  std::vector<Spell> spells_;
};

void add_network(SpellPlan& plan, Dice& dice) {
  plan.some(2min, 20min, [&] {
    const double share = dice.one_of(std::array{0.05, 0.1, 0.3, 0.7, 1.0});
    const milliseconds slowest = dice.one_of(std::array{300ms, 2000ms, 9000ms});
    return [share, slowest](Weather& weather) {
      weather.network_failures = share;
      weather.slowest = slowest;
    };
  });
}

template <std::size_t N>
void add_faults(SpellPlan& plan, Dice& dice, const std::array<std::string_view, N>& kinds) {
  plan.some(2min, 20min, [&] {
    const double share = dice.one_of(std::array{0.05, 0.1, 0.3, 0.7, 1.0});
    std::vector<FaultRule> rules;
    for (std::int64_t n = dice.between(1, 3); n > 0; --n) rules.push_back(rule(dice.one_of(kinds), share));
    return [rules](Weather& weather) {
      weather.faults.insert(weather.faults.end(), rules.begin(), rules.end());
    };
  });
}

void add_cursors(SpellPlan& plan, Dice& dice) {
  plan.some(2min, 30min, [&] {
    const int every = static_cast<int>(dice.between(1, 8));
    const int lifetime = static_cast<int>(dice.between(1, 20));
    const bool expires = dice.chance(0.4);
    return [=](Weather& weather) {
      (expires ? weather.quirks.cursor_lifetime_s : weather.quirks.cursor_breaks_every) =
          expires ? lifetime : every;
    };
  });
}

void add_loops(SpellPlan& plan, Dice& dice) {
  // Endless listings are rarer: each attempt reads a hundred pages before it gives up.
  plan.some(2min, 10min, [&] {
    const std::int64_t kind = dice.between(0, 9);
    return [kind](Weather& weather) {
      weather.quirks.cursor_loop = kind < 4;
      weather.quirks.cursor_repeats = kind >= 4 && kind < 8;
      if (kind >= 8) weather.quirks.endless_pages = kind == 8 ? Endless::kEmpty : Endless::kSame;
    };
  });
}

void add_clock_jumps(SpellPlan& plan, Dice& dice) {
  constexpr std::array kOffsets{3s, 90s, 700s, 7200s, 86'400s, 200'000s, 315'360'000s};
  plan.some(1min, 30min, [&] {
    const milliseconds offset = dice.one_of(kOffsets) * (dice.chance(0.5) ? 1 : -1);
    return [offset](Weather& weather) { weather.wall_offset = offset; };
  });
}

void add_server_clock(SpellPlan& plan, Dice& dice) {
  constexpr std::array kSkews{2, 60, 700, 3600, 86'400, 250'000, 31'536'000};
  plan.some(5min, 40min, [&] {
    const int skew = dice.one_of(kSkews) * (dice.chance(0.5) ? 1 : -1);
    return [skew](Weather& weather) {
      weather.quirks.date = DateHeader::kSkewed;
      weather.quirks.date_skew_s = skew;
    };
  });
}

// Other apps have used up the day's quota. (A quota that is small in itself would rightly make sweeps rare.)
void add_quota(SpellPlan& plan, Dice& dice) {
  plan.some(5min, 30min, [&] {
    const bool tells_when = dice.chance(0.3);
    const FaultRule spent =
        rule(tells_when ? "status:429,policy=DAILY,retry_after=600" : "status:429,policy=DAILY", 1);
    return [spent](Weather& weather) { weather.faults.push_back(spent); };
  });
}

}  // namespace

Quirks draw_quirks(Dice& dice, const FamilySet& families) {
  Quirks quirks;
  quirks.gzip = false;  // the transport that unpacks is not part of this world
  if (families.has(Family::kQuirks)) {
    // Left at their defaults: `scope`, `versions` and `limit-above`, as the other side is a refusal of
    // everything; `default-limit` and `several-inboxes`, which the mirror never asks for.
    for (const QuirkInfo& info : quirk_table()) {
      constexpr std::array<std::string_view, 15> kOpen{
          "after-filter",     "precision",          "ties",      "untimed",
          "id-order",         "empty-pages",        "last-page", "encoded-cursors",
          "final-empty-page", "unknown-parameters", "missing",   "numeric-ids",
          "unknown-status",   "retry-after",        "link"};
      if (std::find(kOpen.begin(), kOpen.end(), info.name) == kOpen.end()) continue;
      info.set(quirks, static_cast<int>(dice.between(info.lowest, info.highest)));
    }
    quirks.extra_fields = dice.chance(0.2);
    quirks.time_cursors = dice.chance(0.3) ? CursorKind::kPositional : CursorKind::kKeyed;
    quirks.rate_headers = static_cast<RateHeaders>(dice.between(0, 2));
    quirks.timestamp_digits = dice.chance(0.7) ? 3 : static_cast<int>(dice.between(0, 9));
    quirks.page_cap = dice.chance(0.2) ? static_cast<int>(dice.between(5, 40)) : 0;
    quirks.cursor_bytes = dice.chance(0.1) ? 600 : 0;
    // Without a Date header a machine whose clock is wrong has nothing to find that out by, so the two never
    // come together.
    if (!families.has(Family::kClockJumps) && dice.chance(0.15)) quirks.date = DateHeader::kOff;
  }
  // These don't stop with the other faults: the mirror must be exact all the same.
  quirks.out_of_order = families.has(Family::kDisorder);
  quirks.bad_records = families.has(Family::kBadRecords);
  if (families.has(Family::kDuplicates)) {
    quirks.duplicates = dice.chance(0.5) ? Duplicates::kInPage : Duplicates::kAcrossPages;
  }
  return quirks;
}

std::vector<Spell> draw_spells(Dice& dice, const FamilySet& families, milliseconds end) {
  SpellPlan plan(dice, end);
  if (families.has(Family::kNetwork)) add_network(plan, dice);
  if (families.has(Family::kStatuses)) add_faults(plan, dice, kStatuses);
  if (families.has(Family::kBodies)) add_faults(plan, dice, kBodies);
  if (families.has(Family::kCursors)) add_cursors(plan, dice);
  if (families.has(Family::kLoops)) add_loops(plan, dice);
  if (families.has(Family::kClockJumps)) add_clock_jumps(plan, dice);
  if (families.has(Family::kServerClock)) add_server_clock(plan, dice);
  if (families.has(Family::kQuota)) add_quota(plan, dice);
  return plan.take();
}

void add_weathers(Scenario& scenario, const Weather& usual, const std::vector<Spell>& spells) {
  std::set<milliseconds> borders{0ms};
  for (const Spell& spell : spells) {
    borders.insert(spell.from);
    borders.insert(spell.to);
  }
  for (const milliseconds at : borders) {
    Weather weather = usual;
    for (const Spell& spell : spells) {
      if (spell.from <= at && at < spell.to) spell.change(weather);
    }
    Event event;
    event.at = at;
    event.kind = Event::Kind::kWeather;
    event.weather = scenario.weathers.size();
    scenario.events.push_back(event);
    scenario.weathers.push_back(std::move(weather));
  }
  scenario.weathers.push_back(usual);
}

}  // namespace threadmirror::simulation
