#include "sync/api/retry_budget.hpp"

#include <doctest/doctest.h>

using threadmirror::sync::api::RetryBudget;

// Fault 28.
TEST_CASE("retries are allowed up to the reserve, then only as successes earn them") {
  RetryBudget budget(3, 0.25);
  for (int i = 0; i < 3; ++i) {
    REQUIRE(budget.allows_retry());
    budget.spend();
  }
  CHECK_FALSE(budget.allows_retry());
  for (int i = 0; i < 3; ++i) budget.on_success();
  CHECK_FALSE(budget.allows_retry());
  budget.on_success();
  CHECK(budget.allows_retry());
}

TEST_CASE("a debt is no deeper than the reserve") {
  RetryBudget budget(2, 0.5);
  for (int i = 0; i < 100; ++i) budget.spend();
  for (int i = 0; i < 5; ++i) budget.on_success();
  CHECK_FALSE(budget.allows_retry());
  budget.on_success();
  CHECK(budget.allows_retry());
}

TEST_CASE("no more than the reserve gathers") {
  RetryBudget budget(2, 0.5);
  for (int i = 0; i < 100; ++i) budget.on_success();
  budget.spend();
  budget.spend();
  CHECK_FALSE(budget.allows_retry());
}
