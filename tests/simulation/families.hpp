// The families of faults, each of which can be switched off by its name.
#pragma once

#include <bitset>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace threadmirror::simulation {

enum class Family : std::size_t {
  kQuirks,      // each open question of the upstream's documents on a side of its own, not the usual one
  kCrashes,     // the process is killed, at any moment and at any step of the storage
  kPower,       // some of these crashes take the power with them
  kDisk,        // the disk is full or fails for a while
  kStops,       // the process is stopped in good order and started again
  kNetwork,     // connections fail, before and after the server has done its part
  kStatuses,    // error statuses
  kBodies,      // answers that are cut, garbled or of the wrong kind
  kRateLimit,   // an allowance far below what the mirror was told
  kQuota,       // the daily quota runs out
  kLag,         // replicas show changes late
  kServeOlder,  // replicas show an older version after a newer one
  kCursors,     // cursors are refused or expire
  kLoops,       // listings run in circles or never end
  kDisorder,    // pages out of order
  kDuplicates,  // the same thread twice
  kBadRecords,  // records that are no thread
  kBackDates,   // messages stamped in the past, and in 2099
  kTies,        // many messages with the same timestamp
  kClockJumps,  // the machine's wall clock jumps
  kServerClock  // the Date header is wrong
};
inline constexpr std::size_t kFamilies = 21;

// The name on the command line: "crashes", "rate-limit" …, and one line on what it does.
std::string_view to_string(Family family);
std::string_view describe(Family family);

class FamilySet {
 public:
  static FamilySet all() {
    FamilySet set;
    set.members_.set();
    return set;
  }
  bool has(Family family) const { return members_.test(static_cast<std::size_t>(family)); }
  void set(Family family, bool member = true) { members_.set(static_cast<std::size_t>(family), member); }
  // Only what is in both.
  FamilySet operator&(const FamilySet& other) const {
    FamilySet both;
    both.members_ = members_ & other.members_;
    return both;
  }
  // The names with commas between them, in the table's order.
  std::string names() const;
  friend bool operator==(const FamilySet&, const FamilySet&) = default;

 private:
  std::bitset<kFamilies> members_;
};

// Reads "crashes,lag". kUsage where a name is unknown, with the names that there are.
core::Result<FamilySet> parse_families(std::string_view names);

}  // namespace threadmirror::simulation
