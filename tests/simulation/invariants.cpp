#include "tests/simulation/invariants.hpp"

#include <fmt/format.h>

#include <array>

namespace threadmirror::simulation {
namespace {

using enum Invariant;

constexpr std::array<InvariantText, 18> kTable{{
    {kExact, "exact", "P1",
     "once the faults have stopped, a bounded time later the live rows equal the upstream's threads field by "
     "field, and what the upstream lacks is a tombstone"},
    {kFresh, "fresh", "P2",
     "a message that was to be seen before a poll began is in the mirror when the second complete poll since "
     "then has ended"},
    {kWatermark, "watermark", "P3",
     "the watermark never falls, never passes the true time, and never passes a message that is not stored"},
    {kDurable, "durable", "P3",
     "after a crash or a failed commit the database holds exactly what was acknowledged, or that and all of "
     "the transaction that was under way"},
    {kSound, "sound", "P7", "the database opens again, is sound, and no file stays open behind a process"},
    {kResumes, "resumes", "P3",
     "a sweep that was interrupted goes on from its last committed page, and a page is asked for again only "
     "after a refused cursor or a failure"},
    {kComplete, "complete", "P9",
     "the backfill is called complete only when both listings have been read to their ends"},
    {kQuiet, "quiet", "P4",
     "a row that would stay as it is is not written, and a poll that changed nothing leaves no run"},
    {kHistory, "history", "P1",
     "thread_changes tells each tracked change, and nothing else, without a gap up to the row's value"},
    {kTombstone, "tombstone", "P1", "a thread that the upstream has is never marked as deleted"},
    {kTruthful, "truthful", "P1", "every row is a version of its thread that the upstream really had"},
    {kAllowance, "allowance", "P5",
     "where the allowance is what the mirror was told, no request is refused for its rate"},
    {kPause, "pause", "P5", "after a 429 nobody sends for as long as was asked, or for the window"},
    {kErrors, "errors", "P5", "where no fault makes them, fewer than 5 % of the answers are errors"},
    {kBounded, "bounded", "P6", "requests under way, open files and the log stay below their bounds"},
    {kAlive, "alive", "P3", "a daemon ends by itself only when its storage failed"},
    {kHonest, "honest", "P9",
     "the status, in each world that asks for it, is current only where polls are, and in the end says what "
     "is in the tables"},
    {kSettled, "settled", "P4", "once the mirror equals a quiet upstream, no row is written any more"},
}};

}  // namespace

std::span<const InvariantText> invariant_table() { return kTable; }

const InvariantText& text_of(Invariant invariant) {
  return kTable.at(static_cast<std::size_t>(invariant) - 1);
}

std::string Violation::text() const {
  const InvariantText& words = text_of(invariant);
  return fmt::format("invariant {} ({}, {}): {}\n  {}", static_cast<int>(invariant), words.name,
                     words.promise, words.sentence, details);
}

}  // namespace threadmirror::simulation
