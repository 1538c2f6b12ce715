#include "sync/api/page_decoder.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "sync/api/answer_body.hpp"
#include "sync/api/answer_headers.hpp"
#include "sync/api/http_date.hpp"
#include "sync/api/problem.hpp"
#include "sync/api/thread_decoder.hpp"

namespace threadmirror::sync::api {
namespace {

using core::ErrorCode;
using core::fail;
using Kind = JsonValue::Kind;

// The member of that name; null also where its value is null.
const JsonValue* find_value(const JsonValue& object, std::string_view name) {
  const JsonValue* const value = object.find(name);
  return value != nullptr && value->is(Kind::kNull) ? nullptr : value;
}

core::Result<std::optional<std::string>> cursor_text(const JsonValue& after) {
  if (!after.is(Kind::kString) && !after.is(Kind::kNumber)) {
    return fail(ErrorCode::kBadResponse, "paging.next.after is neither text nor a number");
  }
  std::string cursor(after.is(Kind::kString) ? after.text() : after.number_token());
  if (cursor.empty()) return std::nullopt;
  if (cursor.size() > kLongestCursor) {
    return fail(ErrorCode::kBadResponse, "the cursor has " + std::to_string(cursor.size()) +
                                             " bytes, more than " + std::to_string(kLongestCursor));
  }
  return cursor;
}

// The cursor of the next page. Only a missing, null or empty one ends the listing; a shape that is not
// understood is an error.
core::Result<std::optional<std::string>> next_cursor(const JsonValue& root) {
  const JsonValue* const paging = find_value(root, "paging");
  if (paging == nullptr) return std::nullopt;
  if (!paging->is(Kind::kObject)) return fail(ErrorCode::kBadResponse, "paging is no JSON object");
  const JsonValue* const next = find_value(*paging, "next");
  if (next == nullptr) return std::nullopt;
  if (!next->is(Kind::kObject)) return fail(ErrorCode::kBadResponse, "paging.next is no JSON object");
  const JsonValue* const after = find_value(*next, "after");
  if (after == nullptr) return std::nullopt;
  return cursor_text(*after);
}

core::Result<const JsonValue*> find_results(const JsonValue& root) {
  const JsonValue* const results = root.find("results");
  if (results != nullptr && results->is(Kind::kArray)) return results;
  const std::string said = problem_in(root).message;
  return fail(ErrorCode::kBadResponse, std::string("the answer has no array \"results\"") +
                                           (said.empty() ? "" : "; it says: " + said));
}

// The root of the document, which must be an object.
core::Result<ParsedJson> parse_object(const http::Response& answer) {
  auto parsed = parse_body(answer);
  if (parsed && !parsed->root.is(Kind::kObject)) {
    return fail(ErrorCode::kBadResponse, "the answer is no JSON object");
  }
  return parsed;
}

void add_records(const JsonValue& results, Page& page) {
  page.threads.reserve(results.items().size());
  for (const JsonValue& item : results.items()) {
    DecodedThread decoded = decode_thread(item, page.misfit_values);
    if (auto* const thread = std::get_if<core::ThreadRecord>(&decoded)) {
      page.threads.push_back(std::move(*thread));
    } else {
      page.rejected.push_back(std::move(std::get<core::RejectedRecord>(decoded)));
    }
  }
}

std::optional<std::string> text_member(const JsonValue& root, std::string_view name) {
  const JsonValue* const value = root.find(name);
  return value != nullptr && value->is(Kind::kString) ? std::optional<std::string>(value->text())
                                                      : std::nullopt;
}

}  // namespace

bool is_in_order(const std::vector<core::ThreadRecord>& threads, Sort sort) {
  if (sort == Sort::kId) {
    const auto textual = [](const auto& a, const auto& b) {
      return std::to_string(a.id) < std::to_string(b.id);
    };
    return std::is_sorted(threads.begin(), threads.end(), [](auto& a, auto& b) { return a.id < b.id; }) ||
           std::is_sorted(threads.begin(), threads.end(), textual);
  }
  std::optional<core::Timestamp> latest;
  for (const core::ThreadRecord& thread : threads) {
    if (!thread.latest_message_timestamp) continue;
    if (latest && *thread.latest_message_timestamp < *latest) return false;
    latest = thread.latest_message_timestamp;
  }
  return true;
}

core::Result<Page> decode_page(const http::Response& answer, Sort sort) {
  const auto parsed = parse_object(answer);
  if (!parsed) return fail(parsed.error());
  const auto results = find_results(parsed->root);
  if (!results) return fail(results.error());
  auto cursor = next_cursor(parsed->root);
  if (!cursor) return fail(cursor.error());

  Page page;
  page.next_cursor = std::move(*cursor);
  page.replaced_characters = static_cast<std::int64_t>(parsed->replaced_characters);
  add_records(**results, page);
  page.in_order = is_in_order(page.threads, sort);
  if (const auto date = single_header(answer, "Date")) page.server_time = parse_http_date(*date);
  return page;
}

core::Result<core::ThreadRecord> decode_single_thread(const http::Response& answer, std::int64_t id) {
  const auto parsed = parse_object(answer);
  if (!parsed) return fail(parsed.error());
  std::int64_t misfits = 0;
  DecodedThread decoded = decode_thread(parsed->root, misfits);
  if (const auto* const rejected = std::get_if<core::RejectedRecord>(&decoded)) {
    return fail(ErrorCode::kBadResponse, "the answer is no thread: " + rejected->reason);
  }
  auto& thread = std::get<core::ThreadRecord>(decoded);
  if (thread.id != id) {
    return fail(ErrorCode::kBadResponse, "the answer is another thread, " + std::to_string(thread.id));
  }
  return std::move(thread);
}

core::Result<Account> decode_account(const http::Response& answer) {
  const auto parsed = parse_object(answer);
  if (!parsed) return fail(parsed.error());
  const auto portal = decode_id(parsed->root.find("portalId"));
  if (!portal) return fail(portal.error().in("portalId"));
  Account account;
  account.portal_id = std::to_string(*portal);
  account.time_zone = text_member(parsed->root, "timeZone").value_or("");
  account.utc_offset = text_member(parsed->root, "utcOffset");
  return account;
}

}  // namespace threadmirror::sync::api
