// What this process uses of the machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace threadmirror::daemon::monitoring {

// What could not be found out is empty.
struct ProcessUsage {
  std::optional<std::int64_t> resident_bytes{};
  std::optional<std::int64_t> open_descriptors{};
  double processor_seconds = 0;  // of all threads, user and system
};

// Asks the kernel; takes some microseconds.
ProcessUsage process_usage();

// The resident part of /proc/self/statm. Pure.
std::optional<std::int64_t> resident_bytes(std::string_view statm, std::int64_t page_size);

}  // namespace threadmirror::daemon::monitoring
