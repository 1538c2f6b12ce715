#include "tests/docs/demo_mirror.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <stdexcept>

#include "sync/api/credentials.hpp"
#include "sync/mirror.hpp"
#include "tests/docs/support_desk.hpp"
#include "tests/fake_hubspot/service.hpp"
#include "tests/fake_hubspot/upstream.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/time/fake_time.hpp"

namespace threadmirror::tests {
namespace {

using namespace std::chrono_literals;
namespace api = sync::api;
namespace http = sync::http;

constexpr auto kLife = 28 * 24h;
constexpr auto kStep = 5min;

core::Result<core::Secret> token() { return core::Secret(std::string(fake_hubspot::kDefaultToken)); }

// Hands requests to the fake HubSpot; each takes a fifth of a second.
class DirectTransport final : public http::Transport {
 public:
  DirectTransport(fake_hubspot::Upstream& upstream, const core::Clock& clock, core::Waiter& waiter)
      : upstream_(upstream), clock_(clock), waiter_(waiter) {}

  boost::asio::awaitable<core::Result<http::Response>> send(http::Request request) override {
    co_await waiter_.wait(200ms);
    const std::string authorization = "Bearer " + std::string(request.bearer_token.reveal());
    fake_hubspot::Call call;
    call.target = request.target;
    call.authorization = authorization;
    fake_hubspot::Answer answer = upstream_.handle(call, clock_.now());
    http::Response response;
    response.status = answer.status;
    for (auto& [name, value] : answer.headers) response.headers.push_back({name, value});
    response.body = std::move(answer.body);
    co_return response;
  }
  void close_idle() override {}

 private:
  fake_hubspot::Upstream& upstream_;
  const core::Clock& clock_;
  core::Waiter& waiter_;
};

// Three years of threads, nearly all of them closed.
fake_hubspot::UpstreamOptions account(core::Timestamp now) {
  fake_hubspot::UpstreamOptions options;
  options.shape.threads = 600;
  options.shape.seed = 2026;
  options.shape.inboxes = 3;
  options.shape.closed = 0.995;
  options.shape.now = now;
  return options;
}

storage::StoreOptions store_options(const std::filesystem::path& path) {
  storage::StoreOptions options;
  options.path = path;
  options.writer_version = "demo";
  return options;
}

sync::EngineOptions engine_options() {
  sync::EngineOptions options;
  options.poll_interval = kStep;
  return options;
}

// Engine, client and store as the composition root joins them, in a world of virtual time.
struct Demo {
  explicit Demo(const std::filesystem::path& path)
      : store(storage::MirrorStore::open(store_options(path), clock, log).value()) {}

  void live() {
    boost::asio::cancellation_signal stop;
    bool has_ended = false;
    boost::asio::co_spawn(loop, mirror.serve(nullptr),
                          boost::asio::bind_cancellation_slot(
                              stop.slot(), [&](std::exception_ptr, core::Status) { has_ended = true; }));
    while (clock.now() + kStep < demo_now()) {
      run_for(loop, clock, waiter, kStep);
      if (has_ended) throw std::runtime_error("the engine ended before its time");
      desk.live(clock.now());
    }
    run_for(loop, clock, waiter, 5s);  // for one more poll
    stop.emit(boost::asio::cancellation_type::terminal);
    run_until(loop, waiter, [&] { return has_ended; });
  }

  boost::asio::io_context loop{1};
  FakeClock clock{demo_now() - kLife - 15s};
  FakeWaiter waiter{loop, clock};
  core::SeededRandom random{1};
  core::NullLog log;
  fake_hubspot::Upstream upstream{account(clock.now())};
  SupportDesk desk{upstream.world(), 7};
  DirectTransport transport{upstream, clock, waiter};
  std::unique_ptr<api::Credentials> credentials = api::create_static_credentials(&token);
  std::unique_ptr<api::ThreadsApi> client =
      api::create_threads_api({}, *credentials, {transport, clock, waiter, random, log});
  std::unique_ptr<storage::MirrorStore> store;
  sync::StoreWorker worker{*store, loop.get_executor()};
  sync::Telemetry telemetry;
  sync::World world{*client, worker, clock, waiter, random, log, telemetry, engine_options()};
  sync::Mirror mirror{world};
};

}  // namespace

core::Timestamp demo_now() { return core::Timestamp::parse("2026-11-20T15:00:00.000Z").value(); }

std::filesystem::path demo_mirror() {
  static const TempFolder folder;
  static const bool is_made = [] {
    Demo(folder / "threads.db").live();
    return true;
  }();
  static_cast<void>(is_made);
  return folder / "threads.db";
}

}  // namespace threadmirror::tests
