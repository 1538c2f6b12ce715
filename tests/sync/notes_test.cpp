#include "sync/notes.hpp"

#include <doctest/doctest.h>

#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using threadmirror::tests::EngineRig;

namespace {

// A coroutine without a result, as one with.
boost::asio::awaitable<bool> done(boost::asio::awaitable<void> task) {
  co_await std::move(task);
  co_return true;
}

}  // namespace

TEST_CASE("trouble and attention are written down, and taken back when all is well") {
  EngineRig rig;
  sync::Notes notes(*rig.world);
  rig.run(done(notes.trouble(core::Error(core::ErrorCode::kDns, "no such host", "check the resolver"))));
  CHECK(rig.cell("SELECT value FROM mirror_info WHERE key = 'last_error'") ==
        "no such host (check the resolver)");
  rig.run(done(notes.attention(core::Error(core::ErrorCode::kUnauthorized, "token refused"))));
  CHECK(rig.cell("SELECT health FROM sync_status") == "attention");
  CHECK(rig.cell("SELECT cause FROM sync_status").find("token refused") != std::string::npos);
  rig.run(done(notes.all_well()));
  CHECK(rig.column("SELECT key FROM mirror_info WHERE key IN ('last_error', 'attention')").empty());
}
