#include "daemon/output/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>
#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace threadmirror::daemon::output {
namespace {

constexpr std::size_t kUsualWidth = 80;
constexpr std::size_t kWidest = 10000;

std::optional<std::size_t> columns_variable(const Environment& environment) {
  const std::optional<std::string> text = environment("COLUMNS");
  if (!text) return std::nullopt;
  std::size_t columns = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), columns);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  if (columns == 0 || columns > kWidest) return std::nullopt;
  return columns;
}

bool is_dumb(const Environment& environment) {
  const std::string name = environment("TERM").value_or("");
  return name.empty() || name == "dumb";
}

}  // namespace

Environment process_environment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

std::optional<std::size_t> terminal_width(int fd, const Environment& environment) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  if (const auto columns = columns_variable(environment)) return columns;
  if (isatty(fd) == 1) return kUsualWidth;
  return std::nullopt;
}

bool wants_colour(bool is_terminal, const Environment& environment) {
  return is_terminal && environment("NO_COLOR").value_or("").empty() && !is_dumb(environment);
}

bool shows_unicode(const Environment& environment) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string locale = environment(name).value_or("");
    if (locale.empty()) continue;
    const std::size_t dot = locale.find('.');
    if (dot == std::string::npos) return true;
    std::string charset = locale.substr(dot + 1, locale.find('@', dot) - dot - 1);
    std::erase(charset, '-');
    std::transform(charset.begin(), charset.end(), charset.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return charset == "utf8";
  }
  return true;
}

Terminal describe_terminal(int fd, const Environment& environment) {
  Terminal terminal;
  terminal.is_terminal = isatty(fd) == 1;
  terminal.width = terminal_width(fd, environment);
  terminal.colour = wants_colour(terminal.is_terminal, environment);
  terminal.redraw = terminal.is_terminal && !is_dumb(environment);
  terminal.unicode = shows_unicode(environment);
  return terminal;
}

}  // namespace threadmirror::daemon::output
