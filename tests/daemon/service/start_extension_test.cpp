#include "daemon/service/start_extension.hpp"

#include <doctest/doctest.h>

#include "tests/daemon/service/notify_socket.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using namespace std::chrono_literals;
using namespace daemon::service;
using tests::NotifySocket;

namespace {

config::Environment notify_at(const std::string& name) {
  return [name](std::string_view variable) {
    return variable == "NOTIFY_SOCKET" ? std::optional(name) : std::nullopt;
  };
}

}  // namespace

TEST_CASE("a long start asks for more time again and again, and says why") {
  const tests::TempFolder folder;
  NotifySocket manager((folder / "notify").string());
  const Notifier notifier(notify_at(manager.name()));
  const StartExtension extension(notifier, {1ms, 30s, 1h});
  for (int i = 0; i < 3; ++i) {
    CHECK(manager.next_with("EXTEND_TIMEOUT_USEC=30000000"));
    CHECK(manager.next_with("STATUS=opening the database"));
  }
}

TEST_CASE("a short start asks for nothing") {
  const tests::TempFolder folder;
  NotifySocket manager((folder / "notify").string());
  const Notifier notifier(notify_at(manager.name()));
  { const StartExtension extension(notifier, {1h, 2h, 5h}); }
  CHECK(manager.received().empty());
}

TEST_CASE("a start that hangs is given up in the end") {
  const tests::TempFolder folder;
  NotifySocket manager((folder / "notify").string());
  const Notifier notifier(notify_at(manager.name()));
  const StartExtension extension(notifier, {1ms, 30s, 3ms});
  for (int i = 0; i < 3; ++i) CHECK(manager.next_with("EXTEND_TIMEOUT_USEC"));
  CHECK_FALSE(manager.next(300ms) == "EXTEND_TIMEOUT_USEC=30000000");
}
