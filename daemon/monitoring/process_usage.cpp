#include "daemon/monitoring/process_usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace threadmirror::daemon::monitoring {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::optional<std::int64_t> open_descriptors() {
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc/self/fd", error);
  std::int64_t count = -1;  // the one that the looking takes
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) ++count;
  return error ? std::nullopt : std::optional(count);
}

}  // namespace

std::optional<std::int64_t> resident_bytes(std::string_view statm, std::int64_t page_size) {
  const std::size_t space = statm.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  std::int64_t pages = 0;
  const auto [end, error] = std::from_chars(statm.data() + space + 1, statm.data() + statm.size(), pages);
  return error == std::errc() ? std::optional(pages * page_size) : std::nullopt;
}

ProcessUsage process_usage() {
  ProcessUsage usage;
  std::string statm;
  std::getline(std::ifstream("/proc/self/statm"), statm);
  usage.resident_bytes = resident_bytes(statm, sysconf(_SC_PAGESIZE));
  usage.open_descriptors = open_descriptors();
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) == 0) {
    usage.processor_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
  }
  return usage;
}

}  // namespace threadmirror::daemon::monitoring
