// Finds the addresses of a host without ever making anyone wait for the system's resolver longer than wanted.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace threadmirror::sync::http {

using Addresses = std::vector<boost::asio::ip::address>;

// A blocking lookup: called in a thread of its own, which nobody joins. Must not throw, and must not refer to
// anything that may go while it runs.
using Lookup = std::function<core::Result<Addresses>(const std::string& host)>;

// The system's resolver (getaddrinfo). kDns, naming the host and the reason.
core::Result<Addresses> look_up_with_system(const std::string& host);

// The addresses in an order that alternates between the families, beginning with that of the first.
Addresses interleave_families(const Addresses& addresses);

// Asks `lookup` in a detached thread and waits for the answer until `deadline`. A lookup that hangs can't be
// cancelled; it is left behind and its answer thrown away, so that neither a deadline nor cancellation nor
// the end of the process waits for it. Left-behind threads are bounded. IP literals need no lookup. From the
// executor's thread only.
class Resolver {
 public:
  Resolver(boost::asio::any_io_executor executor, Lookup lookup);

  // Failures: kDns; kTimeout, kCancelled. Never an empty list.
  boost::asio::awaitable<core::Result<Addresses>> resolve(std::string host, core::SteadyTime deadline);

 private:
  struct Question;

  boost::asio::any_io_executor executor_;
  std::shared_ptr<const Lookup> lookup_;
  std::shared_ptr<std::atomic<int>> running_;  // threads
};

}  // namespace threadmirror::sync::http
