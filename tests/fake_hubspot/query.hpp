// The parameter rules of the threads listing and of a single thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "tests/fake_hubspot/quirks.hpp"
#include "tests/fake_hubspot/target.hpp"

namespace threadmirror::fake_hubspot {

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

}  // namespace threadmirror::fake_hubspot
