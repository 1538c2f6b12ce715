#include "storage/instance_lock.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using core::ErrorCode;
namespace fs = std::filesystem;

namespace {

fs::path lock_file(const TempFolder& folder) { return folder.database().string() + ".lock"; }

}  // namespace

// Fault 82.
TEST_CASE("a second instance is refused at once with the holder's process, command and start") {
  const TempFolder folder;
  const auto first = InstanceLock::acquire(folder.database(), "backfill");
  REQUIRE(first);
  const auto second = InstanceLock::acquire(folder.database(), "run");
  REQUIRE_FALSE(second);
  CHECK(second.error().code() == ErrorCode::kInstanceRunning);
  CHECK(second.error().message().find("process " + std::to_string(getpid()) +
                                      ", command backfill, since 2") != std::string::npos);
  const std::string other = in_child([&] {
    const auto lock = InstanceLock::acquire(folder.database(), "sync");
    return lock ? "taken" : lock.error().message();
  });
  CHECK(other == second.error().message());
}

TEST_CASE("the lock is free again once its holder is gone") {
  const TempFolder folder;
  { REQUIRE(InstanceLock::acquire(folder.database(), "run")); }
  CHECK(InstanceLock::acquire(folder.database(), "run"));
  CHECK(fs::exists(lock_file(folder)));
}

// Fault 83.
TEST_CASE("the lock of a process that was killed with SIGKILL is free and its text harmless") {
  const TempFolder folder;
  const std::string end = in_child([&] {
    const auto lock = InstanceLock::acquire(folder.database(), "run");
    raise(SIGKILL);
    return std::string("survived");
  });
  CHECK(end == "killed by signal 9");
  CHECK(read_file(lock_file(folder)).find("command run") != std::string::npos);
  CHECK(InstanceLock::acquire(folder.database(), "sync"));
  CHECK(read_file(lock_file(folder)).find("command run") == std::string::npos);
}

TEST_CASE("a moved lock is held by its new owner only") {
  const TempFolder folder;
  auto first = InstanceLock::acquire(folder.database(), "run");
  {
    InstanceLock moved = std::move(*first);
    CHECK_FALSE(InstanceLock::acquire(folder.database(), "run"));
    const TempFolder elsewhere;
    auto another = InstanceLock::acquire(elsewhere.database(), "run");
    *another = std::move(moved);
    CHECK_FALSE(InstanceLock::acquire(folder.database(), "run"));
    CHECK(InstanceLock::acquire(elsewhere.database(), "run"));
  }
  CHECK(InstanceLock::acquire(folder.database(), "run"));
}

TEST_CASE("the database's folder is made and the lock file is not for others") {
  const TempFolder folder;
  const fs::path database = folder.path() / "new" / "threadmirror.db";
  REQUIRE(InstanceLock::acquire(database, "run"));
  struct stat info {};
  REQUIRE(stat((database.string() + ".lock").c_str(), &info) == 0);
  CHECK((info.st_mode & 0137U) == 0);
}

// Fault 85.
TEST_CASE("a lock file of somebody else is refused with a mend") {
  const TempFolder folder;
  { REQUIRE(InstanceLock::acquire(folder.database(), "run")); }
  fs::permissions(folder.path(), fs::perms::all);
  fs::permissions(lock_file(folder), fs::perms::owner_read);
  const std::string answer = in_child([&] {
    drop_privileges();
    const auto lock = InstanceLock::acquire(folder.database(), "run");
    return lock ? "taken" : lock.error().text();
  });
  CHECK(answer.find("can't be opened: Permission denied") != std::string::npos);
}

TEST_CASE("control characters in the holder's text do not reach the message") {
  const TempFolder folder;
  const auto first = InstanceLock::acquire(folder.database(), "ru\nn\x1b[31m");
  const auto second = InstanceLock::acquire(folder.database(), "run");
  REQUIRE_FALSE(second);
  CHECK(second.error().message().find("ru\\nn\\x1b[31m") != std::string::npos);
}

TEST_CASE("where a holder listens is known as long as it holds the lock, and to nobody afterwards") {
  const TempFolder folder;
  using storage::InstanceLock;
  CHECK_FALSE(InstanceLock::announced_socket(folder.database()));
  {
    const auto lock = InstanceLock::acquire(folder.database(), "run");
    REQUIRE(lock);
    CHECK_FALSE(InstanceLock::announced_socket(folder.database()));
    lock->announce("/run/threadmirror/control.sock");
    CHECK(InstanceLock::announced_socket(folder.database()) == "/run/threadmirror/control.sock");
    // The name of the holder stays what it was.
    const auto second = InstanceLock::acquire(folder.database(), "backfill");
    REQUIRE_FALSE(second);
    CHECK(second.error().message().find("command run") != std::string::npos);
    CHECK(second.error().message().find("control") == std::string::npos);
  }
  CHECK_FALSE(InstanceLock::announced_socket(folder.database()));
  const auto silent = InstanceLock::acquire(folder.database(), "backfill");
  REQUIRE(silent);
  CHECK_FALSE(InstanceLock::announced_socket(folder.database()));
}
