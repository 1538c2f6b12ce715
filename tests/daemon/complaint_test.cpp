#include "daemon/complaint.hpp"

#include <doctest/doctest.h>

#include "tests/daemon/output/fakes.hpp"

using namespace threadmirror;
using namespace threadmirror::daemon;
using core::ErrorCode;
using tests::Channel;

TEST_CASE("a complaint is the error and its mend, and the exit status that fits") {
  const Channel channel = Channel::pipe();
  output::Console console(channel.writer());
  CHECK(complain(core::Error(ErrorCode::kDiskFull, "the disk is full", "free some space"), console) ==
        output::exit_code(ErrorCode::kDiskFull));
  CHECK(channel.drain() == "threadmirror: the disk is full\n  to mend it: free some space\n");
  CHECK(complain(core::Error(ErrorCode::kUsage, "a bare word"), console) == output::ExitCode::kUsage);
  CHECK(channel.drain() == "threadmirror: a bare word\n");
}

// Fault 53.
TEST_CASE("what came from outside can't steer the terminal through a complaint") {
  const Channel channel = Channel::pipe();
  output::Console console(channel.writer());
  complain(core::Error(ErrorCode::kBadResponse, "it said \x1b[31m", "see \a"), console);
  CHECK(channel.drain() == "threadmirror: it said \\x1b[31m\n  to mend it: see \\x07\n");
}
