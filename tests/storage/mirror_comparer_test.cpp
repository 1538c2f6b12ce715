#include "storage/mirror_comparer.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <limits>

#include "fault_vfs.hpp"
#include "fixture.hpp"

using namespace threadmirror;
using namespace threadmirror::storage;
using namespace threadmirror::tests;
using core::ErrorCode;

namespace {

bool all_inboxes(const std::optional<std::string>&) { return true; }
bool inbox_1001(const std::optional<std::string>& inbox) { return inbox == "1001"; }

std::unique_ptr<MirrorComparer> open(const TempFolder& folder, InboxFilter filter = all_inboxes) {
  auto opened = MirrorComparer::open(folder.database(), std::move(filter));
  if (!opened) throw std::runtime_error(opened.error().text());
  return std::move(*opened);
}

void gather(MirrorComparer& comparer) {
  std::optional<std::int64_t> after;
  do {
    const auto next = comparer.gather_extras(after);
    REQUIRE_MESSAGE(next, (next ? "" : next.error().text()));
    after = *next;
  } while (after);
}

std::vector<Difference> all_suspects(MirrorComparer& comparer) {
  return comparer.suspects(std::nullopt, 1'000'000).value();
}

core::ThreadRecord closed(std::int64_t id) {
  core::ThreadRecord record = thread(id);
  record.status = "CLOSED";
  return record;
}

const std::vector<FieldDifference> kClosed{{"status", "OPEN", "CLOSED"}};

}  // namespace

TEST_CASE("a mirror that equals the listings has no suspects") {
  const TempFolder folder;
  World world(folder.database());
  world.commit(threads(1, 50));
  const auto comparer = open(folder);
  CHECK(comparer->look(threads(1, 30)));
  CHECK(comparer->look(threads(31, 20)));
  gather(*comparer);
  CHECK(comparer->looked_at() == 50);
  CHECK(all_suspects(*comparer).empty());
}

TEST_CASE("what is missing, extra and different becomes a suspect, in the order of the ids") {
  const TempFolder folder;
  World world(folder.database());
  world.commit(threads(1, 10));
  const auto comparer = open(folder);
  std::vector<core::ThreadRecord> listed = threads(3, 10);  // 1 and 2 are extra, 11 and 12 missing
  listed[2] = closed(5);
  REQUIRE(comparer->look(listed));
  gather(*comparer);
  CHECK(comparer->looked_at() == 10);
  const std::vector<Difference> expected{{1, DifferenceKind::kExtra, {}},
                                         {2, DifferenceKind::kExtra, {}},
                                         {5, DifferenceKind::kDifferent, kClosed},
                                         {11, DifferenceKind::kMissing, {}},
                                         {12, DifferenceKind::kMissing, {}}};
  CHECK(all_suspects(*comparer) == expected);
  CHECK(*comparer->suspects(2, 2) == std::vector(expected.begin() + 2, expected.begin() + 4));
  CHECK(comparer->suspects(std::numeric_limits<std::int64_t>::max(), 2)->empty());
}

TEST_CASE("a row with a tombstone is no row: listed it is missing, unlisted it is not extra") {
  const TempFolder folder;
  World world(folder.database());
  world.commit(threads(1, 2));
  execute(folder.database(), "UPDATE threads SET deleted_at = '2026-11-21T00:00:00.000Z'");
  const auto comparer = open(folder);
  REQUIRE(comparer->look(threads(1, 1)));
  gather(*comparer);
  CHECK(all_suspects(*comparer) == std::vector<Difference>{{1, DifferenceKind::kMissing, {}}});
}

// Fault 55.
TEST_CASE("of a thread that is listed twice the later version counts") {
  const TempFolder folder;
  World world(folder.database());
  world.commit(threads(1, 2));
  const auto comparer = open(folder);
  REQUIRE(comparer->look(std::vector{closed(1), thread(2), thread(1), closed(2), closed(2)}));
  gather(*comparer);
  CHECK(comparer->looked_at() == 2);
  CHECK(all_suspects(*comparer) == std::vector<Difference>{{2, DifferenceKind::kDifferent, kClosed}});
}

TEST_CASE("extras are found part by part, whatever their ids") {
  const TempFolder folder;
  World world(folder.database());
  world.commit(threads(1, 45000));
  core::ThreadRecord first = thread(1);
  first.id = std::numeric_limits<std::int64_t>::min();
  core::ThreadRecord last = thread(1);
  last.id = std::numeric_limits<std::int64_t>::max();
  world.commit({first, last});
  const auto comparer = open(folder);
  gather(*comparer);
  const auto extras = all_suspects(*comparer);
  REQUIRE(extras.size() == 45002);
  CHECK(extras.front().id == first.id);
  CHECK(extras.back().id == last.id);
  CHECK(comparer->live().live == 45002);
  CHECK(comparer->live().unlisted == 45002);
}

TEST_CASE("a thread of another inbox counts as one that upstream has not") {
  const TempFolder folder;
  World world(folder.database());
  core::ThreadRecord elsewhere = thread(2);
  elsewhere.inbox_id = "2002";
  core::ThreadRecord nowhere = thread(3);
  nowhere.inbox_id.reset();
  world.commit({thread(1), elsewhere});
  const auto comparer = open(folder, inbox_1001);
  REQUIRE(comparer->look(std::vector{thread(1), elsewhere, nowhere}));
  gather(*comparer);
  CHECK(comparer->looked_at() == 1);
  CHECK(comparer->live().live == 2);
  CHECK(comparer->live().unlisted == 1);
  CHECK(all_suspects(*comparer) == std::vector<Difference>{{2, DifferenceKind::kExtra, {}}});

  CHECK(comparer->judge(2, elsewhere)->value().kind == DifferenceKind::kExtra);
  CHECK_FALSE(comparer->judge(3, nowhere)->has_value());
  core::ThreadRecord moved_away = thread(1);
  moved_away.inbox_id = "2002";
  CHECK(comparer->judge(1, moved_away)->value().kind == DifferenceKind::kExtra);
  const auto moved_here = comparer->judge(2, thread(2))->value();
  CHECK(moved_here.fields == std::vector<FieldDifference>{{"inbox_id", "2002", "1001"}});
}

TEST_CASE("judging looks at the row as it is now") {
  const TempFolder folder;
  World world(folder.database());
  world.commit(threads(1, 1));
  const auto comparer = open(folder);
  REQUIRE(comparer->look(std::vector{closed(1), thread(2)}));
  CHECK(comparer->judge(1, closed(1))->value() == Difference{1, DifferenceKind::kDifferent, kClosed});
  CHECK(comparer->judge(2, thread(2))->value() == Difference{2, DifferenceKind::kMissing, {}});
  CHECK(comparer->judge(1, std::nullopt)->value() == Difference{1, DifferenceKind::kExtra, {}});
  CHECK_FALSE(comparer->judge(2, std::nullopt)->has_value());

  world.clock.advance(std::chrono::minutes(1));
  world.commit({closed(1), thread(2)});
  CHECK_FALSE(comparer->judge(1, closed(1))->has_value());
  CHECK_FALSE(comparer->judge(2, thread(2))->has_value());
  CHECK(all_suspects(*comparer).size() == 2);  // as they were seen
}

// Fault 50.
TEST_CASE("a timestamp that somebody made unreadable differs, and is shown as it is, in its place") {
  const TempFolder folder;
  World world(folder.database());
  world.commit(threads(1, 1));
  execute(folder.database(), "UPDATE threads SET created_at = 'once', closed_at = 'yesterday'");
  const auto comparer = open(folder);
  core::ThreadRecord upstream = closed(1);
  upstream.extra = "{}";
  upstream.latest_message_sent_timestamp.reset();
  const auto difference = comparer->judge(1, upstream)->value();
  const std::vector<FieldDifference> expected{
      {"status", "OPEN", "CLOSED"},
      {"created_at", "once", upstream.created_at->to_string()},
      {"closed_at", "yesterday", std::nullopt},
      {"latest_message_sent_timestamp", thread(1).latest_message_sent_timestamp->to_string(), std::nullopt},
      {"extra", thread(1).extra, "{}"}};
  CHECK(difference.fields == expected);
  REQUIRE(comparer->look(std::vector{upstream}));
  CHECK(all_suspects(*comparer).at(0).fields == expected);
}

TEST_CASE("a row written by hand is equal where it says the same instant in another way") {
  const TempFolder folder;
  World world(folder.database());
  world.commit(threads(1, 1));
  const std::string instant = thread(1).created_at->to_string();
  execute(folder.database(), "UPDATE threads SET created_at = replace('" + instant + "', 'T', ' ')");
  CHECK_FALSE(open(folder)->judge(1, thread(1))->has_value());
}

TEST_CASE("the mirror's portal is told, where it is bound") {
  const TempFolder folder;
  World world(folder.database());
  CHECK_FALSE(open(folder)->portal_id()->has_value());
  REQUIRE(world.store->set_info("portal_id", "62515"));
  CHECK(open(folder)->portal_id()->value() == "62515");
}

TEST_CASE("comparing changes no byte, makes no file, holds up no writer and keeps no snapshot") {
  const TempFolder folder;
  World world(folder.database());
  world.commit(threads(1, 100));
  const std::string files = listing(folder.path());
  const std::string file = read_file(folder.database());
  const std::string log = read_file(folder.database().string() + "-wal");
  const auto comparer = open(folder);
  REQUIRE(comparer->look(threads(51, 100)));
  gather(*comparer);
  CHECK(all_suspects(*comparer).size() == 100);
  CHECK(listing(folder.path()) == files);
  CHECK(read_file(folder.database()) == file);
  CHECK(read_file(folder.database().string() + "-wal") == log);
  world.commit(threads(101, 1));
  CHECK_FALSE(comparer->judge(101, thread(101))->has_value());
  // A checkpoint that must wait for no reader.
  execute(folder.database(), "PRAGMA wal_checkpoint(TRUNCATE)");
  CHECK(read_file(folder.database().string() + "-wal").empty());
}

TEST_CASE("a copy of the file alone can be compared") {
  const TempFolder folder;
  {
    World world(folder.database());
    world.commit(threads(1, 3));
    world.store->close();
  }
  std::filesystem::remove(folder.database().string() + "-wal");
  std::filesystem::remove(folder.database().string() + "-shm");
  const auto comparer = open(folder);
  REQUIRE(comparer->look(threads(2, 3)));
  gather(*comparer);
  CHECK(all_suspects(*comparer).size() == 2);
  CHECK(listing(folder.path()) == "threadmirror.db");
}

// Fault 77.
TEST_CASE("what can't be compared is told as a reader tells it") {
  const TempFolder folder;
  const auto refusal = [&] { return MirrorComparer::open(folder.database(), all_inboxes).error().code(); };
  CHECK(refusal() == ErrorCode::kDatabaseMissing);
  write_file(folder.database(), std::string(5000, 'x'));
  CHECK(refusal() == ErrorCode::kDatabaseCorrupt);
  CHECK(listing(folder.path()) == "threadmirror.db");
}

// Fault 72.
TEST_CASE("no room for temporary files fails the comparison, says where, and leaves the mirror alone") {
  const TempFolder folder;
  FaultVfs vfs;
  World world(folder.database());
  world.commit(threads(1, 10));
  const auto comparer = open(folder);
  vfs.arm({.first = 0, .count = Fault::kForever, .system_errno = ENOSPC});
  core::Status outcome;
  for (std::int64_t id = 1; outcome && id < 3'000'000; id += 50'000) {
    std::vector<core::ThreadRecord> listed(50'000);
    for (std::size_t i = 0; i < listed.size(); ++i) listed[i].id = id + static_cast<std::int64_t>(i);
    outcome = comparer->look(listed);
  }
  vfs.disarm();
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code() == ErrorCode::kDiskFull);
  CHECK(outcome.error().mend().find("SQLITE_TMPDIR") != std::string::npos);
  CHECK(integrity(folder.database()) == "ok");
  CHECK(sql(folder.database(), "SELECT count(*) FROM threads") == "10");
}
