#include "daemon/output/terminal.hpp"

#include <doctest/doctest.h>
#include <pty.h>
#include <sys/ioctl.h>

#include <map>

#include "tests/daemon/output/fakes.hpp"

namespace threadmirror::tests {
namespace {

using namespace daemon::output;

Environment environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

// A terminal without anyone before it.
struct PseudoTerminal {
  explicit PseudoTerminal(unsigned short columns) {
    winsize size{24, columns, 0, 0};
    opened = openpty(&master, &slave, nullptr, nullptr, &size) == 0;
  }
  ~PseudoTerminal() {
    if (!opened) return;
    ::close(master);
    ::close(slave);
  }
  int master = -1;
  int slave = -1;
  bool opened = false;
};

}  // namespace

TEST_CASE("a pipe is no terminal, has no width and no colour") {
  const Channel channel = Channel::pipe();
  const Terminal terminal = describe_terminal(channel.writer(), environment({{"TERM", "xterm"}}));
  CHECK_FALSE(terminal.is_terminal);
  CHECK_FALSE(terminal.width.has_value());
  CHECK_FALSE(terminal.colour);
  CHECK_FALSE(terminal.redraw);
}

TEST_CASE("a closed descriptor is no terminal") {
  const Terminal terminal = describe_terminal(-1, environment({{"TERM", "xterm"}}));
  CHECK_FALSE(terminal.is_terminal);
  CHECK_FALSE(terminal.width.has_value());
}

TEST_CASE("a terminal tells its width, also after a change, and $COLUMNS does not overrule it") {
  const PseudoTerminal pty(123);
  REQUIRE(pty.opened);
  const Environment env = environment({{"TERM", "xterm"}, {"COLUMNS", "50"}});
  const Terminal terminal = describe_terminal(pty.slave, env);
  CHECK(terminal.is_terminal);
  CHECK(terminal.width == 123u);
  CHECK(terminal.colour);
  CHECK(terminal.redraw);
  const winsize narrow{24, 20, 0, 0};
  REQUIRE(ioctl(pty.slave, TIOCSWINSZ, &narrow) == 0);
  CHECK(terminal_width(pty.slave, env) == 20u);
}

TEST_CASE("a terminal without a width takes $COLUMNS, else 80") {
  const PseudoTerminal pty(0);
  REQUIRE(pty.opened);
  CHECK(terminal_width(pty.slave, environment({{"COLUMNS", "132"}})) == 132u);
  for (const char* nonsense : {"", "0", "-1", "80x", "99999999999999999999999", "10001"}) {
    CAPTURE(nonsense);
    CHECK(terminal_width(pty.slave, environment({{"COLUMNS", nonsense}})) == 80u);
  }
}

TEST_CASE("NO_COLOR, a dumb terminal and no terminal at all mean no colour") {
  CHECK(wants_colour(true, environment({{"TERM", "xterm-256color"}})));
  CHECK(wants_colour(true, environment({{"TERM", "xterm"}, {"NO_COLOR", ""}})));
  CHECK_FALSE(wants_colour(true, environment({{"TERM", "xterm"}, {"NO_COLOR", "1"}})));
  CHECK_FALSE(wants_colour(true, environment({{"TERM", "dumb"}})));
  CHECK_FALSE(wants_colour(true, environment({})));
  CHECK_FALSE(wants_colour(false, environment({{"TERM", "xterm"}})));
}

TEST_CASE("a dumb terminal is never drawn anew") {
  const PseudoTerminal pty(80);
  REQUIRE(pty.opened);
  CHECK_FALSE(describe_terminal(pty.slave, environment({{"TERM", "dumb"}})).redraw);
  CHECK(describe_terminal(pty.slave, environment({{"TERM", "xterm"}, {"NO_COLOR", "1"}})).redraw);
}

// Fault 90.
TEST_CASE("only a locale that names another character set rules Unicode out") {
  CHECK(shows_unicode(environment({})));
  CHECK(shows_unicode(environment({{"LANG", "C"}})));
  CHECK(shows_unicode(environment({{"LANG", "de_DE.UTF-8"}})));
  CHECK(shows_unicode(environment({{"LANG", "de_DE.utf8@euro"}})));
  CHECK_FALSE(shows_unicode(environment({{"LANG", "de_DE.ISO-8859-15@euro"}})));
  CHECK_FALSE(shows_unicode(environment({{"LC_ALL", "ja_JP.eucJP"}, {"LANG", "C.UTF-8"}})));
  CHECK(shows_unicode(environment({{"LC_ALL", ""}, {"LC_CTYPE", "C.UTF-8"}, {"LANG", "de_DE.ISO-8859-1"}})));
}

TEST_CASE("the process's environment is read") {
  setenv("THREADMIRROR_TEST_VARIABLE", "value", 1);
  CHECK(process_environment()("THREADMIRROR_TEST_VARIABLE") == "value");
  unsetenv("THREADMIRROR_TEST_VARIABLE");
  CHECK_FALSE(process_environment()("THREADMIRROR_TEST_VARIABLE").has_value());
}

}  // namespace threadmirror::tests
