#include "tests/fake_hubspot/mutations.hpp"

#include <array>

#include "tests/fake_hubspot/generator.hpp"

namespace threadmirror::fake_hubspot {
namespace {

constexpr std::array<std::string_view, 16> kNames{"incoming", "outgoing",   "new-thread",     "close",
                                                  "reopen",   "assign",     "move-inbox",     "spam",
                                                  "archive",  "restore",    "ticket",         "merge-contact",
                                                  "delete",   "back-dated", "future-stamped", "serve-older"};
constexpr int kTries = 64;
constexpr core::Timestamp kFuture = core::Timestamp::from_unix_ms(4'086'000'000'000);  // in June 2099

std::int64_t below(core::Random& random, std::int64_t limit) {
  return static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(limit));
}

bool creates(MutationKind kind) {
  return kind == MutationKind::kNewThread || kind == MutationKind::kBackDated ||
         kind == MutationKind::kFutureStamped;
}

bool is_possible(MutationKind kind, const Thread& thread) {
  switch (kind) {
    case MutationKind::kIncoming:
    case MutationKind::kOutgoing:
      return !thread.archived && !thread.spam;
    case MutationKind::kClose:
      return thread.open && !thread.archived;
    case MutationKind::kReopen:
      return !thread.open && !thread.archived;
    case MutationKind::kArchive:
      return !thread.archived;
    case MutationKind::kRestore:
      return thread.archived;
    default:
      return true;
  }
}

std::int32_t other_agent(core::Random& random, std::int32_t current) {
  if (current != 0 && below(random, 5) == 0) return 0;
  const auto agent = static_cast<std::int32_t>(1'000'000 + below(random, 40));
  return agent == current ? agent + 40 : agent;
}

void receive(Thread& thread, core::Timestamp at) {
  thread.latest = thread.received = at.unix_ms();
  thread.open = true;
  thread.closed = kNoTime;
}

Thread created(World& world, MutationKind kind, core::Random& random, core::Timestamp at) {
  Thread thread;
  thread.id = world.next_id(random);
  thread.inbox = inbox_number(static_cast<int>(below(random, 3)));
  thread.channel = channel_number(random.next());
  thread.channel_account = 2'000'000 + thread.channel * 10;
  thread.contact = 30'000'000'000 + below(random, 1'000'000);
  thread.created = at.unix_ms();
  if (kind == MutationKind::kBackDated) at = at - std::chrono::hours(24 * (30 + below(random, 300)));
  if (kind == MutationKind::kFutureStamped) at = kFuture;
  receive(thread, at);
  return thread;
}

// Changes the thread as the kind says. Deletions and older versions are not the thread's matter.
void change(Thread& thread, MutationKind kind, core::Random& random, core::Timestamp at) {
  switch (kind) {
    case MutationKind::kIncoming:
      return receive(thread, at);
    case MutationKind::kOutgoing:
      thread.latest = thread.sent = at.unix_ms();
      return;
    case MutationKind::kClose:
      thread.open = false;
      thread.closed = at.unix_ms();
      return;
    case MutationKind::kReopen:
      thread.open = true;
      thread.closed = kNoTime;
      return;
    case MutationKind::kAssign:
      thread.assignee = other_agent(random, thread.assignee);
      return;
    case MutationKind::kMoveInbox:
      thread.inbox = thread.inbox == inbox_number(0) ? inbox_number(1) : inbox_number(0);
      return;
    case MutationKind::kSpam:
      thread.spam = !thread.spam;
      return;
    case MutationKind::kArchive:
      thread.archived = true;
      return;
    case MutationKind::kRestore:
      thread.archived = false;
      return;
    case MutationKind::kTicket:
      thread.ticket = thread.ticket != 0 ? 0 : 5'000'000'000 + below(random, 1'000'000'000);
      return;
    case MutationKind::kMergeContact:
      thread.contact += 1 + below(random, 1000);
      return;
    default:
      return;
  }
}

core::Result<Thread> choose(const World& world, const Mutation& mutation, core::Random& random) {
  if (mutation.id) {
    if (auto thread = world.truth(*mutation.id)) return *thread;
    return core::fail(core::ErrorCode::kNotFound, "there is no thread " + std::to_string(*mutation.id));
  }
  for (int i = 0; i < kTries; ++i) {
    const bool serves_older = mutation.kind == MutationKind::kServeOlder;
    const auto thread = serves_older ? world.any_changed(random) : world.any(random);
    if (thread && is_possible(mutation.kind, *thread)) return *thread;
  }
  return core::fail(core::ErrorCode::kNotFound,
                    "no thread found that \"" + std::string(to_string(mutation.kind)) + "\" is possible for");
}

}  // namespace

std::string_view to_string(MutationKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::span<const std::string_view> mutation_names() { return kNames; }

std::optional<MutationKind> mutation_kind(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<MutationKind>(i);
  }
  return std::nullopt;
}

core::Result<std::int64_t> apply(World& world, const Mutation& mutation, core::Random& random,
                                 core::Timestamp now) {
  const core::Timestamp at = mutation.at.value_or(now);
  const auto visible_at = mutation.lag.count() > 0 ? std::optional(now + mutation.lag) : std::nullopt;
  if (creates(mutation.kind)) {
    const Thread thread = created(world, mutation.kind, random, at);
    world.put(thread, visible_at);
    return thread.id;
  }
  auto thread = choose(world, mutation, random);
  if (!thread) return core::fail(thread.error());
  if (mutation.kind == MutationKind::kDelete) {
    world.erase(thread->id, visible_at);
  } else if (mutation.kind == MutationKind::kServeOlder) {
    const auto until = visible_at.value_or(now + std::chrono::seconds(30));
    if (!world.serve_previous(thread->id, until)) {
      return core::fail(core::ErrorCode::kNotFound,
                        "no earlier version of thread " + std::to_string(thread->id) + " is remembered");
    }
  } else {
    change(*thread, mutation.kind, random, at);
    world.put(*thread, visible_at);
  }
  return thread->id;
}

}  // namespace threadmirror::fake_hubspot
