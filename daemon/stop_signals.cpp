#include "daemon/stop_signals.hpp"

#include <signal.h>

namespace threadmirror::daemon {
namespace {

void change_mask(int how) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(how, &signals, nullptr);
}

}  // namespace

void hold_stop_signals() { change_mask(SIG_BLOCK); }
void release_stop_signals() { change_mask(SIG_UNBLOCK); }

bool stop_signal_is_pending() {
  sigset_t pending;
  sigemptyset(&pending);
  sigpending(&pending);
  return sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1;
}

}  // namespace threadmirror::daemon
