// How long the server asks us to wait.
#pragma once

#include <chrono>
#include <optional>

#include "core/timestamp.hpp"
#include "sync/http/transport.hpp"

namespace threadmirror::sync::api {

// No wish is taken for longer than this; HubSpot's longest is a day.
inline constexpr std::chrono::milliseconds kLongestWish = std::chrono::hours(24);

// The wish in `Retry-After`: whole seconds or an HTTP date, which is measured from the answer's own Date
// header or else from `now`. A date in the past is 0, a wish above kLongestWish is cut to it, of several
// valid ones the longest counts. Nothing where there is none or where it makes no sense ("-3", "soon",
// "1e12").
std::optional<std::chrono::milliseconds> parse_retry_after(const http::Response& answer, core::Timestamp now);

}  // namespace threadmirror::sync::api
