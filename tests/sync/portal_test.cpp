#include "sync/portal.hpp"

#include <doctest/doctest.h>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using threadmirror::tests::EngineRig;

TEST_CASE("a new database is bound to the token's portal") {
  EngineRig rig;
  REQUIRE(rig.run(sync::verify_portal(*rig.world)));
  CHECK(rig.cell("SELECT value FROM mirror_info WHERE key = 'portal_id'") == "62515");
  CHECK(rig.run(sync::verify_portal(*rig.world)));
}

// Fault 69.
TEST_CASE("a token of another portal is refused and nothing is written") {
  EngineRig rig;
  rig.api.put(tests::thread(1, tests::at(0)));
  REQUIRE(rig.run(rig.mirror->sync_once(nullptr)));
  const auto everything = [&] {
    return rig.column(
        "SELECT key || value FROM mirror_info UNION ALL SELECT stream || updated_at FROM sync_state "
        "UNION ALL SELECT id || started_at FROM sync_runs UNION ALL SELECT id || changed_at FROM threads "
        "ORDER BY 1");
  };
  const auto before = everything();
  rig.api.portal->portal_id = "99";
  rig.api.put(tests::thread(2, tests::at(1)));
  rig.restart();
  const core::Status refused = rig.run(rig.mirror->sync_once(nullptr));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == core::ErrorCode::kWrongPortal);
  CHECK(refused.error().message().find("99") != std::string::npos);
  CHECK(everything() == before);
}

TEST_CASE("a token that may not read the account's details passes without a portal") {
  EngineRig rig;
  rig.api.portal = core::fail(core::ErrorCode::kForbidden, "no");
  CHECK(rig.run(sync::verify_portal(*rig.world)));
  CHECK(rig.column("SELECT value FROM mirror_info WHERE key = 'portal_id'").empty());
}

TEST_CASE("an upstream that can't be reached is told as it is") {
  EngineRig rig;
  rig.api.portal = core::fail(core::ErrorCode::kDns, "no such host");
  const core::Status outcome = rig.run(sync::verify_portal(*rig.world));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code() == core::ErrorCode::kDns);
}
