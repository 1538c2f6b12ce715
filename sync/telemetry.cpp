#include "sync/telemetry.hpp"

#include <algorithm>

namespace threadmirror::sync {

void Telemetry::page(storage::RunKind kind, const storage::RunCounters& seen,
                     const storage::PageOutcome& outcome, core::SteadyTime now) {
  storage::RunCounters& counters = kinds_.at(place(kind)).counters;
  counters.requests += seen.requests;
  counters.pages += seen.pages;
  counters.threads_seen += seen.threads_seen;
  counters.inserted += outcome.inserted;
  counters.updated += outcome.updated;
  counters.unchanged += outcome.unchanged + outcome.older;
  counters.deleted += outcome.deleted;
  counters.rejected += outcome.rejected;
  sign(kind, now);
}

void Telemetry::run_ended(storage::RunKind kind, bool succeeded, const core::Clock& clock) {
  KindTelemetry& of_kind = kinds_.at(place(kind));
  ++(succeeded ? of_kind.succeeded : of_kind.failed);
  if (succeeded) of_kind.last_success_at = clock.now();
  sign(kind, clock.steady_now());
}

void Telemetry::sign(storage::RunKind kind, core::SteadyTime now) {
  kinds_.at(place(kind)).last_sign_at = now;
}

void Telemetry::watermark_at(core::Timestamp watermark) {
  watermark_ = watermark_ ? std::max(*watermark_, watermark) : watermark;
}

}  // namespace threadmirror::sync
