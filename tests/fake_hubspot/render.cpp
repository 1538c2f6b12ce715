#include "tests/fake_hubspot/render.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/json.hpp"
#include "core/timestamp.hpp"

namespace threadmirror::fake_hubspot {
namespace {

void append_number(std::string& out, std::int64_t number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

// Appends the members of one object: names are literals with quotes and colon, ready to copy.
class Members {
 public:
  Members(std::string& out, const Quirks& quirks) : out_(out), quirks_(quirks) { out_ += '{'; }
  void end() { out_ += '}'; }

  void id(std::string_view name, std::int64_t number) {
    begin(name);
    if (!quirks_.numeric_ids) out_ += '"';
    append_number(out_, number);
    if (!quirks_.numeric_ids) out_ += '"';
  }
  void raw(std::string_view name, std::string_view json) {
    begin(name);
    out_ += json;
  }
  void flag(std::string_view name, bool value) { raw(name, value ? "true" : "false"); }
  void time(std::string_view name, std::int64_t ms) {
    if (ms == kNoTime) return missing(name);
    begin(name);
    out_ += '"';
    append_timestamp(out_, ms, quirks_.timestamp_digits);
    out_ += '"';
  }
  void missing(std::string_view name) {
    if (quirks_.missing == Missing::kNull) raw(name, "null");
  }
  void begin(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += name;
  }

 private:
  std::string& out_;
  const Quirks& quirks_;
  bool first_ = true;
};

void append_assignee(Members& members, std::string& out, const Thread& thread) {
  if (thread.assignee == 0) return members.missing(R"("assignedTo":)");
  members.begin(R"("assignedTo":)");
  out += "\"A-";
  append_number(out, thread.assignee);
  out += '"';
}

void append_ticket(Members& members, std::string& out, const Thread& thread, bool numeric) {
  if (thread.ticket == 0) return members.missing(R"("threadAssociations":)");
  members.begin(R"("threadAssociations":)");
  out += numeric ? R"({"associatedTicketId":)" : R"({"associatedTicketId":")";
  append_number(out, thread.ticket);
  out += numeric ? "}" : "\"}";
}

}  // namespace

void append_timestamp(std::string& out, std::int64_t ms, int digits) {
  constexpr std::size_t kToSeconds = 19;  // "2026-11-21T09:30:00"
  const core::Timestamp::Text text = core::Timestamp::from_unix_ms(ms).text();
  out.append(text.data(), kToSeconds);
  if (digits > 0) {
    const std::size_t end = out.size() + 1 + static_cast<std::size_t>(digits);
    out.append(text.data() + kToSeconds, 4);
    out.resize(end, '0');
  }
  out += 'Z';
}

std::int64_t visible_time(std::int64_t ms, int digits) {
  constexpr std::array<std::int64_t, 3> kUnits{1000, 100, 10};
  if (ms == kNoTime || digits >= 3) return ms;
  const std::int64_t unit = kUnits[static_cast<std::size_t>(std::max(0, digits))];
  const std::int64_t rest = ms % unit;
  return ms - (rest < 0 ? rest + unit : rest);
}

std::string json_string(std::string_view text) {
  core::JsonWriter json;
  json.value(text);
  return std::string(json.text());
}

std::string_view status_text(const Thread& thread, const Quirks& quirks) {
  if (quirks.unknown_status && thread.id % 50 == 0) return "WAITING_ON_CONTACT";
  return thread.open ? "OPEN" : "CLOSED";
}

std::string extra_fields(const Thread& thread, const Quirks& quirks) {
  if (!quirks.extra_fields) return {};
  return R"({"sentimentScore":)" + std::to_string(thread.id % 100) + R"(,"routing":{"queue":"q)" +
         std::to_string(thread.inbox) + R"(","skills":["a","b"]}})";
}

void append_thread(std::string& out, const Thread& thread, const Quirks& quirks, bool with_ticket) {
  Members members(out, quirks);
  members.id(R"("id":)", thread.id);
  members.time(R"("createdAt":)", thread.created);
  members.time(R"("closedAt":)", thread.closed);
  members.raw(R"("status":")", status_text(thread, quirks));
  out += '"';
  members.id(R"("originalChannelId":)", thread.channel);
  members.id(R"("originalChannelAccountId":)", thread.channel_account);
  members.time(R"("latestMessageTimestamp":)", thread.latest);
  members.time(R"("latestMessageSentTimestamp":)", thread.sent);
  members.time(R"("latestMessageReceivedTimestamp":)", thread.received);
  append_assignee(members, out, thread);
  members.flag(R"("spam":)", thread.spam);
  members.id(R"("inboxId":)", thread.inbox);
  members.id(R"("associatedContactId":)", thread.contact);
  members.flag(R"("archived":)", thread.archived);
  if (with_ticket) append_ticket(members, out, thread, quirks.numeric_ids);
  if (const std::string extra = extra_fields(thread, quirks); !extra.empty()) {
    members.raw(std::string_view(extra).substr(1, extra.size() - 2), "");
  }
  members.end();
}

}  // namespace threadmirror::fake_hubspot
