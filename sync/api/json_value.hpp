// A parsed JSON document. Numbers keep the digits in which they were sent, so that nothing is lost to a
// double. Texts are views: a document of some hundred records then costs one allocation for each object.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace threadmirror::sync::api {

// One value and everything below it. A plain value type without identity; copying copies the whole tree, but
// not the texts: names, strings and numbers belong to whoever made the value (a ParsedJson, a literal) and
// must outlive it.
class JsonValue {
 public:
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };
  struct Member;

  JsonValue() = default;  // null
  static JsonValue boolean(bool flag);
  // `token` is a number as JSON writes it: "-1.5e3".
  static JsonValue number(std::string_view token);
  static JsonValue string(std::string_view text);
  static JsonValue array(std::vector<JsonValue> items = {});
  // Members in the order of the document; a name may appear several times, then the last one counts.
  static JsonValue object(std::vector<Member> members = {});

  Kind kind() const { return static_cast<Kind>(content_.index()); }
  bool is(Kind kind) const { return this->kind() == kind; }

  // Each accessor may be called only for its own kind; another one is a bug and throws
  // std::bad_variant_access.
  bool flag() const { return std::get<bool>(content_); }
  std::string_view number_token() const { return std::get<Number>(content_).token; }
  std::string_view text() const { return std::get<std::string_view>(content_); }
  const std::vector<JsonValue>& items() const { return std::get<std::vector<JsonValue>>(content_); }
  const std::vector<Member>& members() const { return std::get<std::vector<Member>>(content_); }

  // The member of that name (the last one, where it is there twice); null for none and for other kinds.
  const JsonValue* find(std::string_view name) const;

  // The members sorted by name, of a repeated name only the last. For objects only; points into this value.
  std::vector<const Member*> sorted_members() const;

  void append(JsonValue item) { std::get<std::vector<JsonValue>>(content_).push_back(std::move(item)); }
  void add_member(std::string_view name, JsonValue value);

 private:
  struct Number {
    std::string_view token;
  };
  // The alternatives stand in the order of Kind.
  std::variant<std::monostate, bool, Number, std::string_view, std::vector<JsonValue>, std::vector<Member>>
      content_;
};

struct JsonValue::Member {
  std::string_view name;
  JsonValue value;
};

// Compact JSON in the order of the document, repeated names included.
std::string compact_json(const JsonValue& value);

// Compact JSON with the names of every object sorted and the last of repeated ones kept: equal contents give
// equal text.
std::string canonical_json(const JsonValue& value);

}  // namespace threadmirror::sync::api
