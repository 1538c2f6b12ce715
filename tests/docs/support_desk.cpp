#include "tests/docs/support_desk.hpp"

#include <array>
#include <chrono>

namespace threadmirror::tests {
namespace {

using namespace std::chrono_literals;
using fake_hubspot::MutationKind;
using fake_hubspot::Thread;

constexpr std::int32_t kAgents = 7;
constexpr std::int32_t kFirstAgent = 1'000'001;
constexpr std::size_t kCurrent = 300;
constexpr int kLooks = 6;  // at threads, until somebody finds one to do
constexpr std::int64_t kCustomers = 260;
constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kDayMs = 24 * kHourMs;

int hour_of(core::Timestamp at) { return static_cast<int>(at.unix_ms() % kDayMs / kHourMs); }

// The first day of the epoch was a Thursday.
bool is_weekend(core::Timestamp at) { return (at.unix_ms() / kDayMs + 4) % 7 % 6 == 0; }

bool waits(const Thread& thread) { return thread.open && thread.received > thread.sent; }

}  // namespace

void SupportDesk::live(core::Timestamp end) {
  now_ = end - 5min;
  const int hour = hour_of(now_);
  const bool by_day = !is_weekend(now_) && hour >= 8 && hour < 18;
  customers(by_day);
  for (std::int32_t i = 0; by_day && i < kAgents; ++i) agent(kFirstAgent + i);
  if (happens(0.02)) mishap();
}

void SupportDesk::customers(bool by_day) {
  if (happens(by_day ? 0.22 : 0.04)) open_thread();
  if (happens(by_day ? 0.20 : 0.05)) {
    const Thread* thread = any_current();
    if (thread == nullptr || thread->archived || thread->spam) return;
    if (thread->open || happens(0.15)) apply(MutationKind::kIncoming, thread->id);
  }
}

// Somebody of the desk takes a thread, or answers one that waits, or closes one that is answered.
void SupportDesk::agent(std::int32_t number) {
  if (!happens(0.16)) return;
  const auto to_do = [](const Thread* thread) {
    return thread != nullptr && thread->open && !thread->spam && !thread->archived;
  };
  const Thread* found = any_current();
  for (int looks = 0; looks < kLooks && !to_do(found); ++looks) found = any_current();
  if (!to_do(found)) return;
  Thread thread = *found;
  if (thread.assignee == 0) {
    thread.assignee = number;
    world_.put(thread);
  } else if (waits(thread)) {
    apply(MutationKind::kOutgoing, thread.id);
  } else {
    apply(MutationKind::kClose, thread.id);
  }
}

void SupportDesk::mishap() {
  const Thread* found = any_current();
  if (found == nullptr || found->archived) return;
  Thread thread = *found;
  const std::int64_t dice = below(10);
  if (dice < 4) {  // handed on, or given back to all
    if (thread.assignee == 0 || !thread.open) return;
    thread.assignee = dice == 0 ? 0 : static_cast<std::int32_t>(kFirstAgent + below(kAgents));
    world_.put(thread);
    return;
  }
  constexpr std::array kKinds{MutationKind::kSpam,   MutationKind::kMoveInbox, MutationKind::kTicket,
                              MutationKind::kDelete, MutationKind::kArchive,   MutationKind::kTicket};
  const MutationKind kind = kKinds[static_cast<std::size_t>(dice) - 4];
  if (kind == MutationKind::kSpam && thread.spam) return;
  if (kind == MutationKind::kArchive && thread.open) return;
  apply(kind, thread.id);
}

void SupportDesk::open_thread() {
  now_ = now_ + std::chrono::milliseconds(1000 + below(100'000));
  const auto id = fake_hubspot::apply(world_, {MutationKind::kNewThread, {}, 0ms, {}}, random_, now_).value();
  Thread thread = *world_.truth(id);
  thread.contact = 30'000'000'000 + below(kCustomers);
  if (happens(0.25)) thread.ticket = 5'000'000'000 + below(1'000'000'000);
  world_.put(thread);
  current_.push_back(id);
  if (current_.size() > kCurrent) current_.erase(current_.begin());
}

// At some moment after what came before.
bool SupportDesk::apply(MutationKind kind, std::int64_t id) {
  now_ = now_ + std::chrono::milliseconds(1000 + below(20'000));
  return fake_hubspot::apply(world_, {kind, id, 0ms, {}}, random_, now_).has_value();
}

const Thread* SupportDesk::any_current() {
  if (current_.empty()) return nullptr;
  return world_.served(current_[static_cast<std::size_t>(below(static_cast<std::int64_t>(current_.size())))]);
}

}  // namespace threadmirror::tests
