#include "daemon/relation_choice.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace threadmirror;
using namespace threadmirror::daemon;

TEST_CASE("a table or view is found by its whole name") {
  for (const storage::RelationWords& relation : storage::schema_words()) {
    const auto chosen = choose_relation(relation.name);
    REQUIRE(chosen);
    CHECK(chosen->name == relation.name);
    CHECK(chosen->is_view == relation.is_view);
  }
}

TEST_CASE("an unknown name is told with the nearest one, if any is near, and with all of them") {
  const auto near = choose_relation("thread_change");
  REQUIRE_FALSE(near);
  CHECK(near.error().code() == core::ErrorCode::kUsage);
  CHECK(near.error().message() == "there is no table or view \"thread_change\"");
  CHECK(near.error().mend().starts_with("did you mean \"thread_changes\"? The mirror has threads, "));
  for (const std::string name : {"", "sqlite_schema", "threads; DROP TABLE threads", "THREADS"}) {
    const auto far = choose_relation(name);
    REQUIRE_FALSE(far);
    CHECK(far.error().mend().find("open_threads") != std::string::npos);
    CHECK(far.error().mend().ends_with("sightings"));
  }
}
