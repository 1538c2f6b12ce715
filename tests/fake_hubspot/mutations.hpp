// What can happen to threads in a living account.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/random.hpp"
#include "core/result.hpp"
#include "core/timestamp.hpp"
#include "tests/fake_hubspot/world.hpp"

namespace threadmirror::fake_hubspot {

enum class MutationKind {
  kIncoming,   // a message of the customer; reopens a closed thread
  kOutgoing,   // a message of an agent
  kNewThread,  // begins with a customer's message
  kClose,
  kReopen,
  kAssign,  // to a random agent, or to nobody
  kMoveInbox,
  kSpam,  // turns the mark on or off
  kArchive,
  kRestore,
  kTicket,  // links a ticket, or unlinks it
  kMergeContact,
  kDelete,         // gone for good, archived or not
  kBackDated,      // a new thread whose messages are long past
  kFutureStamped,  // a new thread stamped 2099
  kServeOlder,     // the version before the latest change is served again
};

// The name in JSON and on the command line: "incoming", "new-thread" …
std::string_view to_string(MutationKind kind);
std::optional<MutationKind> mutation_kind(std::string_view name);
std::span<const std::string_view> mutation_names();

struct Mutation {
  MutationKind kind = MutationKind::kIncoming;
  std::optional<std::int64_t> id;  // else a random thread that the kind is possible for
  // How long listings and GET go on serving the old state (kServeOlder: how long the older version is
  // served).
  std::chrono::milliseconds lag{0};
  std::optional<core::Timestamp> at;  // the message's time, else now
};

// Applies the mutation and returns the thread's id. kNotFound when there is no such thread or none that the
// kind is possible for.
core::Result<std::int64_t> apply(World& world, const Mutation& mutation, core::Random& random,
                                 core::Timestamp now);

}  // namespace threadmirror::fake_hubspot
