#include "config/database_path.hpp"

#include <doctest/doctest.h>

#include "tests/config/temporary_folder.hpp"

using namespace threadmirror;
using config::database_path;
using config::StorageSettings;

TEST_CASE("the database is the first of option, setting, service folder, XDG folder, home") {
  const auto all = tests::environment_of(
      {{"STATE_DIRECTORY", "/var/lib/tm"}, {"XDG_STATE_HOME", "/xdg"}, {"HOME", "/home/u"}});
  CHECK(database_path("/opt/a.db", StorageSettings{"/set/b.db"}, all) == "/opt/a.db");
  CHECK(database_path(std::nullopt, StorageSettings{"/set/b.db"}, all) == "/set/b.db");
  CHECK(database_path(std::nullopt, {}, all) == "/var/lib/tm/threadmirror.db");
  CHECK(
      database_path(std::nullopt, {}, tests::environment_of({{"XDG_STATE_HOME", "/xdg"}, {"HOME", "/h"}})) ==
      "/xdg/threadmirror/threadmirror.db");
  CHECK(database_path(std::nullopt, {}, tests::environment_of({{"HOME", "/home/u"}})) ==
        "/home/u/.local/state/threadmirror/threadmirror.db");
}

TEST_CASE("of several service folders the first counts") {
  const auto environment = tests::environment_of({{"STATE_DIRECTORY", "/var/lib/a:/var/lib/b"}});
  CHECK(database_path(std::nullopt, {}, environment) == "/var/lib/a/threadmirror.db");
}

TEST_CASE("relative and empty variables are passed over, relative settings are not") {
  const auto environment =
      tests::environment_of({{"STATE_DIRECTORY", ""}, {"XDG_STATE_HOME", "relative"}, {"HOME", "/home/u"}});
  CHECK(database_path(std::nullopt, {}, environment) == "/home/u/.local/state/threadmirror/threadmirror.db");
  CHECK(database_path("x.db", {}, environment) == "x.db");
  CHECK(database_path(std::nullopt, StorageSettings{"x.db"}, environment) == "x.db");
}

TEST_CASE("without any place the mend is told") {
  const auto nothing = database_path(std::nullopt, {}, tests::environment_of({}));
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().code() == core::ErrorCode::kConfig);
  CHECK(nothing.error().message().find("$STATE_DIRECTORY") != std::string::npos);
  CHECK(nothing.error().mend().find("--database") != std::string::npos);
  const auto empty = database_path("", {}, tests::environment_of({{"HOME", "/h"}}));
  REQUIRE_FALSE(empty);
  CHECK(empty.error().message() == "--database is empty");
}
