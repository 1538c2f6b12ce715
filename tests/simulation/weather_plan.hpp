// The server's habits and the spells of bad weather of one scenario. Pure.
#pragma once

#include <functional>
#include <vector>

#include "tests/simulation/dice.hpp"
#include "tests/simulation/scenario.hpp"

namespace threadmirror::simulation {

// How the server behaves all the time: each open question on a side of its own.
fake_hubspot::Quirks draw_quirks(Dice& dice, const FamilySet& families);

// A time in which something is different.
struct Spell {
  milliseconds from{0};
  milliseconds to{0};
  std::function<void(Weather&)> change;
};

// The spells that the families bring between 0 and `end`.
std::vector<Spell> draw_spells(Dice& dice, const FamilySet& families, milliseconds end);

// Fills in the scenario's weathers and the events that change them; `usual` holds where no spell does.
void add_weathers(Scenario& scenario, const Weather& usual, const std::vector<Spell>& spells);

}  // namespace threadmirror::simulation
