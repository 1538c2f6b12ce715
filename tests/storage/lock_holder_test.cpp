#include "storage/lock_holder.hpp"

#include <doctest/doctest.h>
#include <sys/sysmacros.h>

using namespace threadmirror::storage;

namespace {

constexpr const char* kLocks =
    "1: POSIX  ADVISORY  READ 11 fe:00:77 120 120\n"
    "2: OFDLCK ADVISORY  WRITE -1 fe:00:77 0 EOF\n"
    "3: -> POSIX  ADVISORY  WRITE 12 fe:00:77 120 120\n"
    "rubbish\n"
    "4: POSIX  ADVISORY  WRITE 13 fe:00:78 120 120\n"
    "5: POSIX  ADVISORY  WRITE 14 fe:00:77 121 127\n"
    "6: POSIX  ADVISORY  WRITE 15 fe:00:77 120 120\n"
    "7: POSIX  ADVISORY  WRITE 16 fe:00:79 100 EOF\n";

FileIdentity inode(ino_t number) { return {makedev(0xfe, 0), number}; }

}  // namespace

// Fault 75.
TEST_CASE("the holder is the process with a granted write lock on that byte of that file") {
  CHECK(lock_owner(kLocks, inode(77), 120) == 15);
  CHECK(lock_owner(kLocks, inode(78), 120) == 13);
  CHECK(lock_owner(kLocks, inode(79), 120) == 16);
}

TEST_CASE("nobody is named where nobody writes") {
  CHECK_FALSE(lock_owner(kLocks, inode(77), 119));
  CHECK_FALSE(lock_owner(kLocks, inode(80), 120));
  CHECK_FALSE(lock_owner("", inode(77), 120));
  CHECK_FALSE(write_lock_holder("/nonexistent/database"));
}
