#include "daemon/stop_signals.hpp"

#include <doctest/doctest.h>
#include <signal.h>

namespace {
volatile sig_atomic_t received = 0;
}  // namespace

// Fault 92.
TEST_CASE("a stop signal that comes while signals are held is delivered when they are released") {
  struct sigaction before {};
  struct sigaction count {};
  count.sa_handler = [](int) { received = received + 1; };
  sigaction(SIGTERM, &count, &before);
  threadmirror::daemon::hold_stop_signals();
  raise(SIGTERM);
  CHECK(received == 0);
  threadmirror::daemon::release_stop_signals();
  CHECK(received == 1);
  sigaction(SIGTERM, &before, nullptr);
}
