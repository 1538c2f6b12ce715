// The book of the day's requests: how many are left of the account's quota, and who must leave them to
// others. Pure: told the time, never waits.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "core/timestamp.hpp"
#include "sync/api/priority.hpp"
#include "sync/api/quota_snapshot.hpp"
#include "sync/api/rate_headers.hpp"

namespace threadmirror::sync::api {

// Why requests of a class must not go now.
struct QuotaRest {
  core::Timestamp until;               // they may go again from then on, or as soon as there is more
  std::optional<std::int64_t> quota;   // empty: unknown, and HubSpot has refused a request for the day
  std::int64_t left = 0;               // of the quota
  std::int64_t reserved = 0;           // for the account's other apps
  std::chrono::minutes utc_offset{0};  // of the account, for whoever shows `until`
};

// What rests, for readers of the database.
struct QuotaPause {
  int classes = 0;        // how many kinds of work rest: reconcile; and backfill; and polling
  core::Timestamp until;  // the account's midnight
  std::string text;
};

// The quota belongs to all apps of the account; answers say how much is left of it, and requests without an
// answer may be counted in that or not: until they are over it is in doubt how much is left. With R =
// `reserve` of the quota, reconcile and its confirmations rest when R or less is left, the backfill at R/2,
// the tail at R/10, until the account's midnight. Without a quota (OAuth apps have none) everything may go.
//
// A day is one of the account's, by its fixed offset from UTC. A change to or from summer time within the
// process's life, a wrong clock, a reset at another hour: what is left is told by each answer, and while the
// tail rests it asks once an hour, unless HubSpot said until when.
class QuotaLedger {
 public:
  static constexpr std::chrono::hours kProbeInterval{1};

  // `reserve` is in [0, 1]. Rests end so much after midnight: not every mirror at once.
  explicit QuotaLedger(double reserve = 0.2, std::chrono::milliseconds jitter = {})
      : reserve_(reserve), jitter_(jitter) {}

  // Takes over what an earlier process knew. Before the first request.
  void resume(const QuotaSnapshot& snapshot);
  const QuotaSnapshot& snapshot() const { return book_; }
  // So many requests were begun since the start.
  std::int64_t begun() const { return begun_; }

  // From the account's details, where they tell one: "+02:00". Anything else is ignored.
  void set_utc_offset(const std::string& text);

  // Nothing: requests of this class may go, unless that is in doubt.
  std::optional<QuotaRest> rest(Priority priority, core::Timestamp now);
  // Requests of this class may go or must rest: the answers to those that are under way will tell.
  bool is_in_doubt(Priority priority, core::Timestamp now);
  std::optional<QuotaPause> pause(core::Timestamp now);

  // A request that was begun, in the words of the ledger.
  struct Ticket {
    std::int64_t number = 0;
    std::int64_t day = 0;
  };
  Ticket begin(core::Timestamp now);
  // Adopts what the answer's headers say: the least of what is told, unless the request was begun after what
  // is known was told.
  void learn(const Ticket& ticket, const RateHeaders& headers, core::Timestamp now);
  // The answer was a success: whatever was said before the request about a spent quota is over.
  void served(const Ticket& ticket);
  // The request is over, answered or not; after all else about it.
  void end(const Ticket& ticket);
  // HubSpot refused a request for the day's quota: nobody sends until `retry_after`, or until midnight.
  void refused(core::Timestamp now, std::optional<std::chrono::milliseconds> retry_after);

 private:
  // After a clock was set back the end of a rest means nothing any more: the next request finds out.
  void notice(core::Timestamp now);
  std::int64_t day_of(core::Timestamp instant) const;
  core::Timestamp midnight_after(core::Timestamp now) const;
  std::optional<core::Timestamp> spent_until(core::Timestamp now) const;
  std::optional<QuotaRest> rest_with(std::optional<std::int64_t> left, Priority priority,
                                     core::Timestamp now) const;
  bool is_reserved(std::optional<std::int64_t> left, Priority priority, core::Timestamp now) const;
  std::int64_t reserved() const;
  void set_most(std::optional<std::int64_t> most);

  double reserve_;
  std::chrono::milliseconds jitter_;
  QuotaSnapshot book_;
  std::optional<core::Timestamp> latest_{};  // of the instants that were told
  std::int64_t begun_ = 0;
  std::set<std::int64_t> under_way_{};
  // What is left at most: the answers that told it may have counted all that are under way. `book_.left` is
  // what is left at least.
  std::optional<std::int64_t> most_{};
  std::int64_t begun_when_told_ = 0;  // that
  std::int64_t refused_at_ = 0;       // requests that were begun when one was refused
  bool is_wish_ = false;              // until when, was HubSpot's wish
};

// "the day's quota is nearly used up: 49,812 of 250,000 requests are left, and …; reconcile goes on at …".
std::string to_text(const QuotaRest& rest, Priority priority);

}  // namespace threadmirror::sync::api
