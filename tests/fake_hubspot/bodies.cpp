#include "tests/fake_hubspot/bodies.hpp"

#include <cctype>

#include "core/json.hpp"

namespace threadmirror::fake_hubspot {
namespace {

std::string lower(std::string_view text) {
  std::string result;
  for (const char c : text) result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string_view reason(int status) {
  switch (status) {
    case 401:
      return "Authentication credentials are invalid.";
    case 403:
      return "This token doesn't have the permissions for this call.";
    case 404:
      return "resource not found";
    case 414:
      return "Request-URI Too Long";
    case 423:
      return "The resource is locked. Try again in a few seconds.";
    case 477:
      return "The account is being moved to another data centre.";
    case 500:
      return "internal error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service temporarily unavailable";
    case 504:
      return "Gateway timeout";
    default:
      return "The request could not be served.";
  }
}

std::string html_page(int status) {
  const std::string number = std::to_string(status);
  return "<!DOCTYPE html>\n<html><head><title>api.hubapi.com | " + number +
         "</title></head>\n<body><h1>Error " + number +
         "</h1><p>Web server is not answering.</p></body></html>\n";
}

}  // namespace

std::string correlation_id(std::uint64_t serial) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string id = "00000000-fa4e-4000-8000-000000000000";
  for (std::size_t i = id.size(); serial != 0 && i > 24; serial >>= 4) id[--i] = kHex[serial & 15];
  return id;
}

Answer json_answer(int status, std::string body) {
  Answer answer;
  answer.status = status;
  answer.headers.emplace_back("Content-Type", "application/json;charset=utf-8");
  answer.body = std::move(body);
  return answer;
}

Answer refusal(const Refusal& why, std::uint64_t serial) {
  core::JsonWriter json;
  json.begin_object().field("status", "error").field("message", why.message);
  json.field("correlationId", correlation_id(serial)).field("category", why.category);
  if (!why.sub_category.empty()) json.field("subCategory", why.sub_category);
  json.end_object();
  return json_answer(why.status, std::string(json.text()));
}

Answer no_credentials(std::uint64_t serial) {
  return refusal({401, "INVALID_AUTHENTICATION",
                  "Authentication credentials not found. This API supports OAuth 2.0 authentication.", ""},
                 serial);
}

Answer expired_token(std::uint64_t serial) {
  return refusal(
      {401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired 20705 day(s) ago.", ""},
      serial);
}

Answer missing_scope(std::uint64_t serial) {
  core::JsonWriter json;
  json.begin_object().field("status", "error");
  json.field("message", "This app hasn't been granted all required scopes to make this call.");
  json.field("correlationId", correlation_id(serial)).key("errors").begin_array().begin_object();
  json.field("message", "One or more of the following scopes are required.").key("context").begin_object();
  json.key("requiredGranularScopes").begin_array().value("conversations.read").end_array().end_object();
  json.end_object().end_array().field("category", "MISSING_SCOPES").end_object();
  return json_answer(403, std::string(json.text()));
}

Answer rate_limited(std::string_view policy, std::uint64_t serial) {
  core::JsonWriter json;
  json.begin_object().field("status", "error");
  json.field("message", "You have reached your " + lower(policy) + " limit.");
  json.field("errorType", "RATE_LIMIT").field("correlationId", correlation_id(serial));
  json.field("policyName", policy).field("requestId", correlation_id(serial ^ 0xffff)).end_object();
  return json_answer(429, std::string(json.text()));
}

Answer unknown_path(std::string_view path, std::uint64_t serial) {
  return refusal({404, "OBJECT_NOT_FOUND", "Unable to find anything at " + std::string(path) + ".", ""},
                 serial);
}

Answer error_status(int status, std::string_view policy, std::uint64_t serial) {
  if (status == 401) return expired_token(serial);
  if (status == 403) return missing_scope(serial);
  if (status == 429) return rate_limited(policy.empty() ? "TEN_SECONDLY_ROLLING" : policy, serial);
  if (status < 520 || status > 529) return refusal({status, "", std::string(reason(status)), ""}, serial);
  Answer answer;
  answer.status = status;
  answer.headers.emplace_back("Content-Type", "text/html; charset=UTF-8");
  answer.body = html_page(status);
  return answer;
}

}  // namespace threadmirror::fake_hubspot
