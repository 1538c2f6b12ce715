// What the engine has done since it was started, for whoever watches it: metrics, status texts, a watchdog.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/timestamp.hpp"
#include "storage/sync_types.hpp"

namespace threadmirror::sync {

// One kind of work, as the process has seen it.
struct KindTelemetry {
  storage::RunCounters counters;  // of all its runs
  std::int64_t succeeded = 0;     // runs; of the tail: polls, also quiet ones
  std::int64_t failed = 0;
  std::optional<core::Timestamp> last_success_at{};
  // When it last showed that it works: a page was committed, a cycle ended in whatever way.
  std::optional<core::SteadyTime> last_sign_at{};
};

// Written by the engine, read between its steps; event loop's thread.
class Telemetry {
 public:
  const KindTelemetry& of(storage::RunKind kind) const { return kinds_.at(place(kind)); }
  // The highest watermark of the tail's listings that is committed.
  std::optional<core::Timestamp> watermark() const { return watermark_; }
  // Why the last cycle failed, in words; nothing while all is well.
  const std::optional<std::string>& trouble() const { return trouble_; }

  // `seen`: what it took to get the page; `outcome`: what it brought.
  void page(storage::RunKind kind, const storage::RunCounters& seen, const storage::PageOutcome& outcome,
            core::SteadyTime now);
  void run_ended(storage::RunKind kind, bool succeeded, const core::Clock& clock);
  // A cycle of this kind was tried and failed before it could begin.
  void sign(storage::RunKind kind, core::SteadyTime now);
  void watermark_at(core::Timestamp watermark);
  void set_trouble(std::optional<std::string> words) { trouble_ = std::move(words); }

 private:
  static std::size_t place(storage::RunKind kind) { return static_cast<std::size_t>(kind); }

  std::array<KindTelemetry, 3> kinds_{};
  std::optional<core::Timestamp> watermark_{};
  std::optional<std::string> trouble_{};
};

}  // namespace threadmirror::sync
