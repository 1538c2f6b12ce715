#include "sync/scope.hpp"

#include <doctest/doctest.h>

#include "tests/sync/pages.hpp"

using namespace threadmirror;
using threadmirror::tests::thread;

TEST_CASE("without a choice of inboxes every thread is ours, also one without an inbox") {
  CHECK(sync::is_ours("7", {}));
  CHECK(sync::is_ours(std::nullopt, {}));
}

TEST_CASE("with a choice only threads of these inboxes are ours") {
  CHECK(sync::is_ours("7", {5, 7}));
  CHECK_FALSE(sync::is_ours("77", {5, 7}));
  CHECK_FALSE(sync::is_ours("07", {5, 7}));
  CHECK_FALSE(sync::is_ours("", {5, 7}));
  CHECK_FALSE(sync::is_ours(std::nullopt, {5, 7}));
}

TEST_CASE("what an answer brings of other inboxes is dropped and counted") {
  std::vector<core::ThreadRecord> threads{thread(1), thread(2), thread(3)};
  threads[1].inbox_id = "9";
  CHECK(sync::drop_foreign(threads, {}) == 0);
  CHECK(sync::drop_foreign(threads, {1}) == 1);
  REQUIRE(threads.size() == 2);
  CHECK(threads[1].id == 3);
}
