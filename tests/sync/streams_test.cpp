#include "sync/streams.hpp"

#include <doctest/doctest.h>

using namespace threadmirror;
using namespace threadmirror::sync;

TEST_CASE("without a choice of inboxes the tail has one listing and a sweep two") {
  CHECK(tail_listings({}) == std::vector<api::Listing>{{false, std::nullopt}});
  CHECK(sweep_listings({}) == std::vector<api::Listing>{{false, std::nullopt}, {true, std::nullopt}});
}

TEST_CASE("each chosen inbox has listings of its own, as the upstream filters by one only") {
  CHECK(tail_listings({5, 9}) == std::vector<api::Listing>{{false, 5}, {false, 9}});
  CHECK(sweep_listings({5, 9}) == std::vector<api::Listing>{{false, 5}, {false, 9}, {true, 5}, {true, 9}});
}

TEST_CASE("stream names tell kind, listing and inbox") {
  CHECK(tail_stream({false, std::nullopt}) == "tail");
  CHECK(tail_stream({false, 7}) == "tail/inbox=7");
  CHECK(sweep_stream(storage::RunKind::kBackfill, {false, std::nullopt}) == "backfill/active");
  CHECK(sweep_stream(storage::RunKind::kReconcile, {true, 7}) == "reconcile/archived/inbox=7");
}

TEST_CASE("all checkpoints of a mirror are known by name") {
  CHECK(sync::stream_names({}) == std::vector<std::string>{"tail", "backfill/active", "backfill/archived",
                                                           "reconcile/active", "reconcile/archived"});
  CHECK(sync::stream_names({7}) ==
        std::vector<std::string>{"tail/inbox=7", "backfill/active/inbox=7", "backfill/archived/inbox=7",
                                 "reconcile/active/inbox=7", "reconcile/archived/inbox=7"});
}
