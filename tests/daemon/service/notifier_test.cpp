#include "daemon/service/notifier.hpp"

#include <doctest/doctest.h>

#include <map>

#include "tests/daemon/service/notify_socket.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using namespace std::chrono_literals;
using daemon::service::Notifier;
using daemon::service::watchdog_interval;
using tests::NotifySocket;

namespace {

config::Environment variables(std::map<std::string, std::string, std::less<>> values) {
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

config::Environment notify_at(const std::string& name) { return variables({{"NOTIFY_SOCKET", name}}); }

}  // namespace

TEST_CASE("each message reaches the service manager as one datagram in its words") {
  const tests::TempFolder folder;
  NotifySocket manager((folder / "notify").string());
  const Notifier notifier(notify_at(manager.name()));
  REQUIRE(notifier.is_enabled());
  CHECK(notifier.ready("all is well"));
  CHECK(notifier.status("48,211 threads"));
  CHECK(notifier.watchdog());
  CHECK(notifier.reloading(core::SteadyTime(1234567us + 900ns)));
  CHECK(notifier.extend_timeout(30s));
  CHECK(notifier.stopping("stopped"));
  const std::vector<std::string> wanted{
      "READY=1\nSTATUS=all is well",         "STATUS=48,211 threads",        "WATCHDOG=1",
      "RELOADING=1\nMONOTONIC_USEC=1234567", "EXTEND_TIMEOUT_USEC=30000000", "STOPPING=1\nSTATUS=stopped"};
  CHECK(manager.received() == wanted);
}

TEST_CASE("a name in the abstract namespace is reached as well") {
  const tests::TempFolder folder;
  NotifySocket manager("@" + folder.path().string());
  CHECK(Notifier(notify_at(manager.name())).watchdog());
  CHECK(manager.next() == "WATCHDOG=1");
}

TEST_CASE("a status can't carry a second assignment") {
  const tests::TempFolder folder;
  NotifySocket manager((folder / "notify").string());
  CHECK(Notifier(notify_at(manager.name())).status("bad\nREADY=1"));
  CHECK(manager.next() == "STATUS=bad\\nREADY=1");
}

// Fault 100.
TEST_CASE("without a service manager, or with an address that is none, nothing happens") {
  CHECK_FALSE(Notifier(variables({})).is_enabled());
  for (const std::string& name : {std::string(), std::string("relative"), std::string("@"), std::string("/"),
                                  "/" + std::string(200, 'x')}) {
    CAPTURE(name);
    const Notifier notifier(notify_at(name));
    CHECK_FALSE(notifier.is_enabled());
    CHECK_FALSE(notifier.ready(""));
  }
}

TEST_CASE("a manager that is gone costs nothing, and is told again once it is back") {
  const tests::TempFolder folder;
  const std::string name = (folder / "notify").string();
  const Notifier notifier(notify_at(name));
  CHECK(notifier.is_enabled());
  CHECK_FALSE(notifier.watchdog());
  NotifySocket manager(name);
  CHECK(notifier.watchdog());
}

TEST_CASE("a manager that does not read holds nobody for long") {
  const tests::TempFolder folder;
  const NotifySocket manager((folder / "notify").string());
  const Notifier notifier(notify_at(manager.name()));
  bool sent = true;
  for (int i = 0; sent && i < 100000; ++i) sent = notifier.watchdog();
  CHECK_FALSE(sent);
}

TEST_CASE("the watchdog's interval counts where it is one, and meant for this process") {
  CHECK(watchdog_interval(variables({{"WATCHDOG_USEC", "60000000"}}), 7) == 60s);
  CHECK(watchdog_interval(variables({{"WATCHDOG_USEC", "60000000"}, {"WATCHDOG_PID", "7"}}), 7) == 60s);
  CHECK_FALSE(watchdog_interval(variables({{"WATCHDOG_USEC", "60000000"}, {"WATCHDOG_PID", "8"}}), 7));
  CHECK_FALSE(watchdog_interval(variables({{"WATCHDOG_USEC", "60000000"}, {"WATCHDOG_PID", "x"}}), 7));
  for (const char* bad : {"", "0", "-1", "1s", "99999999999999999999"}) {
    CHECK_FALSE(watchdog_interval(variables({{"WATCHDOG_USEC", bad}}), 7));
  }
  CHECK_FALSE(watchdog_interval(variables({}), 7));
}
