// Faults on request: which request is hit, and what it gets instead of a good answer.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "core/result.hpp"

namespace threadmirror::fake_hubspot {

enum class FaultKind {
  kStatus,         // `value`: an HTTP status with the body that HubSpot sends for it
  kTruncatedJson,  // the body ends in the middle of a thread
  kTrailingJunk,   // a second document follows the first
  kEmptyBody,
  kByteOrderMark,  // in front of the JSON, which is sound
  kUtf16,
  kDeepNesting,  // a million opening brackets
  kInvalidUtf8,  // the answer's first text has a byte that is no UTF-8
  kContentType,  // `text`: the Content-Type instead of JSON's
  kHtml,         // a captive portal's page with status 200
  kRedirect,     // `text`: the Location of a 302
  kNullResults,  // `{"results":null}`
  kReset,        // `text`: before, header or body
  kClose,        // `text`: before, header or body
  kStall,        // `text`: before, header or body; `value`: milliseconds, 0: for ever
  kDrip,         // `value`: bytes a second
  kLength,       // `text`: short, long or both
  kBadChunk,
  kEndlessChunks,
  kHugeHeader,
  kGzipBomb,
};

// One rule. It hits requests whose target contains `path`: the next `next` of them (0: without end), each
// with `probability`.
struct FaultRule {
  FaultKind kind = FaultKind::kStatus;
  std::int64_t value = 0;
  std::string text;
  std::int64_t next = 1;
  double probability = 1;
  std::string path;
  std::string policy;       // of a 429: DAILY, TEN_SECONDLY_ROLLING or SECONDLY
  std::string retry_after;  // the header's value, whatever it is; empty: no header
  bool doubled_retry_after = false;

  std::int64_t hits = 0;  // so far
};

// The names of the kinds: "status", "truncated-json" …
std::span<const std::string_view> fault_names();
std::string_view to_string(FaultKind kind);

// Reads the short form of the command line: "status:503,next=3,probability=0.1,path=/threads",
// "reset:body", "stall:header,value=5000", "drip:10". kUsage with what is possible.
core::Result<FaultRule> parse_fault(std::string_view text);
// A copy of the rule that can be used, or why it can't (unknown word, value out of range).
core::Result<FaultRule> check_fault(FaultRule rule);
// Sets one property by its name in JSON and on the command line; false when there is no such name or the
// value can't be read.
bool set_fault_property(FaultRule& rule, std::string_view name, std::string_view value);

// The rules in force. The first that hits wins.
class Faults {
 public:
  explicit Faults(std::uint64_t seed) : random_(seed) {}

  void add(FaultRule rule) { rules_.push_back(std::move(rule)); }
  void clear() { rules_.clear(); }
  const std::vector<FaultRule>& rules() const { return rules_; }

  // The rule that hits this request, counted as hit; used-up rules stay for the record but never hit.
  std::optional<FaultRule> strike(std::string_view target);

 private:
  core::SeededRandom random_;
  std::vector<FaultRule> rules_;
};

}  // namespace threadmirror::fake_hubspot
