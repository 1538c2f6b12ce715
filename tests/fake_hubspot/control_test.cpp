#include "tests/fake_hubspot/control.hpp"

#include "tests/fake_hubspot/render.hpp"
#include "tests/fake_hubspot/test_client.hpp"

using namespace threadmirror::fake_hubspot;

namespace {

rapidjson::Document parsed(const Answer& answer) {
  rapidjson::Document document;
  document.Parse(answer.body.c_str());
  CAPTURE(answer.body);
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

std::string whole(const Answer& answer) {
  std::string text;
  for (std::string piece = answer.more(); !piece.empty(); piece = answer.more()) text += piece;
  return text;
}

}  // namespace

TEST_CASE("control needs no token and is in no book") {
  Upstream upstream(small_world(10));
  const Answer answer = upstream.handle({"GET", "/_control/stats", "", ""}, test_now());
  CHECK(answer.status == 200);
  CHECK(parsed(answer)["requests"].GetInt64() == 0);
  CHECK_FALSE(is_control(kThreadsPath));
}

TEST_CASE("the truth has every thread in the API's form, by number") {
  Upstream upstream(small_world(1));
  TestClient client(upstream);
  // Ids without gaps, so that each border between two pieces falls between neighbours.
  for (std::int64_t id = 5000; id < 6203; ++id) {
    Thread t;
    t.id = id;
    t.created = 1;
    upstream.world().put(t);
  }
  std::string expected;
  TruthReader reader(upstream.world());
  while (const Thread* t = reader.next()) {
    append_thread(expected, *t, upstream.quirks(), true);
    expected += '\n';
  }
  CHECK(whole(client.ask("/_control/truth")) == expected);
  const auto last = true_ids(upstream.world(), [](const Thread&) { return true; }).back();
  CHECK(whole(client.ask("/_control/truth?after=" + last)).empty());
}

TEST_CASE("the books count requests, statuses, the fullest window and threads") {
  Upstream upstream(small_world(100));
  TestClient client(upstream);
  for (int i = 0; i < 3; ++i) client.ask(kThreadsPath);
  client.ask(std::string(kThreadsPath) + "?limit=0");
  auto stats = parsed(client.ask("/_control/stats"));
  CHECK(stats["requests"].GetInt64() == 4);
  CHECK(stats["errors"].GetInt64() == 1);
  CHECK(stats["by_status"]["200"].GetInt64() == 3);
  CHECK(stats["most_in_window"].GetInt64() == 4);
  CHECK(stats["threads"]["total"].GetInt64() == 100);
  stats = parsed(client.ask("/_control/stats", "DELETE"));
  CHECK(stats["requests"].GetInt64() == 0);
}

TEST_CASE("switches are shown, changed all or none, and in force at once") {
  Upstream upstream(small_world(100));
  TestClient client(upstream);
  CHECK(parsed(client.ask("/_control/quirks"))["ties"] == "ascending");
  const auto changed =
      parsed(client.ask("/_control/quirks", "POST", R"({"page-cap":7,"gzip":false,"id-order":"text"})"));
  CHECK(changed["page-cap"].GetInt() == 7);
  CHECK(changed["gzip"] == "off");
  CHECK(walk(client, "limit=500").page_sizes.front() == 7);
  CHECK(upstream.world().orders().ids == IdOrder::kText);
  for (const char* bad : {R"({"page-cap":3,"tie":"x"})", "[]", "{", R"({"page-cap":"many"})", ""}) {
    CAPTURE(bad);
    CHECK(client.ask("/_control/quirks", "POST", bad).status == 400);
  }
  CHECK(upstream.quirks().page_cap == 7);
}

TEST_CASE("faults are added, counted and cleared") {
  Upstream upstream(small_world(100));
  TestClient client(upstream);
  const char* two = R"(["status:503", {"kind":"truncated-json","next":1,"path":"/threads"}])";
  CHECK(parsed(client.ask("/_control/faults", "POST", two)).Size() == 2);
  CHECK(client.ask(kThreadsPath).status == 503);
  CHECK(client.ask(kThreadsPath).status == 200);
  CHECK(parsed(client.ask("/_control/stats"))["faults_hit"].GetInt64() == 2);
  CHECK(parsed(client.ask("/_control/stats"))["by_status"]["503"].GetInt64() == 1);
  CHECK(parsed(client.ask("/_control/faults"))[0]["hits"].GetInt64() == 1);
  CHECK(parsed(client.ask("/_control/faults", "DELETE")).Empty());
  for (const char* bad :
       {R"({"value":503})", R"({"kind":"status"})", R"(["status:503",5])", R"({"kind":"reset","x":1})"}) {
    CAPTURE(bad);
    CHECK(client.ask("/_control/faults", "POST", bad).status == 400);
  }
  CHECK(upstream.faults().rules().empty());
}

TEST_CASE("mutations are applied one by one, and what is not possible is said") {
  Upstream upstream(small_world(100));
  TestClient client(upstream);
  const std::string id =
      true_ids(upstream.world(), [](const Thread& t) { return !t.archived && t.open; }).front();
  const auto answer = parsed(client.ask("/_control/mutate", "POST",
                                        R"([{"kind":"close","id":")" + id +
                                            R"("},{"kind":"delete","id":5},)"
                                            R"({"kind":"incoming","id":")" +
                                            id + R"(","at":"2026-11-22T11:00:00Z","lag_ms":0}])"));
  REQUIRE(answer["applied"].Size() == 2);
  CHECK(answer["applied"][0]["id"] == id.c_str());
  CHECK(answer["refused"].Size() == 1);
  const auto thread = upstream.world().truth(std::stoll(id));
  CHECK(thread->latest == threadmirror::core::Timestamp::parse("2026-11-22T11:00:00Z")->unix_ms());
  for (const char* bad :
       {R"([{"kind":"explode"}])", R"({"id":"5"})", R"({"kind":"close","id":"x"})", R"({"random":-1})",
        R"({"kind":"close","lag_ms":-5})", R"({"kind":"close","at":"now"})", "5"}) {
    CAPTURE(bad);
    CHECK(client.ask("/_control/mutate", "POST", bad).status == 400);
  }
}

TEST_CASE("random mutations come in any number and of the kinds that are named") {
  Upstream upstream(small_world(100));
  TestClient client(upstream);
  const auto answer =
      parsed(client.ask("/_control/mutate", "POST", R"({"random":50,"kinds":["new-thread","delete"]})"));
  CHECK(answer["applied"].Size() == 50);
  for (const auto& one : answer["applied"].GetArray())
    CHECK((one["kind"] == "new-thread" || one["kind"] == "delete"));
  CHECK(parsed(client.ask("/_control/mutate", "POST", R"({"random":500})"))["applied"].Size() > 400);
}

TEST_CASE("life is given a pace, paused and shown") {
  Upstream upstream(small_world(100));
  TestClient client(upstream);
  CHECK(parsed(client.ask("/_control/living", "POST", R"({"paces":{"incoming":5}})"))["rate"].GetDouble() ==
        5);
  client.now = client.now + std::chrono::seconds(10);
  CHECK(parsed(client.ask("/_control/living"))["operations"].GetInt64() == 50);
  CHECK(parsed(client.ask("/_control/living", "POST", R"({"paused":true})"))["paused"].GetBool());
  client.now = client.now + std::chrono::seconds(10);
  CHECK(parsed(client.ask("/_control/living"))["operations"].GetInt64() == 50);
  CHECK(parsed(client.ask("/_control/living", "POST", R"({"rate":2,"paused":false})"))["rate"].GetDouble() ==
        doctest::Approx(2));
  CHECK(client.ask("/_control/living", "POST", R"({"paces":{"explode":1}})").status == 400);
  CHECK(client.ask("/_control/living", "POST", R"({"rate":-1})").status == 400);
}

// Plays faults 31, 69.
TEST_CASE("the token can be revoked, the portal changed and limits set") {
  Upstream upstream(small_world(10));
  TestClient client(upstream);
  CHECK(client.ask("/_control/account", "POST", R"({"portal_id":99,"rate_limit":1,"rate_window_ms":1000})")
            .status == 200);
  CHECK(client.json("/account-info/v3/details")["portalId"].GetInt64() == 99);
  CHECK(client.ask(kThreadsPath).status == 429);
  CHECK(client.ask("/_control/account", "POST", R"({"rate_limit":0,"token":"pat-other"})").status == 200);
  CHECK(client.ask(kThreadsPath).status == 401);
  CHECK(client.ask("/_control/account", "POST", R"({"portal":1})").status == 400);
}

TEST_CASE("a database that is not there can't be compared") {
  Upstream upstream(small_world(10));
  TestClient client(upstream);
  CHECK(client.ask("/_control/compare?database=/nonexistent").status == 400);
  CHECK(client.ask("/_control/compare", "POST").status == 400);
}

TEST_CASE("an unknown control request is told what there is") {
  Upstream upstream(small_world(10));
  TestClient client(upstream);
  const Answer answer = client.ask("/_control/nonsense");
  CHECK(answer.status == 404);
  CHECK(answer.body.find("GET /_control/truth") != std::string::npos);
  CHECK(client.ask("/_control/truth", "POST").status == 404);
  CHECK(client.ask("/_control/%zz").status == 404);
}
