// Threads in the API's JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fake_hubspot/quirks.hpp"
#include "tests/fake_hubspot/thread.hpp"

namespace threadmirror::fake_hubspot {

// Appends the thread as HubSpot would send it. `with_ticket`: threadAssociations is asked for.
void append_thread(std::string& out, const Thread& thread, const Quirks& quirks, bool with_ticket);

// Appends "2026-11-21T09:30:00.123Z" with 0 to 9 fraction digits (cut, never rounded).
void append_timestamp(std::string& out, std::int64_t ms, int digits);

// The text as a JSON string, quotes included.
std::string json_string(std::string_view text);

// What a client can know of an instant when timestamps have so many digits: cut to them.
std::int64_t visible_time(std::int64_t ms, int digits);

// The thread's status as it is sent.
std::string_view status_text(const Thread& thread, const Quirks& quirks);

// The fields that no document names, as a JSON object; empty when there are none.
std::string extra_fields(const Thread& thread, const Quirks& quirks);

}  // namespace threadmirror::fake_hubspot
