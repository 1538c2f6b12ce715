#include "sync/api/json_value.hpp"

#include <algorithm>

#include "core/json.hpp"

namespace threadmirror::sync::api {
namespace {

using Kind = JsonValue::Kind;
enum class Order { kDocument, kSorted };

std::vector<const JsonValue::Member*> members_of(const JsonValue& object, Order order) {
  if (order == Order::kSorted) return object.sorted_members();
  std::vector<const JsonValue::Member*> out;
  out.reserve(object.members().size());
  for (const auto& member : object.members()) out.push_back(&member);
  return out;
}

// The depth of recursion is bounded by the parser's limit on nesting.
void write(core::JsonWriter& out, const JsonValue& value, Order order) {
  switch (value.kind()) {
    case Kind::kNull:
      out.null();
      return;
    case Kind::kBool:
      out.value(value.flag());
      return;
    case Kind::kNumber:
      out.raw(value.number_token());
      return;
    case Kind::kString:
      out.value(value.text());
      return;
    case Kind::kArray:
      out.begin_array();
      for (const JsonValue& item : value.items()) write(out, item, order);
      out.end_array();
      return;
    case Kind::kObject:
      out.begin_object();
      for (const auto* member : members_of(value, order)) {
        out.key(member->name);
        write(out, member->value, order);
      }
      out.end_object();
      return;
  }
}

std::string to_text(const JsonValue& value, Order order) {
  core::JsonWriter out;
  write(out, value, order);
  return std::string(out.text());
}

}  // namespace

JsonValue JsonValue::boolean(bool flag) {
  JsonValue value;
  value.content_ = flag;
  return value;
}

JsonValue JsonValue::number(std::string_view token) {
  JsonValue value;
  value.content_ = Number{token};
  return value;
}

JsonValue JsonValue::string(std::string_view text) {
  JsonValue value;
  value.content_ = text;
  return value;
}

JsonValue JsonValue::array(std::vector<JsonValue> items) {
  JsonValue value;
  value.content_ = std::move(items);
  return value;
}

JsonValue JsonValue::object(std::vector<Member> members) {
  JsonValue value;
  value.content_ = std::move(members);
  return value;
}

const JsonValue* JsonValue::find(std::string_view name) const {
  if (!is(Kind::kObject)) return nullptr;
  const auto& all = members();
  const auto found =
      std::find_if(all.rbegin(), all.rend(), [&](const Member& member) { return member.name == name; });
  return found == all.rend() ? nullptr : &found->value;
}

std::vector<const JsonValue::Member*> JsonValue::sorted_members() const {
  std::vector<const Member*> out;
  out.reserve(members().size());
  for (const Member& member : members()) out.push_back(&member);
  std::stable_sort(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  // Seen from behind, the last of a run of equal names is its first.
  const auto kept =
      std::unique(out.rbegin(), out.rend(), [](const auto* a, const auto* b) { return a->name == b->name; });
  out.erase(out.begin(), kept.base());
  return out;
}

void JsonValue::add_member(std::string_view name, JsonValue value) {
  std::get<std::vector<Member>>(content_).push_back({name, std::move(value)});
}

std::string compact_json(const JsonValue& value) { return to_text(value, Order::kDocument); }

std::string canonical_json(const JsonValue& value) { return to_text(value, Order::kSorted); }

}  // namespace threadmirror::sync::api
