#include "daemon/control/server.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>

#include "daemon/control/errand.hpp"
#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using namespace threadmirror::daemon::control;
using boost::asio::awaitable;

namespace {

// A server on a loop of its own, and commands that ask it.
struct ServerRig {
  tests::TempFolder folder;
  std::filesystem::path path = folder / "control.sock";
  boost::asio::io_context loop{1};
  std::unique_ptr<Server> server;
  boost::asio::cancellation_signal stop;

  void listen(Server::Attend attend) {
    auto made = Server::listen(loop.get_executor(), path);
    REQUIRE(made);
    server = std::move(*made);
    boost::asio::co_spawn(loop, server->serve(std::move(attend)),
                          boost::asio::bind_cancellation_slot(stop.slot(), boost::asio::detached));
  }
  // Runs until the command has its answer.
  template <typename T>
  T ask(awaitable<T> command) {
    std::optional<T> answer;
    boost::asio::co_spawn(loop, std::move(command), [&](std::exception_ptr failure, T given) {
      REQUIRE_FALSE(failure);
      answer = std::move(given);
      loop.stop();
    });
    loop.restart();
    loop.run();
    return std::move(*answer);
  }
};

// Reads what is asked for and gives these answers.
Server::Attend answers(std::vector<Message> messages) {
  return [messages](Channel& channel) -> awaitable<void> {
    const auto asked = co_await channel.receive();
    REQUIRE(asked);
    for (const Message& message : messages) {
      Message copy = message;
      const core::Status sent = co_await channel.send(std::move(copy));
      REQUIRE(sent);
    }
  };
}

}  // namespace

TEST_CASE("a command hears of progress and differences in order, and gets its end") {
  sync::Progress half;
  half.pages = 5;
  const storage::Difference gone{7, storage::DifferenceKind::kExtra, {}};
  JobResult end;
  end.report.counters.threads_seen = 99;
  ServerRig rig;
  rig.listen(answers({tell_waiting("busy"), tell(half), tell(gone), tell(end)}));

  struct Notes final : sync::DifferenceSink {
    void take(const storage::Difference& difference) override { text += std::to_string(difference.id); }
    std::string text;
  };
  Notes notes;
  sync::Progress progress;
  std::string waiting;
  const JobResult result = rig.ask(have_done(
      rig.path, {}, {&progress, &notes, [&waiting](const std::string& words) { waiting = words; }}));
  CHECK_FALSE(result.failure);
  CHECK(result.report.counters.threads_seen == 99);
  CHECK(progress.pages == 5);
  CHECK(notes.text == "7");
  CHECK(waiting == "busy");
}

TEST_CASE("a daemon that hangs up before the end has not done the job") {
  ServerRig rig;
  rig.listen(answers({tell(sync::Progress{})}));
  const JobResult result = rig.ask(have_done(rig.path, {}, {}));
  REQUIRE(result.failure);
  CHECK(result.failure->code() == core::ErrorCode::kCancelled);
}

TEST_CASE("a daemon that talks of something else is of another version") {
  ServerRig rig;
  rig.listen(answers({{"hello"}}));
  const JobResult result = rig.ask(have_done(rig.path, {}, {}));
  REQUIRE(result.failure);
  CHECK(result.failure->mend().find("restart the daemon") != std::string::npos);
}

TEST_CASE("a socket that nobody listens at can't be asked, and a new daemon takes its place") {
  ServerRig rig;
  const JobResult none = rig.ask(have_done(rig.path, {}, {}));
  REQUIRE(none.failure);
  CHECK(none.failure->code() == core::ErrorCode::kInstanceRunning);
  std::ofstream(rig.path) << "left by a daemon that was killed";
  const DaemonFacts facts{1, "0.1.0", {}, "polling"};
  rig.listen(answers({tell(facts)}));
  const auto told = rig.ask(ask_facts(rig.path));
  REQUIRE(told);
  CHECK(told->activity == "polling");
}

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
