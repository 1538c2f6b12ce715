#include "sync/api/quota_snapshot.hpp"

#include <charconv>

#include "core/json.hpp"
#include "sync/api/json_parser.hpp"

namespace threadmirror::sync::api {
namespace {

using Kind = JsonValue::Kind;

constexpr std::int64_t kMostDaily = 1'000'000'000;
constexpr std::int64_t kFarthestZone = 18 * 60;  // minutes

std::optional<std::int64_t> number(const JsonValue& object, std::string_view name, std::int64_t least,
                                   std::int64_t most) {
  const JsonValue* value = object.find(name);
  if (value == nullptr || !value->is(Kind::kNumber)) return std::nullopt;
  const std::string_view token = value->number_token();
  std::int64_t result = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), result);
  if (error != std::errc() || end != token.data() + token.size()) return std::nullopt;
  return result >= least && result <= most ? std::optional(result) : std::nullopt;
}

std::optional<core::Timestamp> instant(const JsonValue& object, std::string_view name) {
  const JsonValue* value = object.find(name);
  if (value == nullptr || !value->is(Kind::kString)) return std::nullopt;
  return core::Timestamp::parse(value->text());
}

}  // namespace

std::string to_json(const QuotaSnapshot& snapshot) {
  core::JsonWriter json;
  json.begin_object();
  json.field("as_of", snapshot.as_of).field("utc_offset_minutes", snapshot.utc_offset.count());
  json.field("quota", snapshot.quota).field("left", snapshot.left);
  json.field("spent_until", snapshot.spent_until);
  json.end_object();
  return std::string(json.text());
}

std::optional<QuotaSnapshot> parse_quota_snapshot(std::string_view json) {
  const auto parsed = parse_json(json);
  if (!parsed) return std::nullopt;
  const auto as_of = instant(parsed->root, "as_of");
  const auto offset = number(parsed->root, "utc_offset_minutes", -kFarthestZone, kFarthestZone);
  if (!as_of || !offset) return std::nullopt;
  QuotaSnapshot snapshot;
  snapshot.as_of = *as_of;
  snapshot.utc_offset = std::chrono::minutes(*offset);
  snapshot.quota = number(parsed->root, "quota", 1, kMostDaily);
  if (snapshot.quota) snapshot.left = number(parsed->root, "left", 0, *snapshot.quota);
  snapshot.spent_until = instant(parsed->root, "spent_until");
  return snapshot;
}

}  // namespace threadmirror::sync::api
