// A small upstream, a real store on an in-memory disk and the book that watches both, to break on purpose.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/freshness.hpp"
#include "tests/simulation/mirror_book.hpp"
#include "tests/simulation/test_disk.hpp"

namespace threadmirror::simulation {

class BookRig {
 public:
  BookRig() {
    world.disk.set_on_connection([this](sqlite3* connection) { book.listen(connection); });
    open();
  }
  ~BookRig() { close(); }
  BookRig(const BookRig&) = delete;
  BookRig& operator=(const BookRig&) = delete;

  void open() {
    store = world.open();
    probe = std::make_unique<DatabaseProbe>(book.connection());
    book.attach(*probe);
  }
  void close() {
    book.detach();
    probe.reset();
    store.reset();
  }

  // What the mirror would store of the upstream at this moment.
  storage::PageCommit whole_page() {
    storage::PageCommit page;
    fake_hubspot::TruthReader reader(upstream.world());
    while (const fake_hubspot::Thread* thread = reader.next())
      page.threads.push_back(truth.expected(*thread));
    page.listing = "active";
    page.observed_at = world.clock.now();
    return page;
  }
  // A commit as the watched store makes it.
  void commit(const storage::PageCommit& page) {
    book.begin(&page);
    const bool done = store->commit(page).has_value();
    done ? book.succeeded() : book.failed();
  }
  // A commit of the same connection that the engine would never make.
  void sabotage(const std::string& sql) {
    book.begin(nullptr);
    sqlite3_exec(book.connection(), sql.c_str(), nullptr, nullptr, nullptr);
    book.succeeded();
  }
  // The number of the invariant that is broken; 0: none.
  int broken() const { return referee.violation() ? static_cast<int>(referee.violation()->invariant) : 0; }
  std::string details() const { return referee.violation() ? referee.violation()->details : ""; }

  static fake_hubspot::UpstreamOptions options(core::Timestamp now) {
    fake_hubspot::UpstreamOptions made;
    made.shape.threads = 5;
    made.shape.archived = 0;
    made.shape.untimed = 0;
    made.shape.now = now;
    return made;
  }

  TestDisk world;
  fake_hubspot::Upstream upstream{options(world.clock.now())};
  TruthBook truth{upstream, {}, 1};
  Referee referee;
  MirrorBook book{truth, referee, [this] { return world.clock.now(); }};
  std::unique_ptr<storage::MirrorStore> store;
  std::unique_ptr<DatabaseProbe> probe;
};

}  // namespace threadmirror::simulation
