#include "config/environment.hpp"

#include <doctest/doctest.h>

#include "tests/config/temporary_folder.hpp"

using namespace threadmirror;

TEST_CASE("the process's own variables are found, others are not") {
  const config::Environment environment = config::process_environment();
  REQUIRE(::setenv("THREADMIRROR_TEST_VARIABLE", "a value", 1) == 0);
  CHECK(environment("THREADMIRROR_TEST_VARIABLE") == "a value");
  CHECK(environment(std::string_view("THREADMIRROR_TEST_VARIABLE_AND_MORE").substr(0, 26)) == "a value");
  ::unsetenv("THREADMIRROR_TEST_VARIABLE");
  CHECK_FALSE(environment("THREADMIRROR_TEST_VARIABLE"));
}

TEST_CASE("an empty variable counts as not set") {
  const auto environment = tests::environment_of({{"EMPTY", ""}, {"FULL", "x"}});
  CHECK_FALSE(config::non_empty(environment, "EMPTY"));
  CHECK_FALSE(config::non_empty(environment, "MISSING"));
  CHECK(config::non_empty(environment, "FULL") == "x");
  CHECK_FALSE(config::non_empty(config::Environment(), "FULL"));
}
