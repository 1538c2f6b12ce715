#include "tests/fake_hubspot/query.hpp"

#include <algorithm>
#include <array>

namespace threadmirror::fake_hubspot {
namespace {

constexpr std::array<std::string_view, 11> kListingParameters{"after",
                                                              "limit",
                                                              "sort",
                                                              "latestMessageTimestampAfter",
                                                              "inboxId",
                                                              "associatedContactId",
                                                              "associatedTicketId",
                                                              "threadStatus",
                                                              "archived",
                                                              "association",
                                                              "property"};
constexpr int kHighestLimit = 500;

tl::unexpected<Refusal> refuse(std::string message) {
  return tl::unexpected(Refusal{.message = std::move(message), .sub_category = {}});
}

std::vector<std::string_view> values(const Parameters& parameters, std::string_view name) {
  std::vector<std::string_view> found;
  for (const auto& [key, value] : parameters) {
    if (key == name) found.push_back(value);
  }
  return found;
}

// The parameter's value, nothing where it is missing. A second value is refused.
Checked<std::optional<std::string_view>> single(const Parameters& parameters, std::string_view name) {
  const auto found = values(parameters, name);
  if (found.size() > 1) return refuse("Parameter " + std::string(name) + " must be given only once.");
  return found.empty() ? std::nullopt : std::optional(found.front());
}

Checked<std::optional<std::int64_t>> integer(const Parameters& parameters, std::string_view name) {
  const auto text = single(parameters, name);
  if (!text) return tl::unexpected(text.error());
  if (!*text) return std::nullopt;
  const auto number = parse_integer(**text);
  if (!number) return refuse("Invalid value for " + std::string(name) + ": it must be an integer.");
  return number;
}

Checked<bool> archived_flag(const Parameters& parameters) {
  const auto text = single(parameters, "archived");
  if (!text) return tl::unexpected(text.error());
  if (!*text || **text == "false") return false;
  if (**text == "true") return true;
  return refuse("Invalid value for archived: it must be true or false.");
}

Checked<bool> ticket_association(const Parameters& parameters) {
  const auto all = values(parameters, "association");
  if (std::any_of(all.begin(), all.end(), [](std::string_view v) { return v != "TICKET"; })) {
    return refuse("Invalid value for association: it must be TICKET.");
  }
  return !all.empty();
}

using Step = Checked<void>;

Step check_names(const Parameters& parameters, const Quirks& quirks) {
  for (const auto& [name, value] : parameters) {
    if (name == "property") return refuse("The fake server does not play the parameter property.");
    const bool known =
        std::find(kListingParameters.begin(), kListingParameters.end(), name) != kListingParameters.end();
    if (!known && quirks.unknown_parameters == Strictness::kRefused) {
      return refuse("Unknown parameter " + name + ".");
    }
  }
  return {};
}

Step read_limit(ListingQuery& query, const Parameters& parameters, const Quirks& quirks) {
  const auto given = integer(parameters, "limit");
  if (!given) return tl::unexpected(given.error());
  std::int64_t limit = given->value_or(quirks.default_limit);
  if (limit < 1 || limit > 2'147'483'647) return refuse("Invalid value for limit: it must be positive.");
  if (limit > kHighestLimit && quirks.limit_above == Above::kRefused) {
    return refuse("Invalid value for limit: it must not be greater than 500.");
  }
  limit = std::min<std::int64_t>(limit, kHighestLimit);
  if (quirks.page_cap > 0) limit = std::min<std::int64_t>(limit, quirks.page_cap);
  query.limit = static_cast<std::size_t>(limit);
  return {};
}

Step read_filters(ListingQuery& query, const Parameters& parameters, const Quirks& quirks) {
  Parameters inbox_first = parameters;
  if (quirks.several_inboxes == Strictness::kIgnored) {
    const auto is_inbox = [](const auto& p) { return p.first == "inboxId"; };
    const auto first = std::find_if(inbox_first.begin(), inbox_first.end(), is_inbox);
    if (first != inbox_first.end()) {
      inbox_first.erase(std::remove_if(first + 1, inbox_first.end(), is_inbox), inbox_first.end());
    }
  }
  const auto inbox = integer(inbox_first, "inboxId");
  if (!inbox) return tl::unexpected(inbox.error());
  const auto contact = integer(parameters, "associatedContactId");
  if (!contact) return tl::unexpected(contact.error());
  const auto ticket = integer(parameters, "associatedTicketId");
  if (!ticket) return tl::unexpected(ticket.error());
  const auto status = single(parameters, "threadStatus");
  if (!status) return tl::unexpected(status.error());
  if (*status && **status != "OPEN" && **status != "CLOSED") {
    return refuse("Invalid value for threadStatus: it must be OPEN or CLOSED.");
  }
  if (*contact && *inbox) return refuse("associatedContactId and inboxId can't be used together.");
  if (*contact && !*status) return refuse("associatedContactId requires threadStatus.");
  query.inbox = *inbox;
  query.contact = *contact;
  query.ticket = *ticket;
  if (*status) query.open = **status == "OPEN";
  return {};
}

// latestMessageTimestampAfter without the timestamp sort is silently ignored, as HubSpot does.
Step read_sort(ListingQuery& query, const Parameters& parameters) {
  const auto sort = single(parameters, "sort");
  if (!sort) return tl::unexpected(sort.error());
  const auto after = single(parameters, "latestMessageTimestampAfter");
  if (!after) return tl::unexpected(after.error());
  const std::string_view by = sort->value_or("id");
  if (by != "id" && by != "latestMessageTimestamp" && by != "-latestMessageTimestamp") {
    return refuse("Invalid value for sort: it must be id or latestMessageTimestamp.");
  }
  query.by_time = by != "id";
  query.descending = by.starts_with('-');
  if (query.descending && !query.contact) {
    return refuse("Descending order is only possible together with associatedContactId.");
  }
  if (!query.by_time) return {};
  if (!*after)
    return refuse("latestMessageTimestampAfter is required when sorting by latestMessageTimestamp.");
  const auto instant = core::Timestamp::parse(**after);
  if (!instant) return refuse("Invalid value for latestMessageTimestampAfter: it must be a date-time.");
  query.after_ms = instant->unix_ms();
  return {};
}

}  // namespace

std::uint32_t ListingQuery::fingerprint() const {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto mix = [&](std::optional<std::int64_t> value) {
    hash = (hash ^ static_cast<std::uint64_t>(value.value_or(-1))) * 0x100000001b3ULL;
    hash ^= hash >> 29;
  };
  mix(by_time ? 1 : 0);
  mix(descending ? 1 : 0);
  mix(archived ? 1 : 0);
  mix(after_ms);
  mix(inbox);
  mix(contact);
  mix(ticket);
  mix(open ? std::optional<std::int64_t>(*open ? 1 : 0) : std::nullopt);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

Checked<ListingQuery> parse_listing(const Parameters& parameters, const Quirks& quirks) {
  ListingQuery query;
  if (const auto ok = check_names(parameters, quirks); !ok) return tl::unexpected(ok.error());
  if (const auto ok = read_limit(query, parameters, quirks); !ok) return tl::unexpected(ok.error());
  if (const auto ok = read_filters(query, parameters, quirks); !ok) return tl::unexpected(ok.error());
  if (const auto ok = read_sort(query, parameters); !ok) return tl::unexpected(ok.error());
  const auto archived = archived_flag(parameters);
  if (!archived) return tl::unexpected(archived.error());
  const auto tickets = ticket_association(parameters);
  if (!tickets) return tl::unexpected(tickets.error());
  const auto cursor = single(parameters, "after");
  if (!cursor) return tl::unexpected(cursor.error());
  query.archived = *archived;
  query.with_tickets = *tickets;
  if (*cursor && !(*cursor)->empty()) query.cursor = std::string(**cursor);
  return query;
}

Checked<ThreadQuery> parse_thread(std::string_view id, const Parameters& parameters, const Quirks& quirks) {
  const auto number = parse_integer(id);
  if (!number) return refuse("Invalid threadId: it must be an integer.");
  for (const auto& [name, value] : parameters) {
    if (name == "property") return refuse("The fake server does not play the parameter property.");
    if (name != "archived" && name != "association" && quirks.unknown_parameters == Strictness::kRefused) {
      return refuse("Unknown parameter " + name + ".");
    }
  }
  const auto archived = archived_flag(parameters);
  if (!archived) return tl::unexpected(archived.error());
  const auto tickets = ticket_association(parameters);
  if (!tickets) return tl::unexpected(tickets.error());
  return ThreadQuery{*number, *archived, *tickets};
}

}  // namespace threadmirror::fake_hubspot
