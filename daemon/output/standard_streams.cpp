#include "daemon/output/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <csignal>

namespace threadmirror::daemon::output {

bool ensure_standard_streams() {
  for (int wanted = STDIN_FILENO; wanted <= STDERR_FILENO; ++wanted) {
    if (fcntl(wanted, F_GETFD) != -1) continue;
    // All lower numbers are taken by now, so the system gives out exactly this one.
    if (open("/dev/null", wanted == STDIN_FILENO ? O_RDONLY : O_WRONLY) != wanted) return false;
  }
  return true;
}

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace threadmirror::daemon::output
