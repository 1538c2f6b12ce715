// status and query, as a user types them.
#include "daemon/reader_commands.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/daemon/rehearsal.hpp"

using namespace threadmirror::tests;

TEST_CASE("status without a mirror is a no, and says what to do") {
  Rehearsal rehearsal;
  const Finished done = rehearsal.run({"status"});
  CHECK(done.exit.code == 1);
  CHECK(done.err.find("mirror.db") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(rehearsal.database()));
}

TEST_CASE("status of a fresh mirror is a yes, in words and in JSON, and opens no network") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  const std::int64_t requests = rehearsal.requests();
  const Finished words = rehearsal.run({"status"});
  CHECK(words.exit.code == 0);
  CHECK(words.out.find("current") != std::string::npos);
  const Finished json = rehearsal.run({"status", "--json"});
  CHECK(json.exit.code == 0);
  CHECK(json.out.find("\"health\": \"current\"") != std::string::npos);
  CHECK(json.out.find("\"backfill_complete\": true") != std::string::npos);
  CHECK(json.out.find("\"threads\": 2000") != std::string::npos);
  CHECK(rehearsal.requests() == requests);
}

TEST_CASE("query prints rows in each format") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  const std::string sql = "SELECT count(*) AS n, NULL AS nil FROM threads";
  CHECK(rehearsal.run({"query", "--format", "csv", sql}).out == "n,nil\r\n2000,\r\n");
  CHECK(rehearsal.run({"query", "--format", "jsonl", sql}).out == "{\"n\":2000,\"nil\":null}\n");
  CHECK(rehearsal.run({"query", sql}).out.find("2000") != std::string::npos);
}

TEST_CASE("query refuses whatever writes, a second statement and bad SQL with 64") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  for (const std::string sql : {"DELETE FROM threads", "SELECT 1; SELECT 2", "SELEC 1", "ATTACH 'x' AS y",
                                "PRAGMA user_version = 9", ""}) {
    CAPTURE(sql);
    const Finished done = rehearsal.run({"query", sql});
    CHECK(done.exit.code == 64);
    CHECK_FALSE(done.err.empty());
    CHECK(done.out.empty());
  }
  CHECK(rehearsal.number("SELECT count(*) FROM threads") == 2000);
}
