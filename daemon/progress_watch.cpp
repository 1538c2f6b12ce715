#include "daemon/progress_watch.hpp"

#include <unistd.h>

#include <chrono>
#include <utility>

namespace threadmirror::daemon {

ProgressWatch::ProgressWatch(const sync::Progress& progress, const core::Clock& clock, core::Waiter& waiter,
                             const Surroundings& around, ProgressWords words)
    : progress_(progress), clock_(clock), waiter_(waiter), around_(around), words_(std::move(words)) {}

output::ProgressCounts ProgressWatch::counts() const { return {progress_.threads, progress_.pages}; }

void ProgressWatch::begin() {
  output::ProgressOptions options;
  options.title = words_.title;
  options.resumes = words_.resumes;
  if (progress_.filled) {
    options.title = "proof by id";
    options.expected = progress_.filled->threads;
    shows_proof_ = true;
  }
  options.from = {progress_.earlier_threads, progress_.earlier_pages};
  options.redraw = around_.err.redraw;
  options.colour = around_.err.colour;
  options.unicode = around_.err.unicode;
  options.width = [] {
    return output::terminal_width(STDERR_FILENO, output::process_environment()).value_or(80);
  };
  view_ = output::create_progress(std::move(options), clock_, around_.console);
}

// The fast path is through: its sentence, and a second bar.
void ProgressWatch::begin_proof() {
  view_->update({progress_.filled->threads, progress_.filled->pages});
  view_->finish(output::ProgressEnd::kFilled);
  begin();
}

boost::asio::awaitable<void> ProgressWatch::show() {
  constexpr std::chrono::milliseconds kBetweenLooks{100};
  for (;;) {
    if (!view_ && !progress_.listing.empty()) begin();
    if (view_ && progress_.filled && !shows_proof_) begin_proof();
    if (view_) {
      view_->update(counts());
      view_->note(progress_.note);
      view_->tick();
    }
    co_await waiter_.wait(kBetweenLooks);
  }
}

boost::asio::awaitable<void> ProgressWatch::narrate() {
  constexpr int kMinutesOfReconcile = 10;  // it comes every hour, and says at its end what it did
  std::int64_t told = 0;
  for (int silent = 1;; ++silent) {
    co_await waiter_.wait(std::chrono::minutes(1));
    if (progress_.pages == told || progress_.listing.empty()) continue;
    if (progress_.kind == storage::RunKind::kReconcile && silent < kMinutesOfReconcile) continue;
    told = progress_.pages;
    silent = 0;
    around_.log.info(
        std::string(storage::to_string(progress_.kind)) + " under way",
        {{"listing", progress_.listing}, {"threads", progress_.threads}, {"pages", progress_.pages}});
  }
}

void ProgressWatch::finish(output::ProgressEnd end) {
  if (!view_ && !progress_.listing.empty()) begin();
  if (!view_) return;
  if (progress_.filled && !shows_proof_) begin_proof();
  view_->update(counts());
  view_->finish(end);
}

}  // namespace threadmirror::daemon
