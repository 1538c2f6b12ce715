// The end of a process that gets no more memory.
#pragma once

#include <exception>

namespace threadmirror::daemon {

// From now on, memory that can't be had ends the process at once, with exit status 70 and a word on standard
// error. Nothing is unwound or tried again, as that would need memory, too; what was committed is safe, and
// the next run goes on from there. For the start of `main`; any thread may be the one that runs out.
void end_when_memory_is_out();

// That end. Needs no memory.
[[noreturn]] void end_out_of_memory() noexcept;

// Whether the failure is for want of memory: such as a thread that can't be started.
bool is_lack_of_memory(const std::exception& failure);

}  // namespace threadmirror::daemon
