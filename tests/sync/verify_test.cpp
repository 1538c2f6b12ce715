#include "sync/verify.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>

#include "sync/scope.hpp"
#include "tests/sync/engine_rig.hpp"

using namespace threadmirror;
using core::ErrorCode;
using storage::Difference;
using storage::DifferenceKind;
using threadmirror::tests::EngineRig;
using threadmirror::tests::thread;

namespace {

struct Told final : sync::DifferenceSink {
  void take(const Difference& difference) override { differences.push_back(difference); }
  std::vector<Difference> differences;
};

// 10 active threads and 5 archived ones, in inboxes 1 and 2.
void populate(EngineRig& rig) {
  for (int id = 1; id <= 15; ++id) {
    auto record = thread(id, rig.clock.now());
    record.archived = id > 10;
    record.inbox_id = std::to_string(1 + id % 2);
    rig.api.put(record);
  }
}

// Writes these rows into the mirror.
void store(EngineRig& rig, std::vector<core::ThreadRecord> records) {
  storage::PageCommit page;
  page.threads = std::move(records);
  page.observed_at = rig.clock.now() + std::chrono::hours(1);  // no replica lags so much
  REQUIRE(rig.store->commit(std::move(page)));
}

void store_all(EngineRig& rig) {
  std::vector<core::ThreadRecord> records;
  for (const auto& [id, record] : rig.api.threads) records.push_back(record);
  store(rig, std::move(records));
}

// An upstream that answers as the test says; empty listings and no threads, where it says nothing.
class FixedApi final : public sync::api::ThreadsApi {
 public:
  using Thread = core::Result<std::optional<core::ThreadRecord>>;
  std::function<core::Result<sync::api::Page>(const sync::api::PageRequest&)> pages =
      [](const sync::api::PageRequest&) { return sync::api::Page{}; };
  std::function<Thread(std::int64_t, bool)> threads = [](std::int64_t, bool) {
    return std::optional<core::ThreadRecord>();
  };

  boost::asio::awaitable<core::Result<sync::api::Page>> list(sync::api::PageRequest request) override {
    co_return pages(request);
  }
  boost::asio::awaitable<core::Result<sync::api::Lookup>> get(std::int64_t id, bool archived,
                                                              sync::api::Priority) override {
    Thread thread = threads(id, archived);
    if (!thread) co_return core::fail(thread.error());
    co_return sync::api::Lookup{std::move(*thread), 1};
  }
  boost::asio::awaitable<core::Result<sync::api::Account>> account() override {
    co_return sync::api::Account{};
  }
  sync::api::ApiStatistics statistics() const override { return {}; }
  sync::api::QuotaLedger& ledger() override { return book; }
  sync::api::QuotaLedger book;
};

core::Result<sync::VerifyCounts> verify_with(EngineRig& rig, sync::api::ThreadsApi& api, Told& told,
                                             std::vector<std::int64_t> inbox_ids = {},
                                             sync::Progress* progress = nullptr) {
  auto comparer = storage::MirrorComparer::open(
      rig.folder / "mirror.db",
      [inbox_ids](const std::optional<std::string>& inbox) { return sync::is_ours(inbox, inbox_ids); });
  if (!comparer) throw std::runtime_error(comparer.error().text());
  sync::VerifyWorld world{api, rig.clock, rig.log, **comparer, std::move(inbox_ids)};
  return rig.run(sync::verify(world, told, progress));
}

core::Result<sync::VerifyCounts> verify(EngineRig& rig, Told& told, std::vector<std::int64_t> inbox_ids = {},
                                        sync::Progress* progress = nullptr) {
  return verify_with(rig, rig.api, told, std::move(inbox_ids), progress);
}

sync::VerifyCounts counts_of(EngineRig& rig, Told& told, std::vector<std::int64_t> inbox_ids = {}) {
  const auto counts = verify(rig, told, std::move(inbox_ids));
  REQUIRE_MESSAGE(counts, (counts ? "" : counts.error().text()));
  return *counts;
}

// When the `number`-th page of a listing is asked for.
void on_page(EngineRig& rig, int number, std::function<void()> happens) {
  rig.api.on_request = [left = number, happens](const sync::api::PageRequest&) mutable {
    if (--left == 0) happens();
  };
}

}  // namespace

TEST_CASE("a mirror that equals upstream has no differences, and asks for no single thread") {
  EngineRig rig;
  populate(rig);
  store_all(rig);
  Told told;
  sync::Progress progress;
  const auto before = rig.clock.now();
  const auto counts = verify(rig, told, {}, &progress);
  REQUIRE(counts);
  CHECK(counts->equal());
  CHECK(counts->compared == 15);
  CHECK(counts->unconfirmed == 0);
  CHECK(told.differences.empty());
  CHECK(rig.api.requests.size() == 6);
  CHECK(rig.clock.now() - before == 7 * rig.api.latency);  // the account and six pages
  CHECK(progress.pages == 6);
  CHECK(progress.threads == 15);
}

TEST_CASE("what is missing, extra and different is told in the order of the ids, and nothing is written") {
  EngineRig rig;
  populate(rig);
  store_all(rig);
  auto closed = rig.api.threads.at(12);
  closed.status = "CLOSED";
  store(rig, {thread(99, rig.clock.now()), closed});
  rig.api.put(thread(3000, rig.clock.now()));
  rig.api.threads.erase(4);
  const std::string rows = rig.cell("SELECT count(*) || max(changed_at) FROM threads");
  Told told;
  const auto counts = counts_of(rig, told);
  CHECK_FALSE(counts.equal());
  CHECK(counts.compared == 15);
  CHECK(counts.missing == 1);
  CHECK(counts.extra == 2);
  CHECK(counts.different == 1);
  CHECK(counts.unconfirmed == 0);
  CHECK(told.differences ==
        std::vector<Difference>{{4, DifferenceKind::kExtra, {}},
                                {12, DifferenceKind::kDifferent, {{"status", "CLOSED", "OPEN"}}},
                                {99, DifferenceKind::kExtra, {}},
                                {3000, DifferenceKind::kMissing, {}}});
  CHECK(rig.cell("SELECT count(*) || max(changed_at) FROM threads") == rows);
}

TEST_CASE("an empty mirror and an empty upstream are compared like any other") {
  EngineRig rig;
  Told told;
  CHECK(counts_of(rig, told).equal());
  populate(rig);
  CHECK(counts_of(rig, told).missing == 15);
  store_all(rig);
  rig.api.threads.clear();
  told.differences.clear();
  CHECK(counts_of(rig, told).extra == 15);
  CHECK(told.differences.size() == 15);
}

TEST_CASE("what upstream changed and the mirror followed during the sweep is no difference") {
  EngineRig rig;
  populate(rig);
  store_all(rig);
  // After the first page, when threads 1 to 3 have been compared; the mirror follows at once.
  on_page(rig, 2, [&] {
    rig.api.threads.erase(2);                  // deleted after it was listed: compared, and equal then
    rig.api.threads.at(9).status = "CLOSED";   // listed in its new state, stored in its old one
    rig.api.threads.at(13).archived = false;   // restored behind the sweep's back: listed nowhere
    rig.api.put(thread(20, rig.clock.now()));  // new
    store(rig, {rig.api.threads.at(13)});
  });
  int pages = 0;
  rig.api.on_request = [&, inner = rig.api.on_request](const sync::api::PageRequest& request) {
    inner(request);
    // The tail brings the rest while the archived threads are being read.
    if (++pages == 6) store(rig, {rig.api.threads.at(9), rig.api.threads.at(20)});
  };
  Told told;
  CHECK(counts_of(rig, told).equal());
  CHECK(told.differences.empty());
}

TEST_CASE("a thread that moves from the active to the archived ones is listed twice and compared once") {
  EngineRig rig;
  populate(rig);
  store_all(rig);
  on_page(rig, 4, [&] { rig.api.threads.at(1).archived = true; });
  Told told;
  const auto counts = counts_of(rig, told);
  CHECK(counts.compared == 15);
  CHECK(told.differences ==
        std::vector<Difference>{{1, DifferenceKind::kDifferent, {{"archived", "0", "1"}}}});
}

TEST_CASE("only the first thousand differences get a second look; the rest is told as seen") {
  EngineRig rig;
  rig.api.page_size = 500;
  for (int id = 1; id <= 1700; ++id) rig.api.put(thread(id, rig.clock.now()));
  store(rig, {thread(1700, rig.clock.now() - std::chrono::hours(1))});
  on_page(rig, 5, [&] { store_all(rig); });  // all is mended before the second looks begin
  Told told;
  const auto before = rig.clock.now();
  const auto counts = counts_of(rig, told);
  CHECK(counts.compared == 1700);
  CHECK(counts.missing == 699);
  CHECK(counts.different == 1);
  CHECK(counts.unconfirmed == 700);
  REQUIRE(told.differences.size() == 700);
  CHECK(told.differences.front() == Difference{1001, DifferenceKind::kMissing, {}});
  CHECK(told.differences.back().fields.size() == 1);
  CHECK(rig.clock.now() - before == (1 + 5 + 1000) * rig.api.latency);
}

TEST_CASE("threads of other inboxes are none that upstream has, and rows of them are extra") {
  EngineRig rig;
  populate(rig);
  store_all(rig);
  auto foreign = thread(50, rig.clock.now());
  foreign.inbox_id = "3";
  store(rig, {foreign});                    // a left-over of other settings
  rig.api.threads.at(1).status = "CLOSED";  // inbox 2
  rig.api.threads.at(2).status = "CLOSED";  // inbox 1
  rig.api.threads.at(4).inbox_id = "3";     // moved away from inbox 1
  Told told;
  const auto counts = counts_of(rig, told, {1});
  CHECK(counts.compared == 6);
  std::vector<Difference> expected{{2, DifferenceKind::kDifferent, {{"status", "OPEN", "CLOSED"}}}};
  // What the mirror still holds of other inboxes, a reconcile marks as deleted.
  for (const std::int64_t id : {1, 3, 4, 5, 7, 9, 11, 13, 15, 50}) {
    expected.push_back({id, DifferenceKind::kExtra, {}});
  }
  std::sort(expected.begin(), expected.end(),
            [](const Difference& a, const Difference& b) { return a.id < b.id; });
  CHECK(told.differences == expected);
  CHECK(counts.rows.live == 16);
  CHECK(counts.rows.unlisted == 10);
  for (const auto& request : rig.api.requests) CHECK(request.listing.inbox_id == 1);
}

// Fault 35.
TEST_CASE("a refused cursor starts the listing anew; what was listed before counts once") {
  EngineRig rig;
  populate(rig);
  store_all(rig);
  on_page(rig, 2, [&] { rig.api.failures.emplace_back(ErrorCode::kBadCursor, "expired"); });
  Told told;
  const auto counts = counts_of(rig, told);
  CHECK(counts.equal());
  CHECK(counts.compared == 15);
}

TEST_CASE("a listing that fails is a failure and no difference") {
  EngineRig rig;
  populate(rig);
  on_page(rig, 5, [&] { rig.api.failures.emplace_back(ErrorCode::kServerError, "503"); });
  Told told;
  const auto counts = verify(rig, told);
  REQUIRE_FALSE(counts);
  CHECK(counts.error().code() == ErrorCode::kServerError);
  CHECK(told.differences.empty());
}

// Fault 58.
TEST_CASE("a listing that is cut off is a failure and not its end") {
  EngineRig rig;
  FixedApi api;
  api.pages = [](const sync::api::PageRequest&) { return tests::page({thread(1)}, "again"); };
  Told told;
  const auto counts = verify_with(rig, api, told);
  REQUIRE_FALSE(counts);
  CHECK(counts.error().code() == ErrorCode::kCursorLoop);
  CHECK(told.differences.empty());
}

// Fault 69.
TEST_CASE("a token of another portal is refused before anything is compared, and nothing is written") {
  EngineRig rig;
  populate(rig);
  REQUIRE(rig.store->set_info("portal_id", "62515"));
  rig.api.portal->portal_id = "99";
  Told told;
  const auto counts = verify(rig, told);
  REQUIRE_FALSE(counts);
  CHECK(counts.error().code() == ErrorCode::kWrongPortal);
  CHECK(counts.error().message().find("62515") != std::string::npos);
  CHECK(rig.api.requests.empty());
  CHECK(rig.cell("SELECT value FROM mirror_info WHERE key = 'portal_id'") == "62515");
}

TEST_CASE("a mirror without a portal is compared and stays without one; a forbidden account passes") {
  EngineRig rig;
  Told told;
  CHECK(verify(rig, told));
  CHECK(rig.column("SELECT value FROM mirror_info WHERE key = 'portal_id'").empty());
  rig.api.portal = core::fail(ErrorCode::kForbidden, "scope");
  CHECK(verify(rig, told));
  rig.api.portal = core::fail(ErrorCode::kDns, "no such host");
  CHECK(verify(rig, told).error().code() == ErrorCode::kDns);
}

TEST_CASE("a thread that can't be asked for again fails the comparison") {
  EngineRig rig;
  FixedApi api;
  store(rig, {thread(1)});
  api.threads = [](std::int64_t, bool archived) -> FixedApi::Thread {
    if (!archived) return std::optional<core::ThreadRecord>();
    return core::fail(ErrorCode::kTimeout, "too slow");
  };
  Told told;
  const auto counts = verify_with(rig, api, told);
  REQUIRE_FALSE(counts);
  CHECK(counts.error().code() == ErrorCode::kTimeout);
  CHECK(told.differences.empty());
}

TEST_CASE("an answer about one thread that can't be used leaves its difference as it was seen") {
  EngineRig rig;
  FixedApi api;
  store(rig, {thread(1), thread(2)});
  api.threads = [](std::int64_t id, bool) -> FixedApi::Thread {
    if (id == 2) return std::optional<core::ThreadRecord>();
    return core::fail(ErrorCode::kBadResponse, "no thread");
  };
  Told told;
  const auto counts = verify_with(rig, api, told);
  REQUIRE(counts);
  CHECK(counts->extra == 2);
  CHECK(counts->unconfirmed == 1);
  CHECK(told.differences.size() == 2);
}

TEST_CASE("a thread that is restored between two questions is found by the third") {
  EngineRig rig;
  FixedApi api;
  store(rig, {thread(1)});
  int questions = 0;
  api.threads = [&](std::int64_t, bool archived) -> FixedApi::Thread {
    CHECK(archived == (++questions == 2));
    return questions == 3 ? std::optional(thread(1)) : std::nullopt;
  };
  Told told;
  CHECK(verify_with(rig, api, told)->equal());
  CHECK(questions == 3);
}

// Fault 47.
TEST_CASE("records that are no threads are counted, once for each listing, and make no difference") {
  EngineRig rig;
  FixedApi api;
  int answers = 0;
  api.pages = [&](const sync::api::PageRequest& request) -> core::Result<sync::api::Page> {
    if (++answers == 2) return core::fail(ErrorCode::kBadCursor, "expired");
    sync::api::Page page;
    if (request.listing.archived) return page;
    page.rejected.push_back({"{}", "no id"});
    if (!request.cursor) page.next_cursor = "more" + std::to_string(answers);
    return page;
  };
  Told told;
  const auto counts = verify_with(rig, api, told);
  REQUIRE(counts);
  CHECK(counts->equal());
  CHECK(counts->rejected == 2);
  CHECK(counts->compared == 0);
}

TEST_CASE("an upstream that ignores the inbox filter is compared like one that keeps it") {
  EngineRig rig;
  FixedApi api;
  auto ours = thread(1);
  auto foreign = thread(2);
  foreign.inbox_id = "2";
  api.pages = [&](const sync::api::PageRequest& request) {
    return request.listing.archived ? sync::api::Page{} : tests::page({ours, foreign});
  };
  store(rig, {ours});
  Told told;
  const auto counts = verify_with(rig, api, told, {1});
  REQUIRE(counts);
  CHECK(counts->equal());
  CHECK(counts->compared == 1);
}
