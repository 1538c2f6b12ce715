#include "daemon/query_watch.hpp"

#include <csignal>
#include <utility>

#include "config/duration.hpp"

namespace threadmirror::daemon {

using boost::system::error_code;

QueryWatch::QueryWatch(const QueryPatience& patience, GiveUp give_up)
    : patience_(patience), give_up_(std::move(give_up)) {
  signals_.add(SIGINT);
  signals_.add(SIGTERM);
  listen();
  if (patience_.limit) {
    limit_.expires_after(*patience_.limit);
    limit_.async_wait([this](error_code error) {
      if (!error) stop(Cause::kLimit);
    });
  }
  thread_ = std::thread([this] { loop_.run(); });
}

QueryWatch::~QueryWatch() {
  loop_.stop();
  thread_.join();
}

void QueryWatch::listen() {
  signals_.async_wait([this](error_code error, int) {
    if (error) return;
    if (should_stop()) return give_up_(reason());
    stop(Cause::kSignal);
    listen();
  });
}

void QueryWatch::stop(Cause cause) {
  if (should_stop()) return;
  cause_ = cause;
  grace_.expires_after(patience_.grace);
  grace_.async_wait([this](error_code error) {
    if (!error) give_up_(reason());
  });
}

core::Error QueryWatch::reason() const {
  using core::ErrorCode;
  if (cause_ == Cause::kSignal || !patience_.limit) {
    return core::Error(ErrorCode::kCancelled, "the query was interrupted; what it printed is not all");
  }
  return core::Error(ErrorCode::kCancelled,
                     "the query took longer than " + config::format_duration(*patience_.limit) +
                         " and was ended; what it printed is not all",
                     "give it more time with --timeout, or ask for less");
}

}  // namespace threadmirror::daemon
