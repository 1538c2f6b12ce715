// Ends a query that takes too long: for its user, or for its time limit.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include "core/error.hpp"

namespace threadmirror::daemon {

struct QueryPatience {
  std::optional<std::chrono::milliseconds> limit;  // from the watch's making on; nothing: none
  std::chrono::milliseconds grace{1000};           // for the query to end once it should
};

// Listens, in a thread of its own, for SIGINT, SIGTERM and the end of the time limit, from its making to its
// end. A query may be deep in one long step, or wait for a reader that takes nothing, and then never look:
// where it has not ended within the grace, or at a second signal, `give_up` is called on that thread with the
// reason. The signals must not be held.
class QueryWatch {
 public:
  using GiveUp = std::function<void(const core::Error&)>;
  QueryWatch(const QueryPatience& patience, GiveUp give_up);
  QueryWatch(const QueryWatch&) = delete;
  QueryWatch& operator=(const QueryWatch&) = delete;
  ~QueryWatch();

  // Any thread.
  bool should_stop() const { return cause_ != Cause::kNone; }
  // Why it should: kCancelled. Only once it should.
  core::Error reason() const;

 private:
  enum class Cause { kNone, kSignal, kLimit };
  void listen();
  void stop(Cause cause);

  const QueryPatience patience_;
  const GiveUp give_up_;
  std::atomic<Cause> cause_{Cause::kNone};
  boost::asio::io_context loop_{1};
  boost::asio::signal_set signals_{loop_};
  boost::asio::steady_timer limit_{loop_};
  boost::asio::steady_timer grace_{loop_};
  std::thread thread_;
};

}  // namespace threadmirror::daemon
