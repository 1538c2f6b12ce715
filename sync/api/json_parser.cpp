#include "sync/api/json_parser.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>
#include <rapidjson/stream.h>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/api/json_repair.hpp"

namespace threadmirror::sync::api {
namespace {

// Builds the tree from the reader's events. Each event returns false to stop the reader. The texts that come
// are places in the buffer that the reader works in, where it has decoded them.
class TreeBuilder {
 public:
  // `buffer` is what is read, `original` the same text with all of its numbers.
  TreeBuilder(const JsonLimits& limits, const char* buffer, std::string_view original)
      : limits_(limits), buffer_(buffer), original_(original) {}

  bool Null() { return add({}); }
  bool Bool(bool flag) { return add(JsonValue::boolean(flag)); }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    return add(JsonValue::string({text, length}));
  }
  // The digits come from the original text, where large numbers are not blanked.
  bool RawNumber(const char* token, rapidjson::SizeType, bool) {
    return add(JsonValue::number(number_at(original_.substr(static_cast<std::size_t>(token - buffer_)))));
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    open_.back().name = {text, length};
    return true;
  }
  bool StartObject() {
    std::vector<JsonValue::Member> members;
    members.reserve(kUsualMembers);
    return open(JsonValue::object(std::move(members)));
  }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool StartArray() { return open(JsonValue::array()); }
  bool EndArray(rapidjson::SizeType) { return close(); }

  // Never called: all numbers come as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

  bool too_deep() const { return too_deep_; }
  bool too_many() const { return values_ > limits_.values; }
  JsonValue take_root() { return std::move(root_); }

 private:
  static constexpr std::size_t kUsualMembers = 16;  // of a thread

  struct Container {
    JsonValue value;
    std::string_view name;  // of the member that comes next
  };

  // Nesting is bounded here, and so is the reader's recursion.
  bool open(JsonValue container) {
    too_deep_ = open_.size() >= limits_.depth;
    if (too_deep_) return false;
    open_.push_back({std::move(container), {}});
    return true;
  }

  bool close() {
    JsonValue done = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(done));
  }

  bool add(JsonValue value) {
    ++values_;
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (Container& parent = open_.back(); parent.value.is(JsonValue::Kind::kObject)) {
      parent.value.add_member(parent.name, std::move(value));
    } else {
      parent.value.append(std::move(value));
    }
    return !too_many();
  }

  const JsonLimits& limits_;
  const char* buffer_;
  std::string_view original_;
  std::vector<Container> open_;
  JsonValue root_;
  std::size_t values_ = 0;
  bool too_deep_ = false;
};

struct Attempt {
  core::Result<JsonValue> root;
  bool number_too_large = false;
};

core::Error describe(const rapidjson::ParseResult& result, const TreeBuilder& builder,
                     const JsonLimits& limits) {
  if (builder.too_many()) {
    return core::Error(core::ErrorCode::kTooLarge,
                       "the JSON has more than " + std::to_string(limits.values) + " values");
  }
  std::string reason = rapidjson::GetParseError_En(result.Code());
  if (builder.too_deep()) reason = "It is nested deeper than " + std::to_string(limits.depth) + " levels.";
  return core::Error(core::ErrorCode::kBadResponse,
                     "not valid JSON at offset " + std::to_string(result.Offset()) + ": " + reason);
}

// Reads `text` in place, whose blanked numbers are intact in `original`.
Attempt read(std::string& text, std::string_view original, const JsonLimits& limits) {
  // The characters are valid already.
  constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::InsituStringStream stream(text.data());
  TreeBuilder builder(limits, text.data(), original);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (result.IsError()) {
    return {core::fail(describe(result, builder, limits)),
            result.Code() == rapidjson::kParseErrorNumberTooBig};
  }
  // The reader takes a NUL byte for the end of its input.
  if (stream.Tell() != text.size()) {
    return {
        core::fail(core::ErrorCode::kBadResponse, "not valid JSON: a NUL byte stands behind the document")};
  }
  return {builder.take_root()};
}

}  // namespace

core::Result<ParsedJson> parse_json(std::string_view text, const JsonLimits& limits) {
  ParsedJson parsed;
  parsed.text = std::make_unique<ParsedJson::Text>();
  auto& [decoded, numbers] = *parsed.text;
  decoded = with_valid_characters(std::string(text), parsed.replaced_characters);
  Attempt attempt = read(decoded, decoded, limits);
  if (attempt.number_too_large) {
    // The first attempt has decoded some strings, so that it all begins anew.
    std::size_t counted = 0;
    numbers = with_valid_characters(std::string(text), counted);
    decoded = with_large_numbers_blanked(numbers);
    attempt = read(decoded, numbers, limits);
  }
  if (!attempt.root) return core::fail(attempt.root.error());
  parsed.root = std::move(*attempt.root);
  return parsed;
}

}  // namespace threadmirror::sync::api
