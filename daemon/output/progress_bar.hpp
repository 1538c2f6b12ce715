// Progress as text: a bar that fits its line, and plain sentences. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "daemon/output/progress_model.hpp"

namespace threadmirror::daemon::output {

struct BarStyle {
  std::size_t width = 80;  // terminal columns; the last one stays free, so that no terminal wraps the line
  bool colour = false;
  bool unicode = true;
};

// "backfill ━━━━━━━━╸─────── 42%  52,500 threads  105 pages  940/s  about 1 min 17 s left". Without a known
// total the bar is a piece that wanders with the time, and the end is the time elapsed. Where the line is
// short, the least important parts go first; the number of threads goes last. `note` ("waiting for the rate
// limit") takes the place of the time.
std::string draw_bar(std::string_view title, const ProgressView& view, std::string_view note,
                     const BarStyle& style);

// "backfill: 52,500 threads on 105 pages in 56 s, 940/s, about 1 min 17 s left".
std::string progress_sentence(std::string_view title, const ProgressView& view, std::string_view note);

}  // namespace threadmirror::daemon::output
