// The one date format that HTTP still produces.
#pragma once

#include <optional>
#include <string_view>

#include "core/timestamp.hpp"

namespace threadmirror::sync::api {

// Reads an IMF-fixdate, "Sun, 06 Nov 1994 08:49:37 GMT"; nothing for anything else, for impossible dates and
// for a day of the week that does not belong to the date.
std::optional<core::Timestamp> parse_http_date(std::string_view text);

}  // namespace threadmirror::sync::api
