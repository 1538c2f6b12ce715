#include "tests/fake_hubspot/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "tests/fake_hubspot/connection.hpp"
#include "tests/support/certificates.hpp"

namespace threadmirror::fake_hubspot {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kTick{50};

// Wall-clock time that never jumps.
class SteadyWallClock {
 public:
  core::Timestamp now() const {
    const auto passed = std::chrono::steady_clock::now() - steady_start_;
    return wall_start_ + std::chrono::duration_cast<std::chrono::milliseconds>(passed);
  }

 private:
  core::Timestamp wall_start_ = core::Timestamp::from(std::chrono::system_clock::now());
  std::chrono::steady_clock::time_point steady_start_ = std::chrono::steady_clock::now();
};

// Coroutines of the server end by returning; an exception is a bug and ends the program.
void fail_loudly(std::exception_ptr error) {
  if (error) std::rethrow_exception(error);
}

UpstreamOptions completed(UpstreamOptions options, core::Timestamp now) {
  if (options.shape.now == core::Timestamp()) options.shape.now = now;
  return options;
}

asio::ssl::context server_context(const tests::Identity& identity) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                      asio::ssl::context::no_tlsv1_1);
  context.use_certificate_chain(asio::buffer(identity.chain));
  context.use_private_key(asio::buffer(identity.private_key), asio::ssl::context::pem);
  return context;
}

}  // namespace

struct FakeHubSpot::Impl {
  Impl(UpstreamOptions upstream_options, ServerOptions options);
  asio::awaitable<void> accept();
  asio::awaitable<void> tick();
  void set_up_tls();

  SteadyWallClock clock;
  ServerOptions server;
  Upstream upstream;
  std::mutex mutex;
  Site site;
  std::string ca_pem;
  std::optional<asio::ssl::context> tls;
  // Both are gone once it is stopped; the connections' coroutines end with the context.
  std::unique_ptr<asio::io_context> context = std::make_unique<asio::io_context>(1);
  std::optional<tcp::acceptor> acceptor{*context};
  std::uint16_t port = 0;
  std::thread thread;
};

FakeHubSpot::Impl::Impl(UpstreamOptions upstream_options, ServerOptions options)
    : server(options),
      upstream(completed(std::move(upstream_options), clock.now())),
      site{upstream, mutex, [this] { return clock.now(); }, options.latency} {
  if (server.tls) set_up_tls();
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), server.port);
  acceptor->open(endpoint.protocol());
  acceptor->set_option(asio::socket_base::reuse_address(true));
  acceptor->bind(endpoint);
  acceptor->listen();
  port = acceptor->local_endpoint().port();
}

void FakeHubSpot::Impl::set_up_tls() {
  const tests::CertificateAuthority authority("fake-hubspot CA");
  ca_pem = authority.root_pem();
  tls.emplace(server_context(authority.issue()));
}

asio::awaitable<void> FakeHubSpot::Impl::accept() {
  asio::steady_timer retry(*context);
  for (;;) {
    auto [error, socket] = co_await acceptor->async_accept(kAwait);
    if (error) {
      // No descriptors left: wait until a client goes.
      retry.expires_after(kTick);
      co_await retry.async_wait(kAwait);
      continue;
    }
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    auto serving = tls ? serve_tls(std::move(socket), *tls, site) : serve_plain(std::move(socket), site);
    asio::co_spawn(*context, std::move(serving), fail_loudly);
  }
}

// Keeps the world alive while nobody asks.
asio::awaitable<void> FakeHubSpot::Impl::tick() {
  asio::steady_timer timer(*context);
  for (;;) {
    timer.expires_after(kTick);
    co_await timer.async_wait(kAwait);
    const std::lock_guard lock(mutex);
    upstream.advance(clock.now());
  }
}

FakeHubSpot::FakeHubSpot(UpstreamOptions upstream, ServerOptions server)
    : impl_(std::make_unique<Impl>(std::move(upstream), server)) {
  impl_->upstream.service().account().link_base = base_url();
  asio::co_spawn(*impl_->context, impl_->accept(), fail_loudly);
  asio::co_spawn(*impl_->context, impl_->tick(), fail_loudly);
  impl_->thread = std::thread([context = impl_->context.get()] { context->run(); });
}

FakeHubSpot::~FakeHubSpot() { stop(); }

std::uint16_t FakeHubSpot::port() const { return impl_->port; }

std::string FakeHubSpot::base_url() const {
  return (impl_->server.tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(impl_->port);
}

const std::string& FakeHubSpot::ca_pem() const { return impl_->ca_pem; }

core::Timestamp FakeHubSpot::now() const { return impl_->clock.now(); }

void FakeHubSpot::with(const std::function<void(Upstream&)>& use) {
  const std::lock_guard lock(impl_->mutex);
  impl_->upstream.advance(impl_->clock.now());
  use(impl_->upstream);
}

void FakeHubSpot::stop() {
  if (!impl_->context) return;
  impl_->context->stop();
  impl_->thread.join();
  impl_->acceptor.reset();
  impl_->context.reset();
}

}  // namespace threadmirror::fake_hubspot
