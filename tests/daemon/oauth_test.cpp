// The program as an OAuth app, against a HubSpot on loopback whose tokens end and rotate.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/daemon/rehearsal.hpp"

using namespace threadmirror;
using namespace threadmirror::tests;
using fake_hubspot::OAuthApp;
using namespace std::chrono_literals;

namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A rehearsal with an app's secrets instead of a token. Everything that the program says is kept.
class OAuthRehearsal {
 public:
  explicit OAuthRehearsal(const std::vector<std::string>& quirks = {}, const RehearsalOptions& options = {})
      : rehearsal(options) {
    write("client-secret", "fake-client-secret");
    write("refresh-token", "fake-refresh-0");
    std::ofstream(rehearsal.config(), std::ios::app)
        << "[hubspot.oauth]\nclient_id = \"fake-app\"\nclient_secret_file = \""
        << path("client-secret").string() << "\"\nrefresh_token_file = \"" << path("refresh-token").string()
        << "\"\n";
    rehearsal.hubspot.with([&](fake_hubspot::Upstream& upstream) {
      fake_hubspot::Quirks all;
      for (const std::string& quirk : quirks) REQUIRE(fake_hubspot::set_quirk(all, quirk));
      upstream.set_quirks(all);
    });
  }

  std::filesystem::path path(const std::string& name) const { return rehearsal.folder / name; }
  void write(const std::string& name, const std::string& secret) const {
    std::ofstream(path(name)) << secret << "\n";
    REQUIRE(::chmod(path(name).c_str(), 0600) == 0);
  }
  std::unique_ptr<Program> start(const std::string& command) const {
    return std::make_unique<Program>(rehearsal.folder.path(),
                                     rehearsal.arguments({"--log-level", "debug", command}));
  }
  Finished run(const std::string& command) {
    const auto program = start(command);
    const Exit exit = program->wait();
    said += program->out() + program->err();
    return {exit, program->out(), program->err()};
  }
  template <typename Use>
  void with_app(const Use& use) {
    rehearsal.hubspot.with([&](fake_hubspot::Upstream& upstream) { use(upstream.service().oauth()); });
  }
  std::int64_t refreshes() {
    std::int64_t count = 0;
    with_app([&](OAuthApp& app) { count = app.refreshes(); });
    return count;
  }
  bool has_backfilled() const {
    return rehearsal.eventually([&] {
      return std::filesystem::exists(rehearsal.database()) &&
             rehearsal.number("SELECT count(*) FROM sqlite_schema WHERE name = 'sync_status'") == 1 &&
             rehearsal.cell("SELECT backfill_complete FROM sync_status") == "1";
    });
  }

  Rehearsal rehearsal;
  std::string said;
};

// All of a grant's secrets begin with one of these.
void check_no_secret_in(const std::string& text) {
  for (const char* secret : {"fake-client-secret", "fake-refresh-", "fake-access-"}) {
    CHECK(text.find(secret) == std::string::npos);
  }
}

}  // namespace

// Fault 32.
TEST_CASE("a backfill goes on over the ends of several tokens, and a restart over rotated refresh tokens") {
  OAuthRehearsal oauth({"token-lifetime=1", "refresh-tokens=rotated"},
                       {.threads = 4000, .page_size = 20, .latency = 20ms});
  const Finished done = oauth.run("backfill");
  CAPTURE(done.err);
  REQUIRE(done.exit.code == 0);
  CHECK(oauth.rehearsal.compare().equal());
  const std::int64_t refreshes = oauth.refreshes();
  CHECK(refreshes >= 4);

  struct stat kept {};
  REQUIRE(::stat(oauth.path("oauth-refresh-token").c_str(), &kept) == 0);
  CHECK((kept.st_mode & 07777U) == 0600U);
  CHECK(content(oauth.path("refresh-token")) == "fake-refresh-0\n");
  REQUIRE(oauth.run("sync").exit.code == 0);
  CHECK(oauth.refreshes() > refreshes);
  CHECK(oauth.said.find("access token renewed") != std::string::npos);
  check_no_secret_in(oauth.said);
  check_no_secret_in(content(oauth.rehearsal.database()));
}

// Fault 32.
TEST_CASE("a page that meets the end of its token is asked for again once, and the daemon goes on") {
  OAuthRehearsal oauth;
  const auto daemon = oauth.start("run");
  REQUIRE(oauth.has_backfilled());
  CHECK(oauth.refreshes() == 1);
  oauth.with_app([](OAuthApp& app) { app.expire(); });
  oauth.rehearsal.mutate(fake_hubspot::MutationKind::kIncoming, 20);
  CHECK(oauth.rehearsal.eventually([&] { return oauth.rehearsal.compare().equal(); }));
  CHECK(oauth.refreshes() == 2);
  daemon->send(SIGTERM);
  const auto exit = daemon->wait_for(kStop);
  REQUIRE(exit);
  CHECK(exit->code == 0);
  check_no_secret_in(daemon->err());
}

// Fault 32.
TEST_CASE("a revoked grant ends every command with 77 and says what to do, and a new grant is noticed") {
  for (const char* words : {"oauth-errors=hubspot", "oauth-errors=oauth"}) {
    OAuthRehearsal oauth({"refresh-tokens=rotated", words});
    REQUIRE(oauth.run("sync").exit.code == 0);
    oauth.with_app([](OAuthApp& app) { app.revoke(); });
    for (const std::string command : {"run", "sync", "check"}) {
      const Finished done = oauth.run(command);
      CAPTURE(done.err);
      CHECK(done.exit.code == 77);
      const std::string mend =
          "authorize the app again, put the new refresh token into " + oauth.path("refresh-token").string();
      CHECK((done.out + done.err).find(mend) != std::string::npos);
    }
    oauth.with_app([](OAuthApp& app) { app.grant().refresh_token = "fake-refresh-anew"; });
    oauth.write("refresh-token", "fake-refresh-anew");
    CHECK(oauth.run("sync").exit.code == 0);
    check_no_secret_in(oauth.said);
  }
}

// Fault 32.
TEST_CASE("a grant that is revoked while the daemon runs ends it with 77") {
  OAuthRehearsal oauth;
  const auto daemon = oauth.start("run");
  REQUIRE(oauth.has_backfilled());
  oauth.with_app([](OAuthApp& app) { app.revoke(); });
  const auto exit = daemon->wait_for(30s);
  REQUIRE(exit);
  CHECK(exit->code == 77);
  CHECK(daemon->err().find("authorize the app again") != std::string::npos);
  std::int64_t refused = 0;
  oauth.with_app([&](OAuthApp& app) { refused = app.refused(); });
  CHECK(refused == 1);
}

// Faults 32, 92.
TEST_CASE("SIGTERM ends the daemon within five seconds while the token endpoint does not answer") {
  OAuthRehearsal oauth;
  oauth.rehearsal.hubspot.with([](fake_hubspot::Upstream& upstream) {
    upstream.faults().add(*fake_hubspot::parse_fault("stall:before,next=0,path=/oauth/"));
  });
  const auto daemon = oauth.start("run");
  CHECK_FALSE(daemon->wait_for(500ms));
  daemon->send(SIGTERM);
  const auto exit = daemon->wait_for(kStop);
  REQUIRE(exit);
  CHECK(exit->code == 0);
  CHECK(daemon->err().find("threadmirror stopped") != std::string::npos);  // in good order, not by force
}

TEST_CASE("check finds the app's secrets, and asks HubSpot with them") {
  OAuthRehearsal oauth;
  const Finished good = oauth.run("check");
  CAPTURE(good.out);
  CHECK(good.exit.code == 0);
  CHECK(good.out.find("OAuth app fake-app") != std::string::npos);
  CHECK(good.out.find("threads can be read") != std::string::npos);
  oauth.write("client-secret", "fake-client-secret-of-another");
  const Finished wrong = oauth.run("check");
  CHECK(wrong.exit.code == 77);
  CHECK(wrong.out.find("compare hubspot.oauth.client_id and the secret in ") != std::string::npos);
  std::filesystem::remove(oauth.path("refresh-token"));
  const Finished missing = oauth.run("check");
  CHECK(missing.exit.code == 78);
  CHECK(missing.out.find(oauth.path("refresh-token").string()) != std::string::npos);
  check_no_secret_in(oauth.said);
}
