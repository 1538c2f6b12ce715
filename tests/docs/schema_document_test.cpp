// docs/SCHEMA.md against the program.
#include <doctest/doctest.h>

#include "daemon/output/schema_report.hpp"
#include "tests/docs/help.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;

TEST_CASE("docs/SCHEMA.md is what the program prints") {
  const bool fresh =
      source_text("docs/SCHEMA.md") == daemon::output::schema_markdown(daemon::output::whole_schema());
  CHECK_MESSAGE(fresh,
                "docs/SCHEMA.md is stale; make it anew: build/release/threadmirror schema --format "
                "markdown > docs/SCHEMA.md");
}
