#include "sync/api/thread_decoder.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "core/text.hpp"

namespace threadmirror::sync::api {
namespace {

using core::ThreadRecord;
using Kind = JsonValue::Kind;

constexpr std::size_t kLongestRawRecord = 64 * 1024;
constexpr std::size_t kLongestQuote = 40;

struct TextField {
  std::string_view name;
  std::optional<std::string> ThreadRecord::*member;
};
struct FlagField {
  std::string_view name;
  std::optional<bool> ThreadRecord::*member;
};
struct TimeField {
  std::string_view name;
  std::optional<core::Timestamp> ThreadRecord::*member;
};

constexpr std::string_view kId = "id";
constexpr std::string_view kAssociations = "threadAssociations";
constexpr TextField kTicket{"associatedTicketId", &ThreadRecord::associated_ticket_id};
constexpr std::array kTexts{
    TextField{"status", &ThreadRecord::status},
    TextField{"inboxId", &ThreadRecord::inbox_id},
    TextField{"associatedContactId", &ThreadRecord::associated_contact_id},
    TextField{"assignedTo", &ThreadRecord::assigned_to},
    TextField{"originalChannelId", &ThreadRecord::original_channel_id},
    TextField{"originalChannelAccountId", &ThreadRecord::original_channel_account_id},
};
constexpr std::array kFlags{
    FlagField{"spam", &ThreadRecord::spam},
    FlagField{"archived", &ThreadRecord::archived},
};
constexpr std::array kTimes{
    TimeField{"createdAt", &ThreadRecord::created_at},
    TimeField{"closedAt", &ThreadRecord::closed_at},
    TimeField{"latestMessageTimestamp", &ThreadRecord::latest_message_timestamp},
    TimeField{"latestMessageSentTimestamp", &ThreadRecord::latest_message_sent_timestamp},
    TimeField{"latestMessageReceivedTimestamp", &ThreadRecord::latest_message_received_timestamp},
};

// Objects are small: comparing each name with each costs less than sorting them.
bool has_repeated_name(const std::vector<JsonValue::Member>& members) {
  constexpr std::size_t kMany = 64;
  if (members.size() > kMany) return true;  // perhaps
  for (auto member = members.begin(); member != members.end(); ++member) {
    const auto is_same = [&](const auto& other) { return other.name == member->name; };
    if (std::any_of(members.begin(), member, is_same)) return true;
  }
  return false;
}

bool is_integer_token(std::string_view token) {
  return token.find_first_of(".eE") == std::string_view::npos && token != "-0";
}

// Strings and whole numbers are text; foreign ids come as either.
std::optional<std::string> to_value(const JsonValue& value, const TextField&) {
  if (value.is(Kind::kString)) return std::string(value.text());
  if (value.is(Kind::kNumber) && is_integer_token(value.number_token()))
    return std::string(value.number_token());
  return std::nullopt;
}

std::optional<bool> to_value(const JsonValue& value, const FlagField&) {
  if (value.is(Kind::kBool)) return value.flag();
  if (value.is(Kind::kString) && value.text() == "true") return true;
  if (value.is(Kind::kString) && value.text() == "false") return false;
  return std::nullopt;
}

std::optional<core::Timestamp> to_value(const JsonValue& value, const TimeField&) {
  return value.is(Kind::kString) ? core::Timestamp::parse(value.text()) : std::nullopt;
}

// Decodes one record; what fits no column gathers in `extra_`.
class Decoder {
 public:
  explicit Decoder(const JsonValue& value) : value_(value) {}

  std::int64_t misfits() const { return misfits_; }

  ThreadRecord decode(std::int64_t id) {
    record_.id = id;
    take_all();
    if (!extra_.members().empty()) record_.extra = canonical_json(extra_);
    return std::move(record_);
  }

 private:
  // In the order of the document, in which each name stands once; where one is repeated, the last counts.
  void take_all() {
    if (has_repeated_name(value_.members())) {
      for (const auto* member : value_.sorted_members()) take(*member);
    } else {
      for (const auto& member : value_.members()) take(member);
    }
  }

  void take(const JsonValue::Member& member) {
    const bool is_known = member.name == kId || take_field(kTexts, member, extra_) ||
                          take_field(kFlags, member, extra_) || take_field(kTimes, member, extra_);
    if (is_known) return;
    if (member.name == kAssociations) return take_associations(member.value);
    extra_.add_member(member.name, member.value);
  }

  // False where none of `fields` has the member's name.
  template <typename Fields>
  bool take_field(const Fields& fields, const JsonValue::Member& member, JsonValue& extra) {
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](auto& f) { return f.name == member.name; });
    if (field == fields.end()) return false;
    record_.*(field->member) = to_value(member.value, *field);
    if (!(record_.*(field->member)) && !member.value.is(Kind::kNull)) add_misfit(member, extra);
    return true;
  }

  void take_associations(const JsonValue& associations) {
    if (associations.is(Kind::kNull)) return;
    if (!associations.is(Kind::kObject)) {
      return add_misfit({kAssociations, associations}, extra_);
    }
    JsonValue rest = JsonValue::object();
    for (const auto* member : associations.sorted_members()) {
      if (!take_field(std::array{kTicket}, *member, rest)) rest.add_member(member->name, member->value);
    }
    if (!rest.members().empty()) extra_.add_member(kAssociations, std::move(rest));
  }

  void add_misfit(const JsonValue::Member& member, JsonValue& extra) {
    ++misfits_;
    extra.add_member(member.name, member.value);
  }

  const JsonValue& value_;
  ThreadRecord record_;
  JsonValue extra_ = JsonValue::object();
  std::int64_t misfits_ = 0;
};

core::RejectedRecord reject(const JsonValue& value, std::string reason) {
  return {std::string(cut_utf8(compact_json(value), kLongestRawRecord)), std::move(reason)};
}

tl::unexpected<core::Error> bad_id(const JsonValue& value, std::string_view what) {
  const std::string shown = core::printable(cut_utf8(compact_json(value), kLongestQuote));
  return core::fail(core::ErrorCode::kBadResponse, "the id " + shown + " " + std::string(what));
}

}  // namespace

std::string_view cut_utf8(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  // Steps back over the continuation bytes of the character that would be cut.
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

core::Result<std::int64_t> decode_id(const JsonValue* value) {
  if (value == nullptr) return core::fail(core::ErrorCode::kBadResponse, "the id is missing");
  const bool is_number = value->is(Kind::kNumber);
  if (!is_number && !value->is(Kind::kString)) return bad_id(*value, "is neither a string nor a number");
  const std::string_view digits = is_number ? value->number_token() : value->text();
  const bool only_digits =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits.empty() || !only_digits) return bad_id(*value, "is no positive whole number");
  if (digits[0] == '0') return bad_id(*value, digits.size() == 1 ? "is zero" : "has leading zeros");
  std::int64_t id = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  if (parsed.ec != std::errc()) return bad_id(*value, "is larger than 2^63 - 1");
  return id;
}

DecodedThread decode_thread(const JsonValue& value, std::int64_t& misfits) {
  if (!value.is(Kind::kObject)) return reject(value, "the record is no JSON object");
  const auto id = decode_id(value.find(kId));
  if (!id) return reject(value, id.error().message());
  Decoder decoder(value);
  core::ThreadRecord record = decoder.decode(*id);
  misfits += decoder.misfits();
  return record;
}

}  // namespace threadmirror::sync::api
