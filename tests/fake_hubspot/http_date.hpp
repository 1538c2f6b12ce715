// The Date header's form of an instant.
#pragma once

#include <string>

#include "core/timestamp.hpp"

namespace threadmirror::fake_hubspot {

// "Sun, 06 Nov 1994 08:49:37 GMT"; instants outside the years 1 to 9999 are moved to their border.
std::string http_date(core::Timestamp instant);

}  // namespace threadmirror::fake_hubspot
