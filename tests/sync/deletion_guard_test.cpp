#include "sync/deletion_guard.hpp"

#include <doctest/doctest.h>

#include <limits>

using threadmirror::sync::is_mass_deletion;

// Fault 65.
TEST_CASE("more than five per cent and more than a hundred are not believed; either alone is") {
  CHECK_FALSE(is_mass_deletion({.live = 0, .missing = 0}));
  CHECK_FALSE(is_mass_deletion({.live = 100, .missing = 100}));  // a small mirror may well be emptied
  CHECK(is_mass_deletion({.live = 101, .missing = 101}));
  CHECK_FALSE(is_mass_deletion({.live = 2020, .missing = 101}));  // exactly five per cent
  CHECK(is_mass_deletion({.live = 2019, .missing = 101}));
  CHECK_FALSE(is_mass_deletion({.live = 1000000, .missing = 50000}));
  CHECK(is_mass_deletion({.live = 1000000, .missing = 50001}));
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  CHECK(is_mass_deletion({.live = kMost, .missing = kMost}));
}

TEST_CASE("the text names both numbers and the command that lifts the guard") {
  const std::string text = threadmirror::sync::mass_deletion_text({.live = 48211, .missing = 4000});
  CHECK(text.find("4,000 of 48,211 threads are missing upstream") == 0);
  CHECK(text.find("`threadmirror reconcile --allow-mass-delete`") != std::string::npos);
}
