// Keeps the process's memory, and the token in it, to itself.
#pragma once

namespace threadmirror::daemon {

// No core files and no attaching by other processes of the same user; files that we make are for owner and
// group only. Called first in `main`, before any secret is read.
void keep_memory_private();

}  // namespace threadmirror::daemon
