#include "daemon/privacy.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace threadmirror::daemon {

void keep_memory_private() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);  // also for core handlers behind a pipe, which the limit doesn't stop
  umask(S_IWGRP | S_IRWXO);
}

}  // namespace threadmirror::daemon
