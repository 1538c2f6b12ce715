#include "daemon/service/lifeline.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "storage/mirror_reader.hpp"

namespace threadmirror::daemon::service {
namespace {

using storage::RunKind;

constexpr std::chrono::milliseconds kFirstLook{1000};
constexpr std::array kKinds{RunKind::kTail, RunKind::kBackfill, RunKind::kReconcile};

// In the store's thread, so that nothing is committed meanwhile.
std::optional<std::int64_t> threads_in(const std::filesystem::path& database) {
  const auto reader = storage::MirrorReader::open(database);
  if (!reader) return std::nullopt;
  const auto status = (*reader)->status();
  if (!status) return std::nullopt;
  return status->threads;
}

}  // namespace

Lifeline::Lifeline(LifelineOptions options, const Notifier& notifier, sync::World& world,
                   const sync::Progress& progress)
    : options_(std::move(options)),
      notifier_(notifier),
      world_(world),
      progress_(progress),
      judge_(options_.longest_silence, world.clock.steady_now()) {
  if (options_.watchdog) {
    const auto half = std::chrono::duration_cast<std::chrono::milliseconds>(*options_.watchdog / 2);
    options_.look = std::max(std::min(options_.look, half), std::chrono::milliseconds(1));
  }
}

void Lifeline::ready() {
  if (!notifier_.is_enabled()) return;
  told_ = status_text(facts());
  if (!notifier_.ready(told_)) world_.log.warning("the service manager could not be told of the start");
}

boost::asio::awaitable<void> Lifeline::keep() {
  using namespace boost::asio::experimental::awaitable_operators;
  if (!notifier_.is_enabled()) co_return;
  auto both = keep_telling() && keep_counting();
  co_await std::move(both);
}

boost::asio::awaitable<void> Lifeline::keep_telling() {
  // The first look comes soon: then there is something to tell.
  for (auto pause = std::min(options_.look, kFirstLook);; pause = options_.look) {
    give_sign();
    co_await world_.waiter.wait(pause);
    tell_status();
  }
}

boost::asio::awaitable<void> Lifeline::keep_counting() {
  for (;;) {
    co_await count_threads();
    co_await world_.waiter.wait(options_.look);
  }
}

void Lifeline::reloading() { notifier_.reloading(world_.clock.steady_now()); }

void Lifeline::reloaded(std::optional<std::string> remark) {
  remark_ = std::move(remark);
  told_ = status_text(facts());
  notifier_.ready(told_);
}

void Lifeline::stopping(std::string_view why) {
  is_stopping_ = true;
  notifier_.stopping(why);
}

// At the start, and after each sweep, as a thread that came back is no new one for the counters.
boost::asio::awaitable<void> Lifeline::count_threads() {
  const std::int64_t sweeps = finished_sweeps();
  if (sweeps == counted_after_sweeps_) co_return;
  auto count = [database = options_.database](storage::MirrorStore&) { return threads_in(database); };
  const std::optional<std::int64_t> counted = co_await world_.store.call(std::move(count));
  counted_after_sweeps_ = sweeps;
  if (counted) threads_before_growth_ = *counted - net_growth();
}

// What this process has added to the mirror's live threads.
std::int64_t Lifeline::net_growth() const {
  std::int64_t growth = 0;
  for (const RunKind kind : kKinds) {
    const storage::RunCounters& counters = world_.telemetry.of(kind).counters;
    growth += counters.inserted - counters.deleted;
  }
  return growth;
}

std::int64_t Lifeline::finished_sweeps() const {
  return world_.telemetry.of(RunKind::kBackfill).succeeded +
         world_.telemetry.of(RunKind::kReconcile).succeeded;
}

StatusFacts Lifeline::facts() const {
  const sync::Telemetry& telemetry = world_.telemetry;
  StatusFacts facts;
  if (const auto last = telemetry.of(RunKind::kTail).last_success_at) {
    facts.since_poll = world_.clock.now() - *last;
  }
  if (threads_before_growth_) facts.threads = *threads_before_growth_ + net_growth();
  facts.progress = progress_;
  if (const auto pause = world_.api.ledger().pause(world_.clock.now())) facts.rest = pause->text;
  facts.trouble = telemetry.trouble();
  facts.remark = remark_;
  return facts;
}

void Lifeline::tell_status() {
  std::string text = status_text(facts());
  if (is_stopping_ || text == told_) return;
  // What could not be sent is told again with the next look.
  if (notifier_.status(text)) told_ = std::move(text);
}

void Lifeline::give_sign() {
  const core::Timestamp wall = world_.clock.now();
  const EngineSigns signs{world_.telemetry.of(RunKind::kTail).last_sign_at,
                          world_.api.ledger().rest(sync::api::Priority::kTail, wall).has_value()};
  const bool was_stuck = is_stuck_;
  is_stuck_ = !judge_.makes_progress(signs, world_.clock.steady_now());
  if (is_stuck_ && !was_stuck) {
    world_.log.error("the engine shows no sign of progress; the service manager gets none either");
  }
  if (!is_stuck_ && options_.watchdog) notifier_.watchdog();
}

}  // namespace threadmirror::daemon::service
