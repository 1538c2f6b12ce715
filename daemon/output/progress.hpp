// Shows a long pass to whoever watches: a bar on a terminal, a line now and then elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "daemon/output/console.hpp"
#include "daemon/output/progress_model.hpp"

namespace threadmirror::daemon::output {

// kFilled: all that the fast path can see has come; another pass completes and proves it.
enum class ProgressEnd { kDone, kFilled, kInterrupted, kFailed };

// Call `update` after every page, `tick` now and then (ten times a second keeps a bar alive; without it the
// bar only moves with the pages), and `finish` once. The event loop's thread.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void update(ProgressCounts done) = 0;
  // Why nothing moves, in a few words ("waiting for the rate limit"); empty once it moves again.
  virtual void note(std::string text) = 0;
  virtual void tick() = 0;
  // Takes the bar away and says in one line how it ended. Later calls do nothing.
  virtual void finish(ProgressEnd end) = 0;
};

struct ProgressOptions {
  std::string title = "backfill";
  ProgressCounts from;                   // where a resumed pass goes on
  std::optional<std::int64_t> expected;  // total threads, if known: see ProgressModel
  bool resumes = true;                   // what was interrupted goes on there, and it is worth saying so
  bool redraw = false;                   // a terminal: draw a bar; else lines
  bool colour = false;
  bool unicode = true;
  std::function<std::size_t()> width = [] { return std::size_t{80}; };  // asked anew for each drawing
  std::chrono::milliseconds bar_interval{100};                          // not drawn more often
  std::chrono::milliseconds line_interval{std::chrono::seconds(10)};    // lines: not said more often
};

// Begins at once: lines say where the pass starts. Clock and output must outlive it. Destroyed without
// `finish`, it takes the bar away and says nothing.
std::unique_ptr<Progress> create_progress(ProgressOptions options, const core::Clock& clock,
                                          LineOutput& output);

}  // namespace threadmirror::daemon::output
