// What must hold in every simulated world, as a list, and the referee who notes the first breach.
//
//  | no | name      | promise | checked                                   |
//  |----|-----------|---------|-------------------------------------------|
//  |  1 | exact     | P1      | at the end                                |
//  |  2 | fresh     | P2      | after each complete poll                  |
//  |  3 | watermark | P3      | after each commit                         |
//  |  4 | durable   | P3      | after each crash, stop and failed commit  |
//  |  5 | sound     | P7      | after each crash and at the end           |
//  |  6 | resumes   | P3      | with each page of a sweep that is asked   |
//  |  7 | complete  | P9      | when the backfill is called complete      |
//  |  8 | quiet     | P4      | after each commit                         |
//  |  9 | history   | P1      | after each commit                         |
//  | 10 | tombstone | P1      | after each commit                         |
//  | 11 | truthful  | P1      | after each commit                         |
//  | 12 | allowance | P5      | with each answer                          |
//  | 13 | pause     | P5      | with each request                         |
//  | 14 | errors    | P5      | at the end                                |
//  | 15 | bounded   | P6      | with each request and commit              |
//  | 16 | alive     | P3      | when a process ends by itself             |
//  | 17 | honest    | P9      | in each fourth world, often and at the end |
//  | 18 | settled   | P4      | after the mirror has converged            |
//
// The sentence of each stands in the table in invariants.cpp, and is printed with a breach.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace threadmirror::simulation {

enum class Invariant {
  kExact = 1,
  kFresh,
  kWatermark,
  kDurable,
  kSound,
  kResumes,
  kComplete,
  kQuiet,
  kHistory,
  kTombstone,
  kTruthful,
  kAllowance,
  kPause,
  kErrors,
  kBounded,
  kAlive,
  kHonest,
  kSettled
};

struct InvariantText {
  Invariant invariant;
  std::string_view name;
  std::string_view promise;  // see docs/TESTING.md
  std::string_view sentence;
};
std::span<const InvariantText> invariant_table();
const InvariantText& text_of(Invariant invariant);

// A breach of an invariant.
struct Violation {
  Invariant invariant = Invariant::kExact;
  std::string details;

  // "invariant 3 (watermark, P3): <sentence>\n  <details>"
  std::string text() const;
};

// Keeps the first breach; the world stops there.
class Referee {
 public:
  void report(Invariant invariant, std::string details) {
    if (!violation_) violation_ = Violation{invariant, std::move(details)};
  }
  bool stopped() const { return violation_.has_value(); }
  const std::optional<Violation>& violation() const { return violation_; }

 private:
  std::optional<Violation> violation_;
};

}  // namespace threadmirror::simulation
