// What the ledger says, in words.
#include <array>

#include "core/text.hpp"
#include "sync/api/quota_ledger.hpp"

namespace threadmirror::sync::api {
namespace {

using core::with_thousands;

// "2026-11-22T00:00 (+01:00)": as the clocks of the account show it.
std::string local_time(core::Timestamp instant, std::chrono::minutes offset) {
  const std::string clock = (instant + offset).to_string().substr(0, 16);
  const auto distance = std::chrono::abs(offset).count();
  const auto two_digits = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return clock + (offset.count() < 0 ? " (-" : " (+") + two_digits(distance / 60) + ":" +
         two_digits(distance % 60) + ")";
}

std::string state(const QuotaRest& rest) {
  if (!rest.quota) return "the day's quota is used up, says HubSpot";
  return "the day's quota is nearly used up: " + with_thousands(rest.left) + " of " +
         with_thousands(*rest.quota) + " requests are left, and " + with_thousands(rest.reserved) +
         " are reserved for other apps (rate_limit.daily_reserve)";
}

std::string name_of(Priority priority) {
  if (priority == Priority::kTail) return "polling";
  return priority == Priority::kBackfill ? "the backfill" : "reconcile";
}

}  // namespace

std::string to_text(const QuotaRest& rest, Priority priority) {
  return state(rest) + "; " + name_of(priority) + " goes on at " + local_time(rest.until, rest.utc_offset);
}

std::optional<QuotaPause> QuotaLedger::pause(core::Timestamp now) {
  const std::optional<QuotaRest> rest = this->rest(Priority::kReconcile, now);
  if (!rest) return std::nullopt;
  QuotaPause pause;
  pause.until = rest->until;
  const bool is_spent = !rest->quota;
  constexpr std::array<const char*, 3> kResting{"reconcile rests", "reconcile and backfill rest",
                                                "reconcile, backfill and polling rest"};
  pause.classes = 1;
  if (is_spent || is_reserved(most_, Priority::kBackfill, now)) pause.classes = 2;
  if (is_spent || is_reserved(most_, Priority::kTail, now)) pause.classes = 3;
  pause.text = state(*rest) + "; " + kResting[static_cast<std::size_t>(pause.classes - 1)] + " until " +
               local_time(rest->until, rest->utc_offset);
  return pause;
}

}  // namespace threadmirror::sync::api
