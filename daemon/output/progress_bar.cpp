#include "daemon/output/progress_bar.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <optional>

#include "daemon/output/paint.hpp"
#include "daemon/output/text_width.hpp"
#include "daemon/output/words.hpp"

namespace threadmirror::daemon::output {
namespace {

constexpr std::size_t kWidestBar = 30;
constexpr std::size_t kNarrowestBar = 8;

struct BarSigns {
  std::string_view open, full, half, rest, close;
};

const BarSigns& bar_signs(bool unicode) {
  static constexpr BarSigns kUnicode{"", "━", "╸", "─", ""};
  static constexpr BarSigns kAscii{"[", "=", ">", " ", "]"};
  return unicode ? kUnicode : kAscii;
}

std::string repeated(std::string_view sign, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += sign;
  return text;
}

// `before` empty places, `full` filled ones, perhaps a half one, and the rest up to `width`.
std::string assemble(std::size_t before, std::size_t full, bool half, std::size_t width,
                     const BarStyle& style) {
  const BarSigns& signs = bar_signs(style.unicode);
  std::string filled = repeated(signs.full, full);
  if (half) filled += signs.half;
  const std::size_t after = width - before - full - (half ? 1 : 0);
  std::string bar(signs.open);
  bar += painted(repeated(signs.rest, before), Paint::kDim, style.colour);
  bar += painted(filled, Paint::kCyan, style.colour);
  bar += painted(repeated(signs.rest, after), Paint::kDim, style.colour);
  return bar += signs.close;
}

std::string known_bar(double fraction, std::size_t width, const BarStyle& style) {
  const auto halves =
      static_cast<std::size_t>(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(width) * 2);
  return assemble(0, halves / 2, halves % 2 == 1, width, style);
}

// A piece that runs to and fro, one place every tenth of a second.
std::string wandering_bar(std::chrono::milliseconds elapsed, std::size_t width, const BarStyle& style) {
  const std::size_t piece = std::max<std::size_t>(2, width / 5);
  const std::size_t way = width - piece;
  const auto step = static_cast<std::size_t>(std::max<std::int64_t>(0, elapsed.count() / 100)) % (2 * way);
  return assemble(step <= way ? step : 2 * way - step, piece, false, width, style);
}

std::string time_words(const ProgressView& view, std::string_view note) {
  if (!note.empty()) return displayable(note);
  return view.left ? "about " + duration_words(*view.left) + " left" : duration_words(view.elapsed);
}

// The parts of the line from left to right; all but the bar are finished texts.
struct Parts {
  std::string title, percent, threads, pages, rate, time;
};

// Which parts stay, from the richest line to the barest.
struct Choice {
  bool title, bar, percent, pages, rate, time;
};
constexpr std::array<Choice, 7> kChoices = {{{true, true, true, true, true, true},
                                             {true, true, true, false, true, true},
                                             {true, true, true, false, false, true},
                                             {false, true, true, false, false, true},
                                             {false, false, true, false, false, true},
                                             {false, false, true, false, false, false},
                                             {false, false, false, false, false, false}}};

Parts make_parts(std::string_view title, const ProgressView& view, std::string_view note) {
  Parts parts;
  parts.title = displayable(title);
  // Rounded down: 100% is only said when it is true.
  if (view.fraction) parts.percent = fmt::format("{}%", static_cast<int>(*view.fraction * 100));
  parts.threads = count_words(view.done.threads, "thread", "threads");
  parts.pages = count_words(view.done.pages, "page", "pages");
  parts.rate = rate_words(view.threads_per_second);
  parts.time = time_words(view, note);
  return parts;
}

// The line's texts before and behind the bar.
struct Frame {
  std::string before, behind;
};

Frame frame_for(const Choice& choice, const Parts& parts) {
  Frame frame;
  if (choice.title) frame.before = parts.title + ' ';
  const auto add = [&](bool wanted, const std::string& text, std::string_view gap) {
    if (wanted && !text.empty()) frame.behind.append(frame.behind.empty() ? "" : gap).append(text);
  };
  add(choice.percent, parts.percent, "  ");
  add(true, parts.threads, "  ");
  add(choice.pages, parts.pages, "  ");
  add(choice.rate, parts.rate, "  ");
  add(choice.time, parts.time, "  ");
  return frame;
}

}  // namespace

std::string draw_bar(std::string_view title, const ProgressView& view, std::string_view note,
                     const BarStyle& style) {
  const Parts parts = make_parts(title, view, note);
  const std::size_t columns = style.width > 1 ? style.width - 1 : 1;
  const std::size_t brackets = style.unicode ? 0 : 2;
  for (const Choice& choice : kChoices) {
    const Frame frame = frame_for(choice, parts);
    const std::size_t texts = display_width(frame.before) + display_width(frame.behind);
    if (!choice.bar) {
      if (texts <= columns) return frame.before + frame.behind;
      continue;
    }
    const std::size_t taken = texts + brackets + 1;
    if (taken + kNarrowestBar > columns) continue;
    const std::size_t width = std::min(kWidestBar, columns - taken);
    const std::string bar =
        view.fraction ? known_bar(*view.fraction, width, style) : wandering_bar(view.elapsed, width, style);
    return frame.before + bar + ' ' + frame.behind;
  }
  return fit(parts.threads, columns, style.unicode ? "…" : "...");
}

std::string progress_sentence(std::string_view title, const ProgressView& view, std::string_view note) {
  std::string text = fmt::format("{}: {} on {} in {}, {}", displayable(title),
                                 count_words(view.done.threads, "thread", "threads"),
                                 count_words(view.done.pages, "page", "pages"), duration_words(view.elapsed),
                                 rate_words(view.threads_per_second));
  if (view.fraction) text += fmt::format(", {}%", static_cast<int>(*view.fraction * 100));
  if (!note.empty() || view.left) text += ", " + time_words(view, note);
  return text;
}

}  // namespace threadmirror::daemon::output
