#include "daemon/control/errand.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/daemon/control/server_rig.hpp"

using namespace threadmirror;
using namespace threadmirror::daemon::control;
using threadmirror::tests::answers;
using threadmirror::tests::ServerRig;

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
