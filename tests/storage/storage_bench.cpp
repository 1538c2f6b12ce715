// Measures the store: how fast pages go in, what an unchanged sweep and the status view cost, and the memory.
//
//   bench_storage [THREADS]     (100000 by default), in a folder under $TMPDIR or /tmp
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "core/clock.hpp"
#include "core/log.hpp"
#include "storage/mirror_reader.hpp"
#include "storage/mirror_store.hpp"

namespace {

using namespace threadmirror;
using Seconds = std::chrono::duration<double>;

constexpr std::int64_t kPage = 500;

core::ThreadRecord thread(std::int64_t number, core::Timestamp now) {
  core::ThreadRecord record;
  record.id = 5'000'000'000 + number * 7;
  record.status = number % 50 == 0 ? "OPEN" : "CLOSED";
  record.inbox_id = std::to_string(1000 + number % 10);
  record.associated_contact_id = std::to_string(number * 3);
  record.assigned_to = "A-" + std::to_string(number % 100);
  record.original_channel_id = "1002";
  record.original_channel_account_id = "55";
  record.spam = number % 37 == 0;
  record.archived = number % 11 == 0;
  record.created_at = now - std::chrono::hours(1000);
  record.latest_message_timestamp = record.latest_message_received_timestamp =
      now - std::chrono::hours(1000) + std::chrono::seconds(number);
  return record;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Commits all threads page by page and prints what it took: wall time depends on the disk's syncs, CPU time
// not.
void sweep(const char* label, storage::MirrorStore& store, std::int64_t count, core::Timestamp now) {
  const auto start = std::chrono::steady_clock::now();
  const double cpu_start = cpu_seconds();
  for (std::int64_t first = 0; first < count; first += kPage) {
    storage::PageCommit page;
    for (std::int64_t i = first; i < first + kPage && i < count; ++i) page.threads.push_back(thread(i, now));
    storage::StreamState state;
    state.stream = "backfill/active";
    state.pages = first / kPage + 1;
    page.streams.push_back(state);
    page.observed_at = now;
    if (const auto outcome = store.commit(std::move(page)); !outcome) {
      fmt::print("failed: {}\n", outcome.error().text());
      std::exit(1);
    }
  }
  const double wall = Seconds(std::chrono::steady_clock::now() - start).count();
  fmt::print("{:<9} {:8.2f} s  {:9.0f} threads/s  {:6.2f} s of CPU\n", label, wall,
             static_cast<double>(count) / wall, cpu_seconds() - cpu_start);
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t count = argc > 1 ? std::atoll(argv[1]) : 100000;
  std::string name = (std::filesystem::temp_directory_path() / "threadmirror-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) return 1;
  const std::filesystem::path path = std::filesystem::path(name) / "threadmirror.db";
  const core::SystemClock clock;
  core::NullLog log;
  const core::Timestamp now = clock.now();
  {
    auto store = storage::MirrorStore::open({.path = path, .writer_version = "bench"}, clock, log).value();
    sweep("insert", *store, count, now);
    sweep("unchanged", *store, count, now);
    const auto reader = storage::MirrorReader::open(path).value();
    const auto start = std::chrono::steady_clock::now();
    const auto status = reader->status().value();
    fmt::print("status    {:8.4f} s  {} threads, {} open\n",
               Seconds(std::chrono::steady_clock::now() - start).count(), status.threads,
               status.open_threads);
    fmt::print("wal       {:8.1f} MiB\n",
               static_cast<double>(std::filesystem::file_size(path.string() + "-wal")) / 1048576.0);
  }
  fmt::print("database  {:8.1f} MiB\n", static_cast<double>(std::filesystem::file_size(path)) / 1048576.0);
  fmt::print("memory    {:8.1f} MiB at its peak\n", peak_mib());
  std::filesystem::remove_all(name);
}
