#include "sync/http/resolver.hpp"

#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "sync/http/url.hpp"

namespace threadmirror::sync::http {
namespace {

namespace asio = boost::asio;

constexpr int kMostThreads = 32;

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

tl::unexpected<core::Error> dns_failure(const std::string& host, const std::string& why) {
  return core::fail(core::ErrorCode::kDns, "no address for " + host + ": " + why);
}

std::optional<asio::ip::address> address_of(const addrinfo& info) {
  asio::ip::tcp::endpoint endpoint;
  if (info.ai_addrlen > endpoint.capacity()) return std::nullopt;
  if (info.ai_family != AF_INET && info.ai_family != AF_INET6) return std::nullopt;
  endpoint.resize(info.ai_addrlen);
  std::memcpy(endpoint.data(), info.ai_addr, info.ai_addrlen);
  return endpoint.address();
}

// Starts a thread that takes no signals: those are the main thread's business.
template <typename Function>
bool start_detached(Function function) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool started = true;
  try {
    std::thread(std::move(function)).detach();
  } catch (const std::system_error&) {
    started = false;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return started;
}

}  // namespace

core::Result<Addresses> look_up_with_system(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  const std::unique_ptr<addrinfo, FreeAddresses> list(found);
  if (error != 0) return dns_failure(host, gai_strerror(error));
  Addresses addresses;
  for (const addrinfo* info = list.get(); info != nullptr; info = info->ai_next) {
    if (const auto address = address_of(*info)) addresses.push_back(*address);
  }
  return addresses;
}

Addresses interleave_families(const Addresses& addresses) {
  Addresses first;
  Addresses second;
  for (const auto& address : addresses) {
    (address.is_v6() == addresses.front().is_v6() ? first : second).push_back(address);
  }
  Addresses result;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) result.push_back(first[i]);
    if (i < second.size()) result.push_back(second[i]);
  }
  return result;
}

// What the waiting coroutine and the thread share. The coroutine abandons the question when it leaves, in
// whatever way; from then on the thread touches neither the timer nor the executor, as both may be gone.
struct Resolver::Question {
  explicit Question(asio::steady_timer& t) : timer(&t) {}

  // In the thread.
  static void answer(const std::shared_ptr<Question>& self, core::Result<Addresses> addresses) {
    const std::lock_guard lock(self->mutex);
    if (self->timer == nullptr) return;
    self->result = std::move(addresses);
    asio::post(self->timer->get_executor(), [self] {
      const std::lock_guard again(self->mutex);
      if (self->timer != nullptr) self->timer->cancel();
    });
  }
  // In the coroutine.
  std::optional<core::Result<Addresses>> abandon() {
    const std::lock_guard lock(mutex);
    timer = nullptr;
    return std::exchange(result, std::nullopt);
  }

  std::mutex mutex;
  asio::steady_timer* timer;
  std::optional<core::Result<Addresses>> result;
};

Resolver::Resolver(asio::any_io_executor executor, Lookup lookup)
    : executor_(std::move(executor)),
      lookup_(std::make_shared<const Lookup>(std::move(lookup))),
      running_(std::make_shared<std::atomic<int>>(0)) {}

asio::awaitable<core::Result<Addresses>> Resolver::resolve(std::string host, core::SteadyTime deadline) {
  struct Guard {
    std::shared_ptr<Question> question;
    ~Guard() { question->abandon(); }
  };
  boost::system::error_code error;
  const auto literal = asio::ip::make_address(host, error);
  if (!error) {
    Addresses only(1, literal);
    co_return only;
  }

  asio::steady_timer timer(executor_, deadline);
  const Guard guard{std::make_shared<Question>(timer)};
  if (running_->load() >= kMostThreads)
    co_return dns_failure(host, "too many lookups hang in the system's resolver");
  running_->fetch_add(1);
  const bool started =
      start_detached([question = guard.question, lookup = lookup_, running = running_, host] {
        core::Result<Addresses> addresses = (*lookup)(host);
        running->fetch_sub(1);
        Question::answer(question, std::move(addresses));
      });
  if (!started) {
    running_->fetch_sub(1);
    co_return dns_failure(host, "the system refuses another thread");
  }
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  std::optional<core::Result<Addresses>> result = guard.question->abandon();
  if (!result && error)
    co_return core::fail(core::ErrorCode::kCancelled, "cancelled while looking up " + host);
  if (!result)
    co_return core::fail(core::ErrorCode::kTimeout, "the lookup of " + host + " got no answer in time");
  if (!*result) co_return core::fail(result->error());
  if ((*result)->empty()) co_return dns_failure(host, "the answer holds none");
  co_return interleave_families(**result);
}

}  // namespace threadmirror::sync::http
