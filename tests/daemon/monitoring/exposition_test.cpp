#include "daemon/monitoring/exposition.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace threadmirror::daemon::monitoring;

TEST_CASE("a family says what it is, and its samples follow") {
  Exposition out;
  out.family("a_total", MetricKind::kCounter, "How many").sample(std::int64_t{3});
  out.family("b", MetricKind::kGauge, "How much")
      .sample(1.5, {{"x", "1"}, {"y", "2"}})
      .sample(true, {{"x", "3"}});
  CHECK(out.text() ==
        "# HELP a_total How many\n# TYPE a_total counter\na_total 3\n"
        "# HELP b How much\n# TYPE b gauge\nb{x=\"1\",y=\"2\"} 1.5\nb{x=\"3\"} 1\n");
}

TEST_CASE("what is not known has no sample") {
  Exposition out;
  out.family("a", MetricKind::kGauge, "h")
      .sample(std::optional<double>())
      .sample(std::optional<std::int64_t>(0));
  CHECK(out.text() == "# HELP a h\n# TYPE a gauge\na 0\n");
}

TEST_CASE("no value and no help can break a line") {
  Exposition out;
  out.family("a", MetricKind::kGauge, "two\nlines \\ \"quoted\"")
      .sample(std::int64_t{1}, {{"l", "q\"b\\n\nx\xff"}});
  CHECK(out.text() ==
        "# HELP a two\\nlines \\\\ \"quoted\"\n# TYPE a gauge\na{l=\"q\\\"b\\\\n\\nx\xEF\xBF\xBD\"} 1\n");
}

TEST_CASE("numbers keep their digits, also the odd ones") {
  Exposition out;
  out.family("a", MetricKind::kGauge, "h");
  out.sample(1795353581.393).sample(-0.25).sample(std::numeric_limits<double>::infinity());
  out.sample(-std::numeric_limits<double>::infinity()).sample(std::nan(""));
  out.sample(std::numeric_limits<std::int64_t>::max());
  CHECK(out.text() ==
        "# HELP a h\n# TYPE a gauge\na 1795353581.393\na -0.25\na +Inf\na -Inf\na NaN\na "
        "9223372036854775807\n");
}
