#include "tests/fake_hubspot/faults.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "core/suggestion.hpp"
#include "tests/fake_hubspot/target.hpp"

namespace threadmirror::fake_hubspot {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 21> kNames{
    "status",         "truncated-json", "trailing-junk", "empty-body", "byte-order-mark", "utf16",
    "deep-nesting",   "invalid-utf8",   "content-type",  "html",       "redirect",        "null-results",
    "reset",          "close",          "stall",         "drip",       "length",          "bad-chunk",
    "endless-chunks", "huge-header",    "gzip-bomb"};
constexpr std::array<std::string_view, 3> kPlaces{"before", "header", "body"};
constexpr std::array<std::string_view, 3> kLengths{"short", "long", "both"};
constexpr std::array<std::string_view, 3> kPolicies{"DAILY", "TEN_SECONDLY_ROLLING", "SECONDLY"};

bool contains(Words words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string joined(Words words) {
  std::string text;
  for (const auto word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

tl::unexpected<core::Error> refuse(std::string message, std::string mend) {
  return core::fail(core::ErrorCode::kUsage, std::move(message), std::move(mend));
}

// What the word after the colon means for each kind.
bool set_argument(FaultRule& rule, std::string_view argument) {
  if (rule.kind == FaultKind::kStatus || rule.kind == FaultKind::kDrip) {
    return set_fault_property(rule, "value", argument);
  }
  rule.text = argument;
  return true;
}

std::optional<FaultKind> fault_kind(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<FaultKind>(found - kNames.begin());
}

bool read_number(std::int64_t& into, std::string_view value) {
  const auto number = parse_integer(value);
  if (number) into = *number;
  return number.has_value() && *number >= 0;
}

bool read_share(double& into, std::string_view value) {
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), into);
  return error == std::errc() && end == value.data() + value.size() && into >= 0 && into <= 1;
}

}  // namespace

std::span<const std::string_view> fault_names() { return kNames; }
std::string_view to_string(FaultKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

bool set_fault_property(FaultRule& rule, std::string_view name, std::string_view value) {
  if (name == "kind") {
    const auto kind = fault_kind(value);
    if (kind) rule.kind = *kind;
    return kind.has_value();
  }
  if (name == "value") return read_number(rule.value, value);
  if (name == "next") return read_number(rule.next, value);
  if (name == "probability") return read_share(rule.probability, value);
  if (name == "doubled_retry_after") {
    rule.doubled_retry_after = value == "true";
    return value == "true" || value == "false";
  }
  for (const auto& [key, member] : {std::pair{std::string_view("text"), &FaultRule::text},
                                    {"path", &FaultRule::path},
                                    {"policy", &FaultRule::policy},
                                    {"retry_after", &FaultRule::retry_after}}) {
    if (key != name) continue;
    rule.*member = value;
    return true;
  }
  return false;
}

core::Result<FaultRule> parse_fault(std::string_view text) {
  FaultRule rule;
  std::string_view head = text.substr(0, text.find(','));
  std::string_view rest = text.substr(std::min(text.size(), head.size() + 1));
  const std::string_view name = head.substr(0, head.find(':'));
  if (!set_fault_property(rule, "kind", name)) {
    return refuse("there is no fault \"" + std::string(name) + "\"",
                  core::did_you_mean(name, kNames, "possible: " + joined(kNames)));
  }
  if (name.size() < head.size() && !set_argument(rule, head.substr(name.size() + 1))) {
    return refuse("\"" + std::string(head) + "\" is no fault", "a number must follow the colon");
  }
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const auto equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(pair.size(), equals + 1));
    if (!set_fault_property(rule, pair.substr(0, equals), value)) {
      return refuse(
          "\"" + std::string(pair) + "\" is no property of a fault",
          "possible: value, text, next, probability, path, policy, retry_after, doubled_retry_after");
    }
  }
  return check_fault(std::move(rule));
}

core::Result<FaultRule> check_fault(FaultRule rule) {
  const FaultKind kind = rule.kind;
  const std::string name(to_string(kind));
  if (kind == FaultKind::kStatus && (rule.value < 200 || rule.value > 599)) {
    return refuse("the fault status needs a value from 200 to 599", "for example status:503");
  }
  const bool has_place = kind == FaultKind::kReset || kind == FaultKind::kClose || kind == FaultKind::kStall;
  if (has_place && rule.text.empty()) rule.text = "before";
  if (has_place && !contains(kPlaces, rule.text)) {
    return refuse("the fault " + name + " can't be at \"" + rule.text + "\"", "possible: " + joined(kPlaces));
  }
  if (kind == FaultKind::kLength && !contains(kLengths, rule.text)) {
    return refuse("the fault length can't be \"" + rule.text + "\"", "possible: " + joined(kLengths));
  }
  if (kind == FaultKind::kDrip && rule.value < 1) {
    return refuse("the fault drip needs bytes a second", "for example drip:10");
  }
  if (!rule.policy.empty() && !contains(kPolicies, rule.policy)) {
    return refuse("there is no policy \"" + rule.policy + "\"", "possible: " + joined(kPolicies));
  }
  if (kind == FaultKind::kContentType && rule.text.empty()) rule.text = "text/plain";
  if (kind == FaultKind::kRedirect && rule.text.empty()) rule.text = "http://portal.invalid/login";
  return rule;
}

std::optional<FaultRule> Faults::strike(std::string_view target) {
  for (FaultRule& rule : rules_) {
    const bool used_up = rule.next > 0 && rule.hits >= rule.next;
    if (used_up || target.find(rule.path) == std::string_view::npos) continue;
    if (rule.probability < 1 && random_.unit() >= rule.probability) continue;
    ++rule.hits;
    return rule;
  }
  return std::nullopt;
}

}  // namespace threadmirror::fake_hubspot
