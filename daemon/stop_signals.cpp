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

}  // namespace threadmirror::daemon
