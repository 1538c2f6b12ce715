#include "daemon/check_command.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/daemon/rehearsal.hpp"

using namespace threadmirror::tests;

TEST_CASE("check --offline finds configuration, token and database in order and opens no network") {
  Rehearsal rehearsal;
  const Finished before = rehearsal.run({"check", "--offline"});
  CAPTURE(before.out);
  CHECK(before.exit.code == 0);
  CHECK(before.out.find("does not exist yet") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(rehearsal.database()));
  CHECK(rehearsal.requests() == 0);
  REQUIRE(rehearsal.run({"backfill"}).exit.code == 0);
  const Finished after = rehearsal.run({"check", "--offline"});
  CHECK(after.exit.code == 0);
  CHECK(after.out.find("2,000 threads") != std::string::npos);
}

// Fault 85.
TEST_CASE("check tells who may read the database, what keeps them from it, and what endangers it") {
  Rehearsal rehearsal;
  REQUIRE(rehearsal.run({"sync"}).exit.code == 0);
  std::filesystem::permissions(rehearsal.folder.path(), std::filesystem::perms(0755));
  const Finished open = rehearsal.run({"check", "--offline"});
  CHECK(open.out.find("the database can be read by group ") != std::string::npos);
  std::filesystem::permissions(rehearsal.folder.path(), std::filesystem::perms(0700));
  const Finished hindered = rehearsal.run({"check", "--offline"});
  CAPTURE(hindered.out);
  CHECK(hindered.exit.code == 0);  // a private mirror is a mirror, too
  CHECK(hindered.out.find("can't be entered by group ") != std::string::npos);
  CHECK(hindered.out.find("chmod g+x " + rehearsal.folder.path().string()) != std::string::npos);
  std::filesystem::permissions(rehearsal.database(), std::filesystem::perms(0666));
  CHECK(rehearsal.run({"check", "--offline"}).exit.code == 74);
}

TEST_CASE("check tells a missing token with its mend, and ends with 78") {
  Rehearsal rehearsal;
  const Finished done = run_program(rehearsal.folder.path(), rehearsal.arguments({"check", "--offline"}));
  CHECK(done.exit.code == 78);
  CHECK(done.out.find("BAD") != std::string::npos);
  CHECK(done.out.find("HUBSPOT_ACCESS_TOKEN") != std::string::npos);
}

TEST_CASE("check asks the upstream for the portal, the scope and the time") {
  Rehearsal rehearsal;
  const Finished done = rehearsal.run({"check"});
  CAPTURE(done.out);
  CHECK(done.exit.code == 0);
  CHECK(done.out.find("1234567") != std::string::npos);
  CHECK(done.out.find("threads can be read") != std::string::npos);
  CHECK(done.out.find("agrees") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(rehearsal.database()));
}

TEST_CASE("check tells a refused token with 77") {
  Rehearsal rehearsal;
  const Finished done = run_program(rehearsal.folder.path(), rehearsal.arguments({"check"}),
                                    {{"HUBSPOT_ACCESS_TOKEN", "pat-na1-wrong"}});
  CHECK(done.exit.code == 77);
  CHECK(done.out.find("pat-na1-wrong") == std::string::npos);
}
