#include "daemon/control/server.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/daemon/control/server_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::daemon::control;
using boost::asio::awaitable;
using threadmirror::tests::answers;
using threadmirror::tests::ServerRig;

TEST_CASE("only the daemon's own user may use the socket, and it goes with the daemon") {
  ServerRig rig;
  rig.listen(answers({}));
  struct stat info {};
  REQUIRE(stat(rig.path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600);
  rig.server.reset();
  CHECK_FALSE(std::filesystem::exists(rig.path));
}

TEST_CASE("where the path can't be a socket, the error says so, and what it means") {
  ServerRig rig;
  const auto no_folder = Server::listen(rig.loop.get_executor(), rig.folder / "nowhere" / "s");
  REQUIRE_FALSE(no_folder);
  CHECK(no_folder.error().code() == core::ErrorCode::kCannotCreate);
  CHECK_FALSE(Server::listen(rig.loop.get_executor(), rig.folder / std::string(200, 'x')));
}

TEST_CASE("a server that is cancelled sends its guests away") {
  ServerRig rig;
  bool came = false;
  rig.listen([&came](Channel& channel) -> awaitable<void> {
    came = true;
    for (;;) {
      const auto message = co_await channel.receive();
      if (!message || !*message) co_return;
    }
  });
  boost::asio::co_spawn(
      rig.loop,
      [&]() -> awaitable<void> {
        while (!came) co_await boost::asio::post(rig.loop, boost::asio::use_awaitable);
        rig.stop.emit(boost::asio::cancellation_type::terminal);
      },
      boost::asio::detached);
  const JobResult result = rig.ask(have_done(rig.path, {}, {}));
  CHECK(result.failure->code() == core::ErrorCode::kCancelled);
  rig.loop.restart();
  rig.loop.run();  // runs dry
}

TEST_CASE("the daemon listens in its runtime directory, else beside the database") {
  const auto with = [](std::optional<std::string> folders) {
    return [folders](std::string_view name) {
      return name == "RUNTIME_DIRECTORY" ? folders : std::optional<std::string>();
    };
  };
  CHECK(socket_path("/var/lib/t/m.db", with("/run/threadmirror")) == "/run/threadmirror/control.sock");
  CHECK(socket_path("/var/lib/t/m.db", with("/run/a:/run/b")) == "/run/a/control.sock");
  CHECK(socket_path("/var/lib/t/m.db", with(std::nullopt)) == "/var/lib/t/m.db.control");
}
