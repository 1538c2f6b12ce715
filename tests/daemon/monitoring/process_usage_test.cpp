#include "daemon/monitoring/process_usage.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

using namespace threadmirror::daemon::monitoring;

TEST_CASE("the resident part is the second number of statm, in pages") {
  CHECK(resident_bytes("4000 1234 800 10 0 500 0", 4096) == 1234 * 4096);
  CHECK_FALSE(resident_bytes("", 4096));
  CHECK_FALSE(resident_bytes("4000", 4096));
  CHECK_FALSE(resident_bytes("4000 x", 4096));
}

TEST_CASE("this process is measured") {
  const ProcessUsage before = process_usage();
  REQUIRE(before.resident_bytes.has_value());
  CHECK(*before.resident_bytes > 1 << 20);
  REQUIRE(before.open_descriptors.has_value());
  const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  CHECK(*process_usage().open_descriptors == *before.open_descriptors + 1);
  close(fd);
  CHECK(process_usage().processor_seconds >= before.processor_seconds);
}
