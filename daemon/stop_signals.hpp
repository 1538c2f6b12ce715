// SIGTERM and SIGINT before there is anybody to hear them.
#pragma once

namespace threadmirror::daemon {

// Keeps SIGTERM and SIGINT pending from here on: one that comes while a command is still being set up is not
// lost and does not kill the process. First thing in `main`, before any thread is started (threads inherit
// it).
void hold_stop_signals();

// Lets them through again, the pending ones at once: when somebody listens, or where they may simply kill.
void release_stop_signals();

// Whether one is pending, for work that looks now and then instead of listening. Only while they are held.
bool stop_signal_is_pending();

}  // namespace threadmirror::daemon
