#include "daemon/reloader.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/support/temp_folder.hpp"

using namespace threadmirror;
using core::LogLevel;
using daemon::need_restart;
using daemon::Reloader;

namespace {

class LineLog final : public core::Log {
 public:
  bool enabled(LogLevel) const override { return true; }
  void write(LogLevel level, std::string_view message, std::span<const core::LogField> fields) override {
    std::string line(message);
    for (const core::LogField& field : fields) line += " " + std::string(field.key) + "=" + field.value;
    (level == LogLevel::kError ? errors : others).push_back(line);
  }
  std::vector<std::string> errors, others;
};

// A daemon that was started with an empty configuration file.
class Rig {
 public:
  Rig() {
    write("");
    sources.config_file = file();
    sources.database = folder / "mirror.db";
    sources.environment = [](std::string_view) { return std::nullopt; };
  }
  std::string file() const { return (folder / "config.toml").string(); }
  void write(const std::string& text) const { std::ofstream(file()) << text; }
  std::optional<std::string> reload() {
    if (!reloader) {
      reloader.emplace(*config::load(sources), sources,
                       daemon::ReloadActions{[this](const config::Loaded&) { return check; },
                                             [this] {
                                               ++trust_reloads;
                                               return trust;
                                             },
                                             [this](LogLevel to) { level = to; }},
                       log);
    }
    return reloader->reload();
  }

  tests::TempFolder folder;
  config::Sources sources;
  LineLog log;
  core::Status check{}, trust{};
  std::optional<LogLevel> level;
  int trust_reloads = 0;
  std::optional<Reloader> reloader;
};

}  // namespace

TEST_CASE("a configuration that did not change is taken over without a word for the status") {
  Rig rig;
  CHECK_FALSE(rig.reload());
  CHECK(rig.log.errors.empty());
  CHECK(rig.trust_reloads == 1);
}

// Fault 87.
TEST_CASE("with any mistake in it nothing of a configuration is taken over, and each mistake is logged") {
  Rig rig;
  rig.reload();
  rig.level.reset();
  rig.write("[log]\nlevel = \"debug\"\n[sync]\npoll_intervall = \"5s\"\noverlap = 3\n");
  const auto remark = rig.reload();
  REQUIRE(remark);
  CHECK(remark->find("reload refused") != std::string::npos);
  CHECK(remark->find("config.toml:4") != std::string::npos);
  CHECK(remark->find("2 mistakes") != std::string::npos);
  REQUIRE(rig.log.errors.size() == 2);
  CHECK(rig.log.errors[0].find("config.toml:4:1: sync.poll_intervall") != std::string::npos);
  CHECK(rig.log.errors[1].find("config.toml:5:11: sync.overlap") != std::string::npos);
  CHECK_FALSE(rig.level);
  CHECK(rig.trust_reloads == 1);
}

TEST_CASE("a configuration that points at something bad is refused as a whole") {
  Rig rig;
  rig.reload();
  rig.write("[log]\nlevel = \"debug\"\n");
  rig.level.reset();
  SUBCASE("at a token that can't be read") {
    rig.check = core::fail(core::ErrorCode::kConfig, "the token file is missing", "make it");
    CHECK(rig.reload()->find("the token file is missing") != std::string::npos);
    CHECK(rig.trust_reloads == 1);
  }
  SUBCASE("at a CA file without a certificate") {
    rig.trust = core::fail(core::ErrorCode::kConfig, "no certificate in it");
    CHECK(rig.reload()->find("no certificate in it") != std::string::npos);
  }
  CHECK(rig.log.errors.size() == 1);
  CHECK_FALSE(rig.level);
}

TEST_CASE("the log level counts at once, the rest is named as in need of a restart until it is taken back") {
  Rig rig;
  rig.reload();
  rig.write("[log]\nlevel = \"debug\"\n[sync]\noverlap = \"11m\"\npoll_interval = \"5s\"\n");
  const auto remark = rig.reload();
  CHECK(rig.level == LogLevel::kDebug);
  REQUIRE(remark);
  CHECK(*remark == "a restart is needed for sync.poll_interval, sync.overlap");
  CHECK(rig.reload() == remark);  // it is still not in force
  rig.write("[log]\nlevel = \"debug\"\n");
  CHECK_FALSE(rig.reload());
}

TEST_CASE("a log level from the command line stays") {
  Rig rig;
  rig.sources.log_level = "error";
  rig.reload();
  rig.write("[log]\nlevel = \"debug\"\n");
  CHECK_FALSE(rig.reload());
  CHECK(rig.level == LogLevel::kError);
}

TEST_CASE("only the log level can change while the daemon runs") {
  CHECK(need_restart({}).empty());
  CHECK(need_restart({"log.level"}).empty());
  CHECK(need_restart({"log.format", "log.level", "hubspot.ca_file"}) ==
        std::vector<std::string>{"log.format", "hubspot.ca_file"});
}
