#include "tests/simulation/process.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "tests/fake_hubspot/service.hpp"

namespace threadmirror::simulation {
namespace {

constexpr int kPatientAttempts = 10;
constexpr int kBriefAttempts = 5;
// Of so many worlds one does without the deferred index from the first row on.
constexpr std::uint64_t kIndexShare = 16;
// Of so many, one looks at the database as any SQL client does; the others, cheaper, as the writer.
constexpr std::uint64_t kReaderShare = 16;

sync::api::ApiOptions api_options(const Scenario& scenario, Job job) {
  sync::api::ApiOptions options;
  options.api_version = scenario.api_version;
  options.page_size = scenario.page_size;
  options.retry.attempts = job == Job::kServe ? kPatientAttempts : kBriefAttempts;
  return options;
}

core::Result<core::Secret> token() { return core::Secret(std::string(fake_hubspot::kDefaultToken)); }

// A failure as a value: cancellation arrives as an exception.
core::Status status_of(const std::exception_ptr& thrown, core::Status status) {
  if (!thrown) return status;
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::asio::multiple_exceptions& several) {  // of two that ran side by side
    return status_of(several.first_exception(), std::move(status));
  } catch (const boost::system::system_error&) {
    return core::fail(core::ErrorCode::kCancelled, "asked to stop");
  } catch (const std::exception& bug) {
    return core::fail(core::ErrorCode::kInternal, std::string("an exception left the engine: ") + bug.what());
  }
}

}  // namespace

std::string_view to_string(Job job) {
  if (job == Job::kServe) return "serve";
  return job == Job::kSync ? "sync" : "reconcile";
}

Process::Process(ProcessWorld& world, Job job, std::uint64_t seed, core::Log& log)
    : world_(world),
      log_(log),
      random_(seed),
      loop_(std::make_unique<boost::asio::io_context>(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE)),
      waiter_(*loop_, world.clock) {
  storage::StoreOptions options;
  options.path = world.database;
  options.busy_timeout = std::chrono::milliseconds(0);
  options.replica_lag = world.scenario.engine.overlap;
  options.writer_version = "simulation";
  if (world.scenario.seed % kIndexShare == 1) options.index_waits_from = 0;
  auto store = storage::MirrorStore::open(options, world.clock, log);
  if (!store) {
    outcome_ = core::fail(store.error());
    return;
  }
  store_ = std::make_unique<WatchedStore>(std::move(*store), world.observers);
  const bool has_own_connection = world.scenario.seed % kReaderShare == 0;
  probe_ = has_own_connection ? std::make_unique<DatabaseProbe>(world.database)
                              : std::make_unique<DatabaseProbe>(world.observers.mirror.connection());
  world.observers.mirror.attach(*probe_);
  start(job);
}

void Process::start(Job job) {
  TransportWorld transport = world_.transport;
  transport_ = std::make_unique<SimTransport>(std::move(transport), waiter_);
  credentials_ = sync::api::create_static_credentials(&token);
  api_ = sync::api::create_threads_api(api_options(world_.scenario, job), *credentials_,
                                       {*transport_, world_.clock, waiter_, random_, log_});
  watched_api_ = std::make_unique<WatchedApi>(*api_, world_.observers.freshness, world_.observers.sweeps,
                                              world_.observers.now);
  worker_ = std::make_unique<sync::StoreWorker>(*store_, loop_->get_executor());
  engine_world_ = std::make_unique<sync::World>(sync::World{
      *watched_api_, *worker_, world_.clock, waiter_, random_, log_, telemetry_, world_.scenario.engine});
  mirror_ = std::make_unique<sync::Mirror>(*engine_world_);
  auto ended = boost::asio::bind_cancellation_slot(stop_.slot(),
                                                   [this](std::exception_ptr thrown, core::Status status) {
                                                     outcome_ = status_of(thrown, std::move(status));
                                                   });
  boost::asio::co_spawn(*loop_, task(job), std::move(ended));
}

boost::asio::awaitable<core::Status> Process::task(Job job) {
  if (job == Job::kServe) return mirror_->serve(nullptr);
  if (job == Job::kSync) return mirror_->sync_once(nullptr);
  return mirror_->reconcile_once({}, report_);
}

Process::~Process() { end(); }

// It may look through the store's connection, and so must go first.
void Process::release_probe() {
  world_.observers.mirror.detach();
  probe_.reset();
}

void Process::end() {
  release_probe();
  loop_.reset();
  mirror_.reset();
  engine_world_.reset();
  worker_.reset();
  store_.reset();
}

// Runs what is ready at this moment of time, up to a crash.
void Process::run_ready() {
  const auto is_over = [&] {
    return world_.disk.crashed() || has_ended() || world_.observers.referee.stopped();
  };
  loop_->restart();
  while (!is_over() && loop_->poll_one() > 0) {
  }
}

void Process::run_until(core::SteadyTime until) {
  for (;;) {
    if (has_ended()) return;
    run_ready();
    if (world_.disk.crashed() || has_ended() || world_.observers.referee.stopped()) return;
    const auto next = waiter_.next_time();
    if (!next || *next > until) break;
    waiter_.advance_to_next();
  }
  world_.clock.advance_to(until);
}

bool Process::stop() {
  if (!has_ended()) {
    stop_.emit(boost::asio::cancellation_type::terminal);
    run_ready();
  }
  if (world_.disk.crashed()) return true;
  if (store_ && has_ended()) {
    store_->interrupt_open_runs();
    release_probe();
    store_->close();
  }
  return has_ended();
}

}  // namespace threadmirror::simulation
