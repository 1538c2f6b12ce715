#include "daemon/monitoring/exposition.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/text.hpp"

namespace threadmirror::daemon::monitoring {
namespace {

// A backslash and a line's end break a line of this format; in a label's value a quote does, too.
std::string escaped(std::string_view text, bool quotes) {
  std::string out;
  for (const char c : core::valid_utf8(text)) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || (quotes && c == '"')) out += '\\';
    out += c;
  }
  return out;
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", value);
}

}  // namespace

Exposition& Exposition::family(std::string_view name, MetricKind kind, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, escaped(help, false), name,
                       kind == MetricKind::kCounter ? "counter" : "gauge");
  return *this;
}

Exposition& Exposition::write(std::string_view value, std::initializer_list<Label> labels) {
  text_ += name_;
  char separator = '{';
  for (const Label& label : labels) {
    text_ += fmt::format("{}{}=\"{}\"", separator, label.name, escaped(label.value, true));
    separator = ',';
  }
  if (labels.size() > 0) text_ += '}';
  text_ += fmt::format(" {}\n", value);
  return *this;
}

Exposition& Exposition::sample(double value, std::initializer_list<Label> labels) {
  return write(number(value), labels);
}

Exposition& Exposition::sample(std::int64_t value, std::initializer_list<Label> labels) {
  return write(std::to_string(value), labels);
}

Exposition& Exposition::sample(bool value, std::initializer_list<Label> labels) {
  return write(value ? "1" : "0", labels);
}

}  // namespace threadmirror::daemon::monitoring
