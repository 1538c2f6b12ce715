#include "sync/listing_guard.hpp"

#include <functional>
#include <string>
#include <utility>

namespace threadmirror::sync {
namespace {

// The ids and latest messages of a page in order: where they are the same, it is the same page. (A busy
// thread may well come again in the same pass, with a later message.)
std::string content_key(const api::Page& page) {
  std::string key;
  key.reserve(page.threads.size() * 28);
  for (const core::ThreadRecord& thread : page.threads) {
    key.append(std::to_string(thread.id)).push_back('@');
    if (thread.latest_message_timestamp)
      key.append(std::to_string(thread.latest_message_timestamp->unix_ms()));
    key.push_back('\n');
  }
  for (const core::RejectedRecord& rejected : page.rejected) key.append(rejected.record);
  return key;
}

core::Error loop_error(std::string what) {
  return core::Error(core::ErrorCode::kCursorLoop,
                     "the upstream's listing runs in a circle: " + std::move(what),
                     "nothing is lost; the listing is asked for again later");
}

core::Error no_progress(std::string what) {
  return core::Error(core::ErrorCode::kNoProgress, std::move(what),
                     "nothing is lost; the listing is asked for again later");
}

}  // namespace

bool CycleDetector::repeats(std::string_view value) {
  const std::uint64_t hash = std::hash<std::string_view>{}(value);
  if (saved_ == hash) return true;
  if (++steps_ >= limit_) {
    saved_ = hash;
    steps_ = 0;
    limit_ *= 2;
  }
  return false;
}

std::optional<core::Error> ListingGuard::check(const std::optional<std::string>& asked_with,
                                               const api::Page& page) {
  if (!page.next_cursor) return std::nullopt;
  if (asked_with == page.next_cursor) return loop_error("the page's next cursor is its own");
  if (cursors_.repeats(*page.next_cursor)) return loop_error("a cursor came a second time");

  if (page.threads.empty()) return check_barren(page);
  empty_pages_ = 0;
  if (contents_.repeats(content_key(page))) {
    return no_progress("a page came a second time under another cursor");
  }
  return std::nullopt;
}

std::optional<core::Error> ListingGuard::check_barren(const api::Page& page) {
  empty_pages_ = page.rejected.empty() ? empty_pages_ + 1 : 0;
  if (empty_pages_ >= kEmptyPageLimit) {
    return no_progress(std::to_string(kEmptyPageLimit) + " empty pages in a row, and still a next cursor");
  }
  // Two pages may well hold the same unreadable record, and nothing else, without being the same page.
  if (!page.rejected.empty() && unreadable_.repeats(content_key(page))) ++repeated_unreadable_;
  if (repeated_unreadable_ < kEmptyPageLimit) return std::nullopt;
  return no_progress("pages of the same unreadable records come again and again");
}

}  // namespace threadmirror::sync
