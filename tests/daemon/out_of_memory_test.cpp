#include "daemon/out_of_memory.hpp"

#include <doctest/doctest.h>

#include <boost/system/system_error.hpp>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

#include "tests/daemon/rehearsal.hpp"

using namespace threadmirror::tests;

namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;

struct Ended {
  Exit exit;
  std::string err;
};

Ended backfill_within(const Rehearsal& rehearsal, std::uint64_t bytes) {
  Program program(rehearsal.folder.path(), rehearsal.arguments({"backfill"}), rehearsal.environment(), {},
                  bytes);
  const Exit exit = program.wait();
  return {exit, program.err()};
}

bool tells_of_memory(const std::string& text) {
  return text.find("out of memory") != std::string::npos || text.find("malloc failure") != std::string::npos;
}

}  // namespace

// Fault 95.
TEST_CASE(
    "a process that gets no more memory, wherever it is, ends at once and says so; the next one goes on") {
  Rehearsal rehearsal({.threads = 3000, .page_size = 50});
  int ran_out = 0;
  int began = 0;  // and ran out with a database
  for (std::uint64_t limit = 22 * kMiB; limit <= 32 * kMiB; limit += kMiB / 4) {
    const Ended ended = backfill_within(rehearsal, limit);
    CAPTURE(limit);
    CAPTURE(ended.err);
    CHECK(ended.exit.signal == 0);
    if (std::filesystem::exists(rehearsal.database())) {
      CHECK(rehearsal.cell("PRAGMA quick_check") == "ok");
      began += ended.exit.code != 0 ? 1 : 0;
    }
    if (ended.exit.code == 0) continue;
    // 74 where a file could not be mapped into memory: SQLite tells no more than that.
    CHECK((ended.exit.code == 70 || ended.exit.code == 74));
    CHECK((ended.exit.code == 74 || tells_of_memory(ended.err)));
    ++ran_out;
  }
  CHECK(ran_out > 10);
  CHECK(began > 5);
  CHECK(rehearsal.run({"backfill"}).exit.code == 0);
  CHECK(rehearsal.compare().equal());
}

TEST_CASE("a thread that can't be started is a lack of memory, a file that is not there is none") {
  using threadmirror::daemon::is_lack_of_memory;
  CHECK(is_lack_of_memory(std::bad_alloc()));
  CHECK(is_lack_of_memory(std::system_error(EAGAIN, std::system_category())));
  CHECK(is_lack_of_memory(boost::system::system_error(ENOMEM, boost::system::system_category())));
  CHECK_FALSE(is_lack_of_memory(std::system_error(ENOENT, std::system_category())));
  CHECK_FALSE(is_lack_of_memory(boost::system::system_error(ENOENT, boost::system::system_category())));
  CHECK_FALSE(is_lack_of_memory(std::runtime_error("a bug")));
}

TEST_CASE("64 MiB of address space are enough") {
  Rehearsal rehearsal({.threads = 20000, .page_size = 500});
  const Ended ended = backfill_within(rehearsal, 64 * kMiB);
  CAPTURE(ended.err);
  CHECK(ended.exit.code == 0);
  CHECK(rehearsal.compare().equal());
}
