#include "tests/fake_hubspot/listing.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "tests/fake_hubspot/test_client.hpp"

using namespace threadmirror::fake_hubspot;

namespace {

constexpr const char* kByTime = "sort=latestMessageTimestamp&latestMessageTimestampAfter=";

std::vector<std::string> sorted(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::set<std::string> distinct(const std::vector<std::string>& ids) { return {ids.begin(), ids.end()}; }

bool is_active(const Thread& t) { return !t.archived; }
bool is_archived(const Thread& t) { return t.archived; }
bool is_timed(const Thread& t) { return !t.archived && t.latest != kNoTime; }

UpstreamOptions world_with(const std::vector<std::string>& quirks, std::int64_t threads = 700,
                           std::int64_t tie_run = 0) {
  UpstreamOptions options = small_world(threads);
  options.shape.tie_run = tie_run;
  for (const std::string& quirk : quirks) REQUIRE(set_quirk(options.quirks, quirk));
  return options;
}

// Every combination of switches under which a listing is still complete and ends.
const std::vector<std::vector<std::string>> kHarmless{
    {},
    {"page-cap=7"},
    {"empty-pages=sometimes"},
    {"final-empty-page=on"},
    {"last-page=empty-paging"},
    {"last-page=null-next"},
    {"last-page=null-after"},
    {"last-page=empty-after"},
    {"encoded-cursors=on"},
    {"time-cursors=positional"},
    {"time-cursors=positional", "untimed=first"},
    {"id-order=text"},
    {"ties=descending"},
    {"ties=shuffled"},
    {"precision=s"},
    {"untimed=last"},
    {"untimed=first"},
    {"numeric-ids=on", "missing=null", "timestamp-digits=0"},
    {"link=foreign"},
    {"link=absent"},
    {"out-of-order=on"},
    {"empty-pages=sometimes", "final-empty-page=on", "page-cap=50", "ties=shuffled", "id-order=text",
     "time-cursors=positional", "encoded-cursors=on", "cursor-bytes=3000"}};

}  // namespace

TEST_CASE("all pages together are the truth, under every harmless switch and sort") {
  for (const auto& quirks : kHarmless) {
    Upstream upstream(world_with(quirks));
    TestClient client(upstream);
    const bool with_untimed = upstream.quirks().untimed != Untimed::kOmitted;
    CAPTURE(quirks);
    for (const char* limit : {"limit=100", "limit=64", "limit=500"}) {
      CAPTURE(limit);
      const auto by_id = walk(client, limit);
      REQUIRE(by_id.ended);
      CHECK(sorted(by_id.ids) == sorted(true_ids(upstream.world(), is_active)));
      const auto archived = walk(client, std::string(limit) + "&archived=true");
      CHECK(sorted(archived.ids) == sorted(true_ids(upstream.world(), is_archived)));
      const auto by_time = walk(client, kByTime + std::string("2000-01-01T00:00:00Z&") + limit);
      REQUIRE(by_time.ended);
      CHECK(sorted(by_time.ids) == sorted(true_ids(upstream.world(), with_untimed ? is_active : is_timed)));
    }
  }
}

TEST_CASE("the order is as asked for") {
  Upstream upstream(world_with({}));
  TestClient client(upstream);
  CHECK(walk(client, "limit=100").ids == true_ids(upstream.world(), is_active));
  const auto by_time = walk(client, std::string(kByTime) + "2000-01-01T00:00:00Z");
  CHECK(std::is_sorted(by_time.times.begin(), by_time.times.end()));
  Quirks text;
  REQUIRE(set_quirk(text, "id-order=text"));
  upstream.set_quirks(text);
  const auto as_text = walk(client, "limit=100").ids;
  CHECK(std::is_sorted(as_text.begin(), as_text.end()));
  CHECK(as_text != true_ids(upstream.world(), is_active));
}

// Plays fault 57.
TEST_CASE("a tie over several page borders loses nothing") {
  for (const char* ties : {"ties=ascending", "ties=descending", "ties=shuffled"}) {
    for (const char* cursors : {"time-cursors=keyed", "time-cursors=positional"}) {
      Upstream upstream(world_with({ties, cursors}, 1500, 1100));
      TestClient client(upstream);
      const auto listing = walk(client, kByTime + std::string("2000-01-01T00:00:00Z&limit=500"));
      CHECK(distinct(listing.ids).size() == listing.ids.size());
      CHECK(sorted(listing.ids) == sorted(true_ids(upstream.world(), is_timed)));
    }
  }
}

TEST_CASE("the timestamp filter is inclusive or exclusive, to the millisecond or the second") {
  const std::int64_t border = test_now().unix_ms() - 1'000'000;  // a whole second
  const auto count = [&](const std::vector<std::string>& quirks, std::int64_t after) {
    UpstreamOptions options = world_with(quirks, 0);
    Upstream upstream(options);
    for (std::int64_t i = 0; i < 3; ++i) {
      Thread t;
      t.id = 100 + i;
      t.created = 1;
      t.latest = border + i * 400;
      upstream.world().put(t);
    }
    TestClient client(upstream);
    return walk(client, kByTime + threadmirror::core::Timestamp::from_unix_ms(after).to_string()).ids.size();
  };
  CHECK(count({}, border) == 3);
  CHECK(count({}, border + 1) == 2);
  CHECK(count({"after-filter=exclusive"}, border) == 2);
  CHECK(count({"after-filter=exclusive"}, border - 1) == 3);
  CHECK(count({"precision=s"}, border + 999) == 3);
  CHECK(count({"precision=s", "after-filter=exclusive"}, border) == 0);
  CHECK(count({"precision=s", "after-filter=exclusive"}, border - 1) == 3);
  CHECK(count({}, border + 801) == 0);
}

TEST_CASE("threads without a timestamp stand where the switch says, whatever the filter") {
  for (const char* cursors : {"time-cursors=keyed", "time-cursors=positional"}) {
    Upstream upstream(world_with({"untimed=first", cursors}));
    TestClient client(upstream);
    const auto untimed =
        true_ids(upstream.world(), [](const Thread& t) { return !t.archived && t.latest == kNoTime; });
    REQUIRE(untimed.size() > 1);
    const auto first = walk(client, kByTime + std::string("2026-06-01T00:00:00Z&limit=2"));
    CHECK(std::count(first.times.begin(), first.times.end(), "") ==
          static_cast<std::ptrdiff_t>(untimed.size()));
    CHECK(first.times.front().empty());
    CHECK(first.ids.size() > untimed.size());
    CHECK(first.times[untimed.size()] >= "2026-06-01");
    Quirks last = upstream.quirks();
    last.untimed = Untimed::kLast;
    upstream.set_quirks(last);
    CHECK(walk(client, kByTime + std::string("2026-06-01T00:00:00Z&limit=2")).times.back().empty());
  }
}

TEST_CASE("filters list what they say and page on") {
  Upstream upstream(world_with({}));
  TestClient client(upstream);
  const auto same = [&](const std::string& parameters, const std::function<bool(const Thread&)>& wanted) {
    CAPTURE(parameters);
    CHECK(walk(client, parameters + "&limit=3").ids == true_ids(upstream.world(), wanted));
  };
  const std::int32_t inbox = inbox_number(2);
  same("inboxId=" + std::to_string(inbox), [&](const Thread& t) { return !t.archived && t.inbox == inbox; });
  same("threadStatus=CLOSED", [](const Thread& t) { return !t.archived && !t.open; });
  TruthReader reader(upstream.world());
  const Thread* some = reader.next();
  while (some->archived || some->ticket == 0) some = reader.next();
  same("associatedTicketId=" + std::to_string(some->ticket),
       [&](const Thread& t) { return t.ticket == some->ticket; });
  same("threadStatus=OPEN&associatedContactId=" + std::to_string(some->contact),
       [&](const Thread& t) { return !t.archived && t.open && t.contact == some->contact; });
  same("inboxId=999", [](const Thread&) { return false; });
}

TEST_CASE("one contact's threads can be listed downwards") {
  Upstream upstream(world_with({}, 0));
  for (std::int64_t i = 0; i < 10; ++i) {
    Thread t;
    t.id = 100 + i;
    t.contact = i % 2;
    t.created = 1;
    t.latest = 1'700'000'000'000 + i;
    upstream.world().put(t);
  }
  TestClient client(upstream);
  const auto down =
      walk(client,
           "sort=-latestMessageTimestamp&latestMessageTimestampAfter=2000-01-01T00:00:00Z&limit=2"
           "&threadStatus=OPEN&associatedContactId=1");
  CHECK(down.ids == std::vector<std::string>{"109", "107", "105", "103", "101"});
}

// Plays fault 55.
TEST_CASE("duplicates come in a page or across pages, and nothing is lost by them") {
  for (const char* quirk : {"duplicates=in-page", "duplicates=across-pages"}) {
    for (const std::string& sort :
         {std::string("limit=50"), kByTime + std::string("2000-01-01T00:00:00Z&limit=50")}) {
      Upstream upstream(world_with({quirk}));
      TestClient client(upstream);
      const auto listing = walk(client, sort);
      REQUIRE(listing.ended);
      CHECK(listing.ids.size() > distinct(listing.ids).size());
      CHECK(distinct(listing.ids).size() ==
            true_ids(upstream.world(), sort.front() == 'l' ? is_active : is_timed).size());
    }
  }
}

// Plays fault 56.
TEST_CASE("a page out of order holds the same threads") {
  Upstream upstream(world_with({"out-of-order=on"}));
  TestClient client(upstream);
  const auto listing = walk(client, kByTime + std::string("2000-01-01T00:00:00Z&limit=100"));
  CHECK_FALSE(std::is_sorted(listing.times.begin(), listing.times.begin() + 100));
}

// Plays fault 60.
TEST_CASE("empty pages carry a cursor") {
  Upstream upstream(world_with({"empty-pages=sometimes"}));
  TestClient client(upstream);
  const auto listing = walk(client, "limit=50");
  CHECK(listing.ended);
  CHECK(listing.page_sizes[1] == 0);
  CHECK(listing.page_sizes[2] == 50);
}

// Plays fault 59.
TEST_CASE("endless listings never end, with ever new cursors") {
  for (const char* quirk : {"endless-pages=empty", "endless-pages=same"}) {
    for (const std::string& sort :
         {std::string("limit=500"), kByTime + std::string("2000-01-01T00:00:00Z&limit=500")}) {
      Upstream upstream(world_with({quirk}, 300));
      TestClient client(upstream);
      const auto listing = walk(client, sort, 30);
      CHECK_FALSE(listing.ended);
      CHECK(listing.page_sizes.size() == 30);
      CHECK(distinct(listing.ids).size() == listing.page_sizes.front());
      CHECK(listing.page_sizes.back() ==
            (std::string(quirk).ends_with("same") ? listing.page_sizes.front() : 0));
    }
  }
}

TEST_CASE("a full last page has no cursor, unless the switch wants a last empty page") {
  for (const bool final_empty : {false, true}) {
    UpstreamOptions options = small_world(100);
    options.shape.archived = 0;
    options.quirks.final_empty_page = final_empty;
    Upstream upstream(options);
    TestClient client(upstream);
    const auto sizes = walk(client, "limit=50").page_sizes;
    CHECK(sizes == (final_empty ? std::vector<std::size_t>{50, 50, 0} : std::vector<std::size_t>{50, 50}));
  }
}

// Plays fault 71.
TEST_CASE("an empty account has one empty page without a cursor") {
  Upstream upstream(small_world(0));
  TestClient client(upstream);
  const auto listing = walk(client, "limit=500");
  CHECK(listing.ended);
  CHECK(listing.page_sizes == std::vector<std::size_t>{0});
}
