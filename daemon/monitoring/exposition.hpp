// Prometheus's text format, version 0.0.4. Pure.
//
// Written here and not by prometheus-cpp: that library keeps its own counters behind locks, while ours are
// the engine's and are read between its steps; of it, this writer alone would be used. Debian builds it as a
// shared library only, and its headers bring a second web server and curl onto every machine that builds.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace threadmirror::daemon::monitoring {

enum class MetricKind { kCounter, kGauge };

struct Label {
  std::string_view name;
  std::string_view value;
};

// Builds the text: each family once, with all its samples behind it.
class Exposition {
 public:
  // Begins a family. It may stay without samples: what is not known is not told, not even as 0.
  Exposition& family(std::string_view name, MetricKind kind, std::string_view help);
  // A sample of the family that was begun last.
  Exposition& sample(double value, std::initializer_list<Label> labels = {});
  Exposition& sample(std::int64_t value, std::initializer_list<Label> labels = {});
  Exposition& sample(bool value, std::initializer_list<Label> labels = {});
  template <typename T>
  Exposition& sample(const std::optional<T>& value, std::initializer_list<Label> labels = {}) {
    return value ? sample(*value, labels) : *this;
  }

  const std::string& text() const { return text_; }

 private:
  Exposition& write(std::string_view value, std::initializer_list<Label> labels);

  std::string text_;
  std::string name_;
};

}  // namespace threadmirror::daemon::monitoring
