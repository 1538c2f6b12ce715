#include "daemon/output/format_choice.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace threadmirror;
using daemon::output::choose_format;

TEST_CASE("a format is chosen by its name, and a wrong one is told with the nearest and with all") {
  constexpr std::array<std::string_view, 3> names{"csv", "jsonl", "sqlite"};
  CHECK(choose_format("csv", names) == 0U);
  CHECK(choose_format("sqlite", names) == 2U);
  const auto near = choose_format("sqlit", names);
  REQUIRE_FALSE(near);
  CHECK(near.error().code() == core::ErrorCode::kUsage);
  CHECK(near.error().text() ==
        "no such format: \"sqlit\" (did you mean \"sqlite\"? the formats are csv, jsonl and sqlite)");
  CHECK(choose_format("parquet\x1b", names).error().text() ==
        "no such format: \"parquet\\x1b\" (the formats are csv, jsonl and sqlite)");
}
