// What can be done on the other side of a file descriptor: width, colour, redrawing.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace threadmirror::daemon::output {

// Looks up an environment variable; nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;

// The process's environment. Not safe beside a thread that changes it; nothing in this program does.
Environment process_environment();

// The capabilities of one output stream.
struct Terminal {
  bool is_terminal = false;
  std::optional<std::size_t>
      width;            // columns; on a terminal always there, elsewhere only where $COLUMNS says so
  bool colour = false;  // escape sequences for colour and weight are understood and wanted
  bool redraw = false;  // a line can be drawn again in place, so that a progress bar makes sense
  bool unicode = true;  // box drawing and block characters will show
};

// Asks the system about `fd`. Cheap; call it again after SIGWINCH for the new width.
Terminal describe_terminal(int fd, const Environment& environment);

// The columns of the terminal at `fd` right now: from the system, else from $COLUMNS, else 80 on a terminal
// and nothing elsewhere.
std::optional<std::size_t> terminal_width(int fd, const Environment& environment);

// Colour only on a terminal that is not "dumb" and has a name, and never with a non-empty $NO_COLOR.
bool wants_colour(bool is_terminal, const Environment& environment);

// False only where $LC_ALL, $LC_CTYPE or $LANG (the first that is set) names a character set other than
// UTF-8. "C" and no locale at all count as UTF-8: that is what containers and bare services look like, and
// the mirror's data is UTF-8 in any case.
bool shows_unicode(const Environment& environment);

}  // namespace threadmirror::daemon::output
