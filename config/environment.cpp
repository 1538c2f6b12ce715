#include "config/environment.hpp"

#include <cstdlib>

namespace threadmirror::config {

Environment process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

std::optional<std::string> non_empty(const Environment& environment, std::string_view name) {
  if (!environment) return std::nullopt;
  std::optional<std::string> value = environment(name);
  if (value && value->empty()) value.reset();
  return value;
}

}  // namespace threadmirror::config
