#include "daemon/output/progress.hpp"

#include <fmt/format.h>
#include <utility>

#include "core/text.hpp"
#include "daemon/output/progress_bar.hpp"
#include "daemon/output/words.hpp"

namespace threadmirror::daemon::output {
namespace {

std::string amount(const ProgressCounts& counts) {
  return count_words(counts.threads, "thread", "threads") + " on " +
         count_words(counts.pages, "page", "pages");
}

std::string first_sentence(const ProgressOptions& options) {
  std::string text = options.title + ": ";
  text += options.from.pages > 0 ? "going on after " + amount(options.from) : "starting";
  if (options.expected)
    text += fmt::format(", about {} expected", count_words(*options.expected, "thread", "threads"));
  return text;
}

std::string last_sentence(const ProgressOptions& options, const ProgressView& view, ProgressEnd end) {
  const bool resumed = options.from.pages > 0 && view.here.threads != view.done.threads;
  const std::string here =
      resumed ? fmt::format(" ({} of them in this run)", core::with_thousands(view.here.threads)) : "";
  const std::string all = fmt::format("{}{} in {}, {}", amount(view.done), here, duration_words(view.elapsed),
                                      rate_words(view.average_per_second));
  const std::string_view next = options.resumes ? "; the next run goes on from here" : "";
  switch (end) {
    case ProgressEnd::kDone:
      return fmt::format("{}: done: {}", options.title, all);
    case ProgressEnd::kFilled:
      return fmt::format("{}: filled: {}", options.title, all);
    case ProgressEnd::kInterrupted:
      return fmt::format("{}: interrupted, not complete: {}{}", options.title, all, next);
    case ProgressEnd::kFailed:
      return fmt::format("{}: failed, not complete: {}{}", options.title, all, next);
  }
  return all;
}

class ShownProgress final : public Progress {
 public:
  ShownProgress(ProgressOptions options, const core::Clock& clock, LineOutput& output)
      : options_(std::move(options)),
        clock_(clock),
        output_(output),
        shown_at_(clock.steady_now()),
        model_(shown_at_, options_.from, options_.expected) {
    if (options_.redraw) {
      draw(shown_at_);
    } else {
      output_.line(first_sentence(options_));
    }
  }
  ShownProgress(const ShownProgress&) = delete;
  ShownProgress& operator=(const ShownProgress&) = delete;
  ~ShownProgress() override {
    if (options_.redraw && !finished_) output_.status({});
  }

  void update(ProgressCounts done) override {
    model_.update(done, clock_.steady_now());
    tick();
  }

  void note(std::string text) override {
    note_ = std::move(text);
    tick();
  }

  void tick() override {
    const core::SteadyTime now = clock_.steady_now();
    const auto interval = options_.redraw ? options_.bar_interval : options_.line_interval;
    if (finished_ || now - shown_at_ < interval) return;
    shown_at_ = now;
    if (options_.redraw) {
      draw(now);
    } else {
      output_.line(progress_sentence(options_.title, model_.view(now), note_));
    }
  }

  void finish(ProgressEnd end) override {
    if (finished_) return;
    finished_ = true;
    if (options_.redraw) output_.status({});
    output_.line(last_sentence(options_, model_.view(clock_.steady_now()), end));
  }

 private:
  void draw(core::SteadyTime now) {
    const BarStyle style{options_.width(), options_.colour, options_.unicode};
    output_.status(draw_bar(options_.title, model_.view(now), note_, style));
  }

  ProgressOptions options_;
  const core::Clock& clock_;
  LineOutput& output_;
  core::SteadyTime shown_at_;
  ProgressModel model_;
  std::string note_;
  bool finished_ = false;
};

}  // namespace

std::unique_ptr<Progress> create_progress(ProgressOptions options, const core::Clock& clock,
                                          LineOutput& output) {
  return std::make_unique<ShownProgress>(std::move(options), clock, output);
}

}  // namespace threadmirror::daemon::output
