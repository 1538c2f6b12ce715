// What the commands do when the account's quota for the day comes to its end.
#include <doctest/doctest.h>

#include "tests/daemon/rehearsal.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using namespace std::chrono_literals;

namespace {

// A day's quota of which a fifth is for other apps: the backfill rests at the half of that.
RehearsalOptions with_quota(std::int64_t daily) {
  RehearsalOptions options;
  options.poll_interval = "1h";
  options.limits.daily = daily;
  return options;
}

}  // namespace

// Fault 26.
TEST_CASE("a backfill that reaches the reserve ends with 69 and says why, and status says what rests") {
  Rehearsal rehearsal(with_quota(20));
  const Finished done = rehearsal.run({"backfill"});
  CAPTURE(done.err);
  CHECK(done.exit.code == 69);
  CHECK(
      done.err.find("of 20 requests are left, and 4 are reserved for other apps (rate_limit.daily_reserve); "
                    "the backfill goes on at") != std::string::npos);
  CHECK(rehearsal.requests() == 18);
  CHECK(rehearsal.number("SELECT count(*) FROM threads") >= 1000);

  const Finished status = rehearsal.run({"status"});
  CAPTURE(status.out);
  CHECK(status.out.find("reconcile and backfill rest until") != std::string::npos);
  CHECK(status.out.find("2 of 20 requests left") != std::string::npos);
  CHECK(rehearsal.run({"status", "--json"}).out.find("\"daily_remaining\": 2") != std::string::npos);
  CHECK(rehearsal.cell("SELECT json_extract(value, '$.left') FROM mirror_info WHERE key = 'daily_ledger'") ==
        "2");
}

TEST_CASE("commands that are started again and again leave the quota alone once it is reserved") {
  Rehearsal rehearsal(with_quota(20));
  CHECK(rehearsal.run({"backfill"}).exit.code == 69);
  // What is left is the tail's, down to nothing.
  for (int i = 0; i < 4; ++i) CHECK(rehearsal.run({"backfill"}).exit.code == 69);
  CHECK(rehearsal.requests() == 20);
  const Finished last = rehearsal.run({"sync"});
  CAPTURE(last.err);
  CHECK(last.exit.code == 69);
  CHECK(last.err.find("polling goes on at") != std::string::npos);
  CHECK(rehearsal.requests() == 20);
}
