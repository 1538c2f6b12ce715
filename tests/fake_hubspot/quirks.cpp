#include "tests/fake_hubspot/quirks.hpp"

#include <array>
#include <charconv>
#include <vector>

#include "core/suggestion.hpp"

namespace threadmirror::fake_hubspot {
namespace {

using Names = std::span<const std::string_view>;
using std::string_view;

constexpr std::array<string_view, 2> kOffOn{"off", "on"};
constexpr std::array<string_view, 2> kFilter{"inclusive", "exclusive"};
constexpr std::array<string_view, 2> kPrecision{"ms", "s"};
constexpr std::array<string_view, 3> kTies{"ascending", "descending", "shuffled"};
constexpr std::array<string_view, 3> kUntimed{"omitted", "first", "last"};
constexpr std::array<string_view, 2> kIdOrder{"numbers", "text"};
constexpr std::array<string_view, 2> kAbove{"refused", "clamped"};
constexpr std::array<string_view, 2> kEmptyPages{"never", "sometimes"};
constexpr std::array<string_view, 5> kLastPage{"no-paging", "empty-paging", "null-next", "null-after",
                                               "empty-after"};
constexpr std::array<string_view, 2> kCursorKind{"keyed", "positional"};
constexpr std::array<string_view, 3> kEndless{"off", "empty", "same"};
constexpr std::array<string_view, 3> kDuplicates{"off", "in-page", "across-pages"};
constexpr std::array<string_view, 3> kDate{"on", "off", "skewed"};
constexpr std::array<string_view, 3> kRateHeaders{"present", "absent", "absurd"};
constexpr std::array<string_view, 2> kPresence{"present", "absent"};
constexpr std::array<string_view, 2> kMissing{"absent", "null"};
constexpr std::array<string_view, 3> kLink{"own", "foreign", "absent"};
constexpr std::array<string_view, 2> kStrictness{"ignored", "refused"};
constexpr std::array<string_view, 2> kRefreshTokens{"kept", "rotated"};
constexpr std::array<string_view, 2> kOAuthErrors{"hubspot", "oauth"};
constexpr std::array<string_view, 3> kVersions{"all", "v3", "dated"};

template <auto Member>
QuirkInfo choice(string_view name, Names choices, string_view description) {
  using Value = std::remove_reference_t<decltype(std::declval<Quirks&>().*Member)>;
  return {name,
          description,
          choices,
          0,
          static_cast<int>(choices.size()) - 1,
          [](const Quirks& q) { return static_cast<int>(q.*Member); },
          [](Quirks& q, int value) { q.*Member = static_cast<Value>(value); }};
}

template <auto Member>
QuirkInfo number(string_view name, int lowest, int highest, string_view description) {
  return {name,
          description,
          {},
          lowest,
          highest,
          [](const Quirks& q) { return q.*Member; },
          [](Quirks& q, int value) { q.*Member = value; }};
}

void add_open_questions(std::vector<QuirkInfo>& table) {
  const auto add = [&](QuirkInfo info) { table.push_back(info); };
  add(choice<&Quirks::after_filter>(
      "after-filter", kFilter, "whether latestMessageTimestampAfter lists threads of that very instant"));
  add(choice<&Quirks::precision>("precision", kPrecision,
                                 "the unit to which the timestamp sort and its filter cut"));
  add(choice<&Quirks::ties>("ties", kTies, "the order of ids among equal latestMessageTimestamps"));
  add(choice<&Quirks::untimed>("untimed", kUntimed,
                               "where the timestamp sort lists threads without latestMessageTimestamp"));
  add(choice<&Quirks::id_order>("id-order", kIdOrder, "whether sort=id sorts ids as numbers or as text"));
  add(choice<&Quirks::limit_above>("limit-above", kAbove, "what happens to a limit above 500"));
  add(number<&Quirks::default_limit>("default-limit", 1, 500, "the page size without a limit parameter"));
  add(number<&Quirks::page_cap>("page-cap", 0, 500, "no page is longer, whatever limit says; 0: no cap"));
  add(choice<&Quirks::empty_pages>("empty-pages", kEmptyPages,
                                   "whether every third page is empty and still carries a cursor"));
  add(choice<&Quirks::last_page>("last-page", kLastPage, "what `paging` looks like on the last page"));
  add(choice<&Quirks::final_empty_page>(
      "final-empty-page", kOffOn, "a full last page has a cursor, to an empty page that ends the listing"));
  add(choice<&Quirks::encoded_cursors>("encoded-cursors", kOffOn,
                                       "cursors are percent-encoded inside the JSON (NTI1Cg%3D%3D)"));
  add(choice<&Quirks::time_cursors>("time-cursors", kCursorKind,
                                    "cursors of the timestamp sort hold the last key, or only a position"));
  add(choice<&Quirks::several_inboxes>("several-inboxes", kStrictness,
                                       "more than one inboxId: 400, or all but the first are ignored"));
  add(choice<&Quirks::unknown_parameters>("unknown-parameters", kStrictness,
                                          "parameters that the documents don't name: ignored, or 400"));
  add(choice<&Quirks::refresh_tokens>(
      "refresh-tokens", kRefreshTokens,
      "an OAuth refresh leaves the refresh token as it is, or replaces it and forgets the old one"));
  add(choice<&Quirks::oauth_errors>("oauth-errors", kOAuthErrors,
                                    "the token endpoint refuses in HubSpot's words or in OAuth's"));
}

void add_representations(std::vector<QuirkInfo>& table) {
  const auto add = [&](QuirkInfo info) { table.push_back(info); };
  add(number<&Quirks::timestamp_digits>("timestamp-digits", 0, 9,
                                        "fraction digits of timestamps (below 3 they are cut)"));
  add(choice<&Quirks::numeric_ids>("numeric-ids", kOffOn, "ids are JSON numbers instead of strings"));
  add(choice<&Quirks::missing>("missing", kMissing, "optional fields without a value: left out, or null"));
  add(choice<&Quirks::unknown_status>("unknown-status", kOffOn,
                                      "every 50th thread has the status WAITING_ON_CONTACT"));
  add(choice<&Quirks::extra_fields>("extra-fields", kOffOn, "threads have fields that no document names"));
  add(choice<&Quirks::versions>("versions", kVersions,
                                "which path families are served; the others answer 404"));
  add(choice<&Quirks::gzip>("gzip", kOffOn, "compress answers for clients that accept it"));
  add(choice<&Quirks::date>("date", kDate, "the Date header"));
  add(number<&Quirks::date_skew_s>("date-skew", -2'000'000'000, 2'000'000'000,
                                   "seconds that a skewed Date header is ahead"));
  add(choice<&Quirks::rate_headers>("rate-headers", kRateHeaders,
                                    "the X-HubSpot-RateLimit-* headers (present: while a limit is set)"));
  add(choice<&Quirks::retry_after>("retry-after", kPresence, "the Retry-After header of a 429"));
  add(choice<&Quirks::scope_granted>("scope", kOffOn,
                                     "whether the token has conversations.read (off: 403 MISSING_SCOPES)"));
  add(number<&Quirks::token_lifetime_s>("token-lifetime", 1, 86400,
                                        "seconds that an OAuth access token lives"));
}

void add_failures(std::vector<QuirkInfo>& table) {
  const auto add = [&](QuirkInfo info) { table.push_back(info); };
  add(number<&Quirks::cursor_breaks_every>(
      "cursor-breaks-every", 0, 1'000'000,
      "every N-th request with a cursor is refused as unparsable; 0: none"));
  add(number<&Quirks::cursor_lifetime_s>("cursor-lifetime", 0, 1'000'000,
                                         "seconds after which a cursor is refused as unparsable; 0: never"));
  add(choice<&Quirks::cursor_loop>("cursor-loop", kOffOn,
                                   "the third page leads back to the second: A, B, A"));
  add(choice<&Quirks::cursor_repeats>("cursor-repeats", kOffOn,
                                      "from the second page on, the next cursor is the one just used"));
  add(number<&Quirks::cursor_bytes>("cursor-bytes", 0, 4'000'000,
                                    "cursors are padded to that length; 0: not"));
  add(choice<&Quirks::endless_pages>(
      "endless-pages", kEndless,
      "after the end: empty pages, or the last page again, with ever new cursors"));
  add(choice<&Quirks::out_of_order>("out-of-order", kOffOn, "the order within each page is broken"));
  add(choice<&Quirks::duplicates>("duplicates", kDuplicates,
                                  "a thread comes twice in a page, or ends one page and begins the next"));
  add(choice<&Quirks::bad_records>("bad-records", kOffOn,
                                   "each page ends with a record that has no usable id"));
  add(choice<&Quirks::link>("link", kLink, "paging.next.link: to this server, to another host, or missing"));
}

std::string possible(const QuirkInfo& info) {
  if (info.choices.empty()) return std::to_string(info.lowest) + " to " + std::to_string(info.highest);
  std::string text;
  for (const auto name : info.choices) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

std::optional<int> parse_value(const QuirkInfo& info, string_view value) {
  for (std::size_t i = 0; i < info.choices.size(); ++i) {
    if (info.choices[i] == value) return static_cast<int>(i);
  }
  int parsed = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
  const bool whole = error == std::errc() && end == value.data() + value.size();
  if (!info.choices.empty() || !whole || parsed < info.lowest || parsed > info.highest) return std::nullopt;
  return parsed;
}

}  // namespace

Orders Quirks::orders() const {
  return {id_order, ties, untimed, precision == Precision::kSeconds ? 1000 : 1};
}

std::span<const QuirkInfo> quirk_table() {
  static const std::vector<QuirkInfo> table = [] {
    std::vector<QuirkInfo> rows;
    add_open_questions(rows);
    add_representations(rows);
    add_failures(rows);
    return rows;
  }();
  return table;
}

std::string quirk_value(const QuirkInfo& info, const Quirks& quirks) {
  const int value = info.get(quirks);
  return info.choices.empty() ? std::to_string(value)
                              : std::string(info.choices[static_cast<std::size_t>(value)]);
}

core::Status set_quirk(Quirks& quirks, string_view name, string_view value) {
  std::vector<string_view> names;
  for (const QuirkInfo& info : quirk_table()) {
    names.push_back(info.name);
    if (info.name != name) continue;
    const auto parsed = parse_value(info, value);
    if (!parsed) {
      return core::fail(core::ErrorCode::kUsage,
                        "quirk " + std::string(name) + " can't be \"" + std::string(value) + "\"",
                        "possible: " + possible(info));
    }
    info.set(quirks, *parsed);
    return {};
  }
  return core::fail(core::ErrorCode::kUsage, "there is no quirk \"" + std::string(name) + "\"",
                    core::did_you_mean(name, names, "see --list-quirks"));
}

core::Status set_quirk(Quirks& quirks, string_view assignment) {
  const auto equals = assignment.find('=');
  if (equals == string_view::npos) {
    return core::fail(core::ErrorCode::kUsage, "\"" + std::string(assignment) + "\" is no name=value");
  }
  return set_quirk(quirks, assignment.substr(0, equals), assignment.substr(equals + 1));
}

}  // namespace threadmirror::fake_hubspot
