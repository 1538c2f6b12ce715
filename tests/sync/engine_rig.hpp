// The real engine and a real database in a world of virtual time.
#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/random.hpp"
#include "storage/mirror_reader.hpp"
#include "storage/mirror_store.hpp"
#include "sync/mirror.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/time/fake_time.hpp"
#include "tests/sync/model_api.hpp"
#include "tests/sync/pages.hpp"

namespace threadmirror::tests {

// Keeps the messages of all lines that an operator sees: those at `info` and above.
struct InfoLog final : core::Log {
  bool enabled(core::LogLevel level) const override { return level >= core::LogLevel::kInfo; }
  void write(core::LogLevel level, std::string_view message, std::span<const core::LogField>) override {
    if (enabled(level)) lines.emplace_back(message);
  }
  std::vector<std::string> lines;
};

// Everything that a Mirror needs, and some questions to the database. Single-threaded, deterministic.
class EngineRig {
 public:
  explicit EngineRig(sync::EngineOptions options = {}) { open(std::move(options)); }

  // As after a crash and a restart: the store is gone without a goodbye, and a new engine comes up.
  void restart(sync::EngineOptions options = {}) {
    waiter.abandon();
    mirror.reset();
    world.reset();
    worker.reset();
    store.reset();
    open(std::move(options));
  }

  // Runs a coroutine of the engine to its end.
  template <typename T>
  T run(boost::asio::awaitable<T> task) {
    return run_task(loop, waiter, std::move(task));
  }

  // Serves for so long, then is cancelled.
  void serve_for(std::chrono::milliseconds span) {
    boost::asio::cancellation_signal stop;
    bool has_ended = false;
    auto ended = [&has_ended](std::exception_ptr, core::Status) { has_ended = true; };
    boost::asio::co_spawn(loop, mirror->serve(nullptr),
                          boost::asio::bind_cancellation_slot(stop.slot(), std::move(ended)));
    run_for(loop, clock, waiter, span);
    stop.emit(boost::asio::cancellation_type::terminal);
    run_until(loop, waiter, [&has_ended] { return has_ended; });
  }

  // The first column of the query's rows, as text.
  std::vector<std::string> column(const std::string& sql) const {
    std::vector<std::string> values;
    auto reader = storage::MirrorReader::open(folder / "mirror.db");
    if (!reader) throw std::runtime_error(reader.error().text());
    const core::Status done = (*reader)->query(
        sql, [](const std::vector<std::string>&) {},
        [&](const std::vector<storage::Value>& row) {
          values.push_back(text(row.at(0)));
          return true;
        });
    if (!done) throw std::runtime_error(done.error().text());
    return values;
  }
  std::string cell(const std::string& sql) const {
    const auto values = column(sql);
    return values.empty() ? "" : values.front();
  }

  TempFolder folder;
  boost::asio::io_context loop{1};
  FakeClock clock;
  FakeWaiter waiter{loop, clock};
  core::SeededRandom random{1};
  InfoLog log;
  ModelApi api{clock, waiter};
  sync::Telemetry telemetry;
  std::unique_ptr<storage::MirrorStore> store;
  std::unique_ptr<sync::StoreWorker> worker;
  std::unique_ptr<sync::World> world;
  std::unique_ptr<sync::Mirror> mirror;

 private:
  static std::string text(const storage::Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* string = std::get_if<std::string>(&value)) return *string;
    if (const auto* real = std::get_if<double>(&value)) return std::to_string(*real);
    return "NULL";
  }

  void open(sync::EngineOptions options) {
    storage::StoreOptions store_options;
    store_options.path = folder / "mirror.db";
    auto opened = storage::MirrorStore::open(store_options, clock, log);
    if (!opened) throw std::runtime_error(opened.error().text());
    store = std::move(*opened);
    worker = std::make_unique<sync::StoreWorker>(*store, loop.get_executor());
    world = std::make_unique<sync::World>(
        sync::World{api, *worker, clock, waiter, random, log, telemetry, std::move(options)});
    mirror = std::make_unique<sync::Mirror>(*world);
  }
};

}  // namespace threadmirror::tests
