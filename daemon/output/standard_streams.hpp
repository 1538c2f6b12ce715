// Makes sure that descriptors 0, 1 and 2 exist.
#pragma once

namespace threadmirror::daemon::output {

// Opens /dev/null on each of the descriptors 0, 1 and 2 that is closed; the first thing that `main` does.
// Otherwise the next file to be opened, the database perhaps, would get such a number, and whatever is
// written to "standard error" would land in it. Returns false where /dev/null can't be opened.
bool ensure_standard_streams();

// Ignores SIGPIPE, so that a reader that goes away is an error of the write and not the end of the process.
void ignore_broken_pipes();

}  // namespace threadmirror::daemon::output
