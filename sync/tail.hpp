// The tail: polls for new messages, once or for ever.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "sync/difference_sink.hpp"
#include "sync/notes.hpp"
#include "sync/world.hpp"

namespace threadmirror::sync {

// Event loop's thread; one call at a time.
class Tail {
 public:
  Tail(World& world, Notes& notes) : world_(world), notes_(notes) {}

  // From now on what polls mend is told to `sink`, which must outlive them; null: to nobody.
  void tell(DifferenceSink* sink) { differences_ = sink; }

  // One incremental pass over every tail listing. The first one of a new database sets the watermark to the
  // present: from here on nothing is missed while a backfill brings the past.
  boost::asio::awaitable<core::Status> poll();

  // Polls after `pause` and then every `poll_interval`, with growing rests after failures.
  // Returns only with a failure that ends the daemon.
  boost::asio::awaitable<core::Status> keep_polling(std::chrono::milliseconds pause);

 private:
  boost::asio::awaitable<core::Status> poll_listing(api::Listing listing, storage::Run& run);
  boost::asio::awaitable<core::Result<storage::StreamState>> load(std::string stream);
  bool persist_is_due(const storage::StreamState& state) const;
  boost::asio::awaitable<core::Status> finish(storage::Run run, core::Status outcome);

  World& world_;
  Notes& notes_;
  DifferenceSink* differences_ = nullptr;
  std::map<std::string, storage::StreamState> states_;    // as they are stored
  std::map<std::string, core::SteadyTime> persisted_at_;  // when this process last stored them
};

}  // namespace threadmirror::sync
