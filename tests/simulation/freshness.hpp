// Holds the tail to its word: messages arrive, and the watermark passes none that is not stored.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "tests/simulation/invariants.hpp"
#include "tests/simulation/mirror_book.hpp"
#include "tests/simulation/truth_book.hpp"

namespace threadmirror::simulation {

// All times are true times.
class Freshness {
 public:
  // With `promised` false nothing is checked: the cursors of the timestamp listing are positions, and a
  // thread that moves to its end lets another one slip to a page that has been read already. Only sweeps find
  // that.
  Freshness(const TruthBook& truth, const MirrorBook& mirror, Referee& referee, bool promised)
      : truth_(truth), mirror_(mirror), referee_(referee), promised_(promised) {}

  void message(const Message& message);
  // The tail asks for its first page, or anew, with that filter.
  void asked(core::Timestamp after, core::Timestamp now);
  // The listing has ended. The poll is complete with the next commit.
  void listing_ended() { has_ended_ = true; }
  // A tail's page is committed.
  void committed(core::Timestamp now);
  // The process is gone, and its poll with it.
  void interrupted();

  std::optional<core::Timestamp> last_complete() const { return last_complete_; }
  std::size_t awaited() const { return pending_.size(); }

 private:
  struct Pending {
    Message message;
    // The lowest timestamp that the upstream has shown of the thread since it was sent.
    std::optional<core::Timestamp> lowest;
    int polls = 0;  // complete ones since it was to be seen
  };
  bool is_plain(const Message& message) const;
  // The timestamp that the row must show at least: a later message may be stamped earlier.
  std::optional<core::Timestamp> wanted(const Message& message) const;
  bool is_stored(const Message& message) const;
  bool is_done(Pending& pending) const;
  void check_watermark();

  const TruthBook& truth_;
  const MirrorBook& mirror_;
  Referee& referee_;
  bool promised_;
  std::vector<Pending> pending_;
  std::optional<core::Timestamp> begun_at_;  // of the poll under way
  std::optional<core::Timestamp> after_;     // its highest filter
  std::optional<core::Timestamp> earlier_after_;
  bool has_ended_ = false;
  std::optional<core::Timestamp> last_complete_;
  std::optional<core::Timestamp> watermark_;
};

}  // namespace threadmirror::simulation
