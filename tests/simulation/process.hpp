// One life of the mirror's process, from start to end, crash or stop.
#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "core/log.hpp"
#include "core/random.hpp"
#include "sync/api/credentials.hpp"
#include "sync/mirror.hpp"
#include "tests/simulation/sim_transport.hpp"
#include "tests/simulation/watched_api.hpp"
#include "tests/simulation/watched_store.hpp"
#include "tests/support/time/fake_time.hpp"

namespace threadmirror::simulation {

enum class Job { kServe, kSync, kReconcile };
std::string_view to_string(Job job);

// What a process finds when it starts. All must outlive it.
struct ProcessWorld {
  const Scenario& scenario;
  tests::FakeClock& clock;
  MemoryVfs& disk;
  std::string database;
  StoreObservers& observers;
  TransportWorld transport;
};

// The real engine, the real API client and the real store, in the order of the composition root. Single
// thread; time is the clock's.
class Process {
 public:
  // Opens the store and begins the job. Where the store can't be opened the process has ended already.
  Process(ProcessWorld& world, Job job, std::uint64_t seed, core::Log& log);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Lets it run until it has ended, has crashed, or the clock would pass `until`.
  void run_until(core::SteadyTime until);
  // Asks it to stop, as SIGTERM does, and closes the database in good order. False where it does not end.
  bool stop();

  bool has_ended() const { return outcome_.has_value(); }
  // How the job ended; meaningful once it has.
  const core::Status& outcome() const { return *outcome_; }
  DatabaseProbe* probe() const { return probe_.get(); }

 private:
  void start(Job job);
  boost::asio::awaitable<core::Status> task(Job job);
  void run_ready();
  void release_probe();
  void end();

  ProcessWorld& world_;
  core::Log& log_;
  FastRandom random_;
  // In the order in which they are built; the loop goes first, and with it the coroutines that use the rest.
  std::unique_ptr<boost::asio::io_context> loop_;
  tests::FakeWaiter waiter_;
  std::unique_ptr<SimTransport> transport_;
  std::unique_ptr<sync::api::Credentials> credentials_;
  std::unique_ptr<sync::api::ThreadsApi> api_;
  std::unique_ptr<WatchedApi> watched_api_;
  std::unique_ptr<WatchedStore> store_;
  std::unique_ptr<sync::StoreWorker> worker_;
  sync::Telemetry telemetry_;
  std::unique_ptr<sync::World> engine_world_;
  std::unique_ptr<sync::Mirror> mirror_;
  std::unique_ptr<DatabaseProbe> probe_;
  sync::ReconcileReport report_;
  boost::asio::cancellation_signal stop_;
  std::optional<core::Status> outcome_;
};

}  // namespace threadmirror::simulation
