#include "tests/fake_hubspot/service.hpp"

#include <optional>

#include "core/json.hpp"
#include "tests/fake_hubspot/bodies.hpp"
#include "tests/fake_hubspot/http_date.hpp"
#include "tests/fake_hubspot/listing.hpp"
#include "tests/fake_hubspot/render.hpp"
#include "tests/fake_hubspot/routes.hpp"

namespace threadmirror::fake_hubspot {
namespace {

constexpr std::size_t kLongestTarget = 16 * 1024;

Refusal bad_cursor() {
  return {400, "VALIDATION_ERROR", "Unable to parse the paging token.",
          "ConversationsApiError.UNPARSEABLE_TOKEN"};
}

std::string_view end_of_paging(LastPage last_page) {
  switch (last_page) {
    case LastPage::kNoPaging:
      return "}";
    case LastPage::kEmptyPaging:
      return R"(,"paging":{}})";
    case LastPage::kNullNext:
      return R"(,"paging":{"next":null}})";
    case LastPage::kNullAfter:
      return R"(,"paging":{"next":{"after":null}}})";
    case LastPage::kEmptyAfter:
      return R"(,"paging":{"next":{"after":""}}})";
  }
  return "}";
}

}  // namespace

Service::Service(AccountSettings account, RateLimits limits, const World& world, const Quirks& quirks)
    : account_(std::move(account)), ledger_(limits), oauth_(quirks), world_(world), quirks_(quirks) {}

bool Service::opens(std::string_view authorization, core::Timestamp now) const {
  return authorization == "Bearer " + account_.token || oauth_.opens(authorization, now);
}

bool Service::is_token_request(const Call& call) const {
  const auto target = parse_target(call.target);
  return call.method == "POST" && target &&
         find_route(target->path, quirks_.versions).endpoint == Endpoint::kToken;
}

Answer Service::handle(const Call& call, core::Timestamp now) {
  if (is_token_request(call)) {
    Answer answer = oauth_.refresh(call, now, next_serial());
    add_common_headers(answer, now);
    return answer;
  }
  const auto refused = ledger_.arrive(now);
  Answer answer = call.authorization.empty() ? no_credentials(next_serial())
                  : !opens(call.authorization, now)
                      ? expired_token(next_serial())
                      : (refused ? refuse_rate(*refused, now) : route(call, now));
  ledger_.answered(answer.status);
  add_common_headers(answer, now);
  return answer;
}

void Service::count_fault(int status, core::Timestamp now) {
  ledger_.arrive(now);
  ledger_.answered(status);
}

Answer Service::refuse_rate(std::string_view policy, core::Timestamp now) {
  Answer answer = rate_limited(policy, next_serial());
  if (quirks_.retry_after == Presence::kPresent) {
    const auto wait = (ledger_.until_free(now) + std::chrono::milliseconds(999)) / 1000;
    answer.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  }
  return answer;
}

void Service::add_common_headers(Answer& answer, core::Timestamp now) const {
  if (quirks_.date != DateHeader::kOff) {
    const bool skewed = quirks_.date == DateHeader::kSkewed;
    const auto shift = std::chrono::seconds(skewed ? quirks_.date_skew_s : 0);
    answer.headers.emplace_back("Date", http_date(now + shift));
  }
  const auto add = [&](std::string_view name, const std::string& value) {
    answer.headers.emplace_back("X-HubSpot-RateLimit-" + std::string(name), value);
  };
  if (quirks_.rate_headers == RateHeaders::kAbsurd) {
    add("Max", "-5");
    add("Remaining", "99999999999999999999");
    add("Interval-Milliseconds", "0");
    add("Daily", "none");
    add("Daily-Remaining", "-1");
  }
  if (quirks_.rate_headers != RateHeaders::kPresent) return;
  if (ledger_.limits().burst > 0) {
    add("Max", std::to_string(ledger_.limits().burst));
    add("Remaining", std::to_string(ledger_.remaining()));
    add("Interval-Milliseconds", std::to_string(ledger_.limits().window.count()));
  }
  if (ledger_.limits().daily > 0) {
    add("Daily", std::to_string(ledger_.limits().daily));
    add("Daily-Remaining", std::to_string(ledger_.daily_remaining()));
  }
}

Answer Service::route(const Call& call, core::Timestamp now) {
  if (call.target.size() > kLongestTarget) return error_status(414, "", next_serial());
  const auto target = parse_target(call.target);
  if (!target) return refusal({400, "VALIDATION_ERROR", "The address is malformed.", ""}, next_serial());
  const Route found = find_route(target->path, quirks_.versions);
  if (found.endpoint == Endpoint::kNone) return unknown_path(target->path, next_serial());
  if (found.endpoint == Endpoint::kToken) {
    return refusal({405, "METHOD_NOT_ALLOWED", "Only POST is allowed here.", ""}, next_serial());
  }
  if (call.method != "GET") {
    return refusal({405, "METHOD_NOT_ALLOWED", "Only GET is allowed here.", ""}, next_serial());
  }
  if (found.endpoint == Endpoint::kAccount) return account_details();
  if (!quirks_.scope_granted) return missing_scope(next_serial());
  if (found.endpoint == Endpoint::kThread) return get_thread(found.thread_id, *target);
  return list_threads(*target, now);
}

Checked<void> Service::check_cursor(const ListingQuery& query, core::Timestamp now) {
  if (!query.cursor) return {};
  const auto cursor = decode_cursor(*query.cursor);
  if (!cursor || cursor->listing != query.fingerprint()) return tl::unexpected(bad_cursor());
  const auto age = now.unix_ms() - cursor->issued_ms;
  if (quirks_.cursor_lifetime_s > 0 && age > 1000LL * quirks_.cursor_lifetime_s) {
    return tl::unexpected(bad_cursor());
  }
  ++cursor_requests_;
  if (quirks_.cursor_breaks_every > 0 && cursor_requests_ % quirks_.cursor_breaks_every == 0) {
    return tl::unexpected(bad_cursor());
  }
  return {};
}

std::string Service::next_cursor(const ListingQuery& query, const Cursor& next) {
  std::string cursor = encode_cursor(next, static_cast<std::size_t>(quirks_.cursor_bytes));
  if (quirks_.cursor_repeats && query.cursor) return *query.cursor;
  if (!quirks_.cursor_loop) return cursor;
  // The first cursor is remembered; the third page gives it out again instead of its own.
  if (loop_starts_.size() > 1000) loop_starts_.clear();
  if (next.page == 1) loop_starts_[next.listing] = cursor;
  const auto start = loop_starts_.find(next.listing);
  return next.page >= 3 && start != loop_starts_.end() ? start->second : cursor;
}

void Service::append_paging(std::string& body, const std::string& cursor, const std::string& path) const {
  const std::string shown = quirks_.encoded_cursors ? percent_encode(cursor) : cursor;
  body += R"(,"paging":{"next":{"after":)" + json_string(shown);
  if (quirks_.link != Link::kAbsent) {
    const std::string base = quirks_.link == Link::kOwn ? account_.link_base : "https://elsewhere.invalid";
    body += R"(,"link":)" + json_string(base + path + "?after=" + percent_encode(cursor));
  }
  body += "}}}";
}

Answer Service::list_threads(const Target& target, core::Timestamp now) {
  const auto query = parse_listing(target.parameters, quirks_);
  if (!query) return refusal(query.error(), next_serial());
  if (const auto ok = check_cursor(*query, now); !ok) return refusal(ok.error(), next_serial());
  const auto cursor = query->cursor ? decode_cursor(*query->cursor) : std::nullopt;
  const ListingPage page = list_page(world_, *query, cursor, quirks_, now);
  std::string body;
  body.reserve(page.slots.size() * 620 + 512);
  body += R"({"results":[)";
  for (const std::uint32_t slot : page.slots) {
    if (body.back() != '[') body += ',';
    append_thread(body, world_.at(slot), quirks_, query->with_tickets);
  }
  if (quirks_.bad_records) {
    body += body.back() == '[' ? "" : ",";
    body += R"({"id":"not-a-number","status":"OPEN","inboxId":"1"})";
  }
  body += ']';
  if (page.next) {
    append_paging(body, next_cursor(*query, *page.next), target.path);
  } else {
    body += end_of_paging(quirks_.last_page);
  }
  return json_answer(200, std::move(body));
}

Answer Service::get_thread(std::string_view id, const Target& target) {
  const auto query = parse_thread(id, target.parameters, quirks_);
  if (!query) return refusal(query.error(), next_serial());
  const Thread* thread = world_.served(query->id);
  if (thread == nullptr || thread->archived != query->archived) {
    return refusal({404, "OBJECT_NOT_FOUND", "No thread found with id " + std::string(id) + ".", ""},
                   next_serial());
  }
  std::string body;
  append_thread(body, *thread, quirks_, query->with_tickets);
  return json_answer(200, std::move(body));
}

Answer Service::account_details() {
  core::JsonWriter json;
  json.begin_object().field("portalId", account_.portal_id).field("accountType", "DEVELOPER_TEST");
  json.field("timeZone", account_.time_zone).field("companyCurrency", "EUR");
  json.key("additionalCurrencies").begin_array().end_array();
  json.field("utcOffset", account_.utc_offset);
  json.field("utcOffsetMilliseconds", std::chrono::milliseconds(ledger_.limits().utc_offset).count());
  json.field("uiDomain", "app.hubspot.com").field("dataHostingLocation", "eu1").end_object();
  return json_answer(200, std::string(json.text()));
}

}  // namespace threadmirror::fake_hubspot
