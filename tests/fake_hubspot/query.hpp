// The request's target taken apart, and the parameter rules of the threads listing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "tests/fake_hubspot/quirks.hpp"

namespace threadmirror::fake_hubspot {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Target {
  std::string path;
  Parameters parameters;  // decoded, in the order of the request
};
// Nothing when a percent sign is not followed by two hexadecimal digits.
std::optional<Target> parse_target(std::string_view target);
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);
// Everything but letters, digits and "-._~" is escaped.
std::string percent_encode(std::string_view text);

// Why a request is refused.
struct Refusal {
  int status = 400;
  std::string category = "VALIDATION_ERROR";
  std::string message;
  std::string sub_category;
};
template <typename T>
using Checked = tl::expected<T, Refusal>;

// A listing that was asked for by the rules.
struct ListingQuery {
  bool by_time = false;
  bool descending = false;
  std::optional<std::int64_t> after_ms;  // latestMessageTimestampAfter, only under the timestamp sort
  bool archived = false;
  std::optional<std::int64_t> inbox, contact, ticket;
  std::optional<bool> open;
  bool with_tickets = false;
  std::size_t limit = 0;  // threads per page, after all caps
  std::optional<std::string> cursor;

  // True when every thread of the index is listed.
  bool unfiltered() const { return !inbox && !contact && !ticket && !open; }
  // A number that differs between listings: a cursor belongs to one.
  std::uint32_t fingerprint() const;
};
Checked<ListingQuery> parse_listing(const Parameters& parameters, const Quirks& quirks);

struct ThreadQuery {
  std::int64_t id = 0;
  bool archived = false;
  bool with_tickets = false;
};
Checked<ThreadQuery> parse_thread(std::string_view id, const Parameters& parameters, const Quirks& quirks);

std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace threadmirror::fake_hubspot
