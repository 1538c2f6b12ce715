// The engine as its owner uses it: the ways in which a mirror is kept.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "core/result.hpp"
#include "sync/backfill.hpp"
#include "sync/ledger_keeper.hpp"
#include "sync/notes.hpp"
#include "sync/reconcile.hpp"
#include "sync/tail.hpp"
#include "sync/world.hpp"

namespace threadmirror::sync {

// Keeps one portal's threads in one database. Event loop's thread; one job at a time. Asio's
// cancellation of the job stops it at any point: what is committed is committed, the rest never happened.
//
// Every job first makes sure that the token belongs to the database's portal.
class Mirror {
 public:
  // `world` must outlive the mirror.
  explicit Mirror(World& world)
      : keeper_(world.api, world.store, world.clock, world.log),
        world_{keeper_,      world.store, world.clock,     world.waiter,
               world.random, world.log,   world.telemetry, world.options},
        notes_(world_),
        tail_(world_, notes_) {}
  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;

  // `backfill`: every thread once, the tail running beside, and a last poll at the end.
  // Goes on with an unfinished one, unless it is to `restart`.
  boost::asio::awaitable<core::Status> backfill_once(bool restart, Progress* progress);
  // `sync`: one poll; a backfill before it where there was never a complete one.
  boost::asio::awaitable<core::Status> sync_once(Progress* progress);
  // `reconcile`: one whole sweep with deletions, the tail running beside, and a last poll at the end; a
  // backfill before it where there was never a complete one. `report` is filled where it succeeds.
  boost::asio::awaitable<core::Status> reconcile_once(ReconcileOptions options, ReconcileReport& report);
  // `run`: the tail for ever, with the backfill beside it until that is complete,
  // and a reconcile whenever it is due. Returns only with a failure
  // that ends the daemon; an upstream that can't be reached does not.
  boost::asio::awaitable<core::Status> serve(Progress* progress);

 private:
  boost::asio::awaitable<core::Status> prepare();
  boost::asio::awaitable<core::Status> begin();
  boost::asio::awaitable<core::Status> keep_beginning();
  boost::asio::awaitable<core::Status> ensure_backfilled(Progress* progress);
  boost::asio::awaitable<core::Status> fill_first(Progress* progress);
  // Runs the job with the tail beside it, and polls once more after it.
  // The tail's first poll comes after `pause`.
  boost::asio::awaitable<core::Status> beside_tail(boost::asio::awaitable<core::Status> job,
                                                   std::chrono::milliseconds pause);
  boost::asio::awaitable<core::Status> beside_tail(boost::asio::awaitable<core::Status> job);
  boost::asio::awaitable<core::Status> keep_sweeping(Progress* progress);
  boost::asio::awaitable<core::Status> conclude(core::Status outcome);

  LedgerKeeper keeper_;
  World world_;  // the owner's, but with the API behind the keeper
  Notes notes_;
  Tail tail_;
};

}  // namespace threadmirror::sync
