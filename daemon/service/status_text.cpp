#include "daemon/service/status_text.hpp"

#include <algorithm>
#include <string_view>

#include "core/text.hpp"
#include "daemon/output/words.hpp"
#include "storage/sync_types.hpp"

namespace threadmirror::daemon::service {
namespace {

constexpr std::size_t kLongestCause = 300;  // bytes

// Cut to a length that a terminal can show, between characters.
std::string shortened(std::string_view text) {
  std::string line = core::printable(text);
  if (line.size() <= kLongestCause) return line;
  std::size_t end = kLongestCause;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
  return line.substr(0, end) + " …";
}

// How many threads the sweep will have seen in the end: as many as the fast path has brought, or as the
// mirror holds. Unknown for a first listing.
std::optional<std::int64_t> expected(const StatusFacts& facts) {
  if (facts.progress.filled) return facts.progress.filled->threads;
  return facts.progress.kind == storage::RunKind::kReconcile ? facts.threads : std::nullopt;
}

std::string sweep_text(const StatusFacts& facts) {
  const sync::Progress& progress = facts.progress;
  std::string name(storage::to_string(progress.kind));
  if (progress.filled) name += ", proof";
  if (!progress.note.empty()) return name + ": " + shortened(progress.note);
  const auto whole = expected(facts);
  if (!whole || *whole <= 0) {
    return name + ": " + output::count_words(progress.threads, "thread", "threads") + " so far";
  }
  // What has not ended is not whole.
  const std::int64_t percent = std::clamp<std::int64_t>(progress.threads * 100 / *whole, 0, 99);
  return name + " " + std::to_string(percent) + " %";
}

std::string poll_text(const StatusFacts& facts) {
  if (!facts.since_poll) return "not synced yet";
  return "synced " + output::age_words(std::max(*facts.since_poll, std::chrono::milliseconds(0)));
}

}  // namespace

std::string status_text(const StatusFacts& facts) {
  std::string text = poll_text(facts);
  if (facts.threads) text += "; " + output::count_words(*facts.threads, "thread", "threads");
  if (!facts.progress.listing.empty()) text += "; " + sweep_text(facts);
  if (facts.rest) text += "; " + shortened(*facts.rest);
  // The quota is told already, where it is the trouble.
  if (facts.trouble && facts.trouble != facts.rest) text += "; trouble: " + shortened(*facts.trouble);
  if (facts.remark) text += "; " + shortened(*facts.remark);
  return text;
}

}  // namespace threadmirror::daemon::service
