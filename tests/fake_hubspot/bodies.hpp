// Error answers in HubSpot's words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fake_hubspot/message.hpp"
#include "tests/fake_hubspot/query.hpp"

namespace threadmirror::fake_hubspot {

// An answer with a JSON body. Below, `serial` makes the correlation id unique.
Answer json_answer(int status, std::string body);

// {"status":"error","message":…,"correlationId":…,"category":…}
Answer refusal(const Refusal& refusal, std::uint64_t serial);
Answer no_credentials(std::uint64_t serial);
// What HubSpot answers to any static token that it doesn't know.
Answer expired_token(std::uint64_t serial);
Answer missing_scope(std::uint64_t serial);
// 429 of the policy DAILY, TEN_SECONDLY_ROLLING or SECONDLY.
Answer rate_limited(std::string_view policy, std::uint64_t serial);
Answer unknown_path(std::string_view path, std::uint64_t serial);
// The usual answer of that status: HTML for 52x, the rate limit's for 429, else a JSON error.
Answer error_status(int status, std::string_view policy, std::uint64_t serial);

// A fixed UUID-like text for the serial number.
std::string correlation_id(std::uint64_t serial);

}  // namespace threadmirror::fake_hubspot
