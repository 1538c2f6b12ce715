// What HubSpot writes into the body of an error answer.
#pragma once

#include <string>
#include <vector>

#include "sync/api/json_value.hpp"
#include "sync/http/transport.hpp"

namespace threadmirror::sync::api {

// Every field is optional upstream and empty where it is missing. All texts are printable and short.
struct Problem {
  std::string message;
  std::string category;      // "VALIDATION_ERROR", "MISSING_SCOPES", "EXPIRED_AUTHENTICATION" …
  std::string sub_category;  // "ConversationsApiError.UNPARSEABLE_TOKEN" …
  std::string policy_name;   // of a 429: "DAILY", "TEN_SECONDLY_ROLLING", "SECONDLY"
  std::string correlation_id;
  std::vector<std::string> required_scopes;  // of a 403, from errors[].context.requiredGranularScopes
};

// Reads the body leniently: what is no JSON object gives an empty problem.
Problem read_problem(const http::Response& answer);

// The same from a parsed body.
Problem problem_in(const JsonValue& root);

}  // namespace threadmirror::sync::api
