// The switches for everything that HubSpot's documents leave open, and for what goes wrong in the field.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "tests/fake_hubspot/world.hpp"

namespace threadmirror::fake_hubspot {

enum class AfterFilter { kInclusive, kExclusive };
enum class Precision { kMilliseconds, kSeconds };
enum class Above { kRefused, kClamped };
enum class EmptyPages { kNever, kSometimes };
enum class LastPage { kNoPaging, kEmptyPaging, kNullNext, kNullAfter, kEmptyAfter };
enum class CursorKind { kKeyed, kPositional };
enum class Endless { kOff, kEmpty, kSame };
enum class Duplicates { kOff, kInPage, kAcrossPages };
enum class DateHeader { kOn, kOff, kSkewed };
enum class RateHeaders { kPresent, kAbsent, kAbsurd };
enum class Presence { kPresent, kAbsent };
enum class Missing { kAbsent, kNull };
enum class Link { kOwn, kForeign, kAbsent };
enum class Strictness { kIgnored, kRefused };
enum class Versions { kAll, kV3, kDated };
enum class RefreshTokens { kKept, kRotated };
enum class OAuthErrors { kHubSpot, kOAuth };

// How the server behaves. Every value can be changed while it runs. The table in quirks.cpp describes each
// one.
struct Quirks {
  // What the documents leave open.
  AfterFilter after_filter = AfterFilter::kInclusive;
  Precision precision = Precision::kMilliseconds;
  TieOrder ties = TieOrder::kAscending;
  Untimed untimed = Untimed::kOmitted;
  IdOrder id_order = IdOrder::kNumbers;
  Above limit_above = Above::kRefused;
  int default_limit = 100;
  int page_cap = 0;
  EmptyPages empty_pages = EmptyPages::kNever;
  LastPage last_page = LastPage::kNoPaging;
  bool final_empty_page = false;
  bool encoded_cursors = false;
  CursorKind time_cursors = CursorKind::kKeyed;
  int timestamp_digits = 3;
  bool numeric_ids = false;
  Missing missing = Missing::kAbsent;
  bool unknown_status = false;
  bool extra_fields = false;
  Strictness unknown_parameters = Strictness::kIgnored;
  Strictness several_inboxes = Strictness::kRefused;
  RefreshTokens refresh_tokens = RefreshTokens::kKept;
  OAuthErrors oauth_errors = OAuthErrors::kHubSpot;
  Versions versions = Versions::kAll;
  bool gzip = true;
  DateHeader date = DateHeader::kOn;
  int date_skew_s = 86400;
  RateHeaders rate_headers = RateHeaders::kPresent;
  Presence retry_after = Presence::kAbsent;
  bool scope_granted = true;
  int token_lifetime_s = 1800;

  // What goes wrong.
  int cursor_breaks_every = 0;
  int cursor_lifetime_s = 0;
  bool cursor_loop = false;
  bool cursor_repeats = false;
  int cursor_bytes = 0;
  Endless endless_pages = Endless::kOff;
  bool out_of_order = false;
  Duplicates duplicates = Duplicates::kOff;
  bool bad_records = false;
  Link link = Link::kOwn;

  Orders orders() const;
};

// A switch by name. Either `choices` lists its values, or it is a number from `lowest` to `highest`.
struct QuirkInfo {
  std::string_view name;
  std::string_view description;
  std::span<const std::string_view> choices;
  int lowest = 0;
  int highest = 0;
  int (*get)(const Quirks&) = nullptr;  // the number, or the index of the choice
  void (*set)(Quirks&, int) = nullptr;
};

std::span<const QuirkInfo> quirk_table();

// The value as text; `info` is from the table.
std::string quirk_value(const QuirkInfo& info, const Quirks& quirks);
// kUsage when name or value is unknown; the message lists what is possible.
core::Status set_quirk(Quirks& quirks, std::string_view name, std::string_view value);
// The same for "name=value".
core::Status set_quirk(Quirks& quirks, std::string_view assignment);

}  // namespace threadmirror::fake_hubspot
