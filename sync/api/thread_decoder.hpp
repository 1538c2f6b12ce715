// One thread of HubSpot's JSON into the mirror's record.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/result.hpp"
#include "core/thread_record.hpp"
#include "sync/api/json_value.hpp"

namespace threadmirror::sync::api {

// A thread, or the reason why the value can't be one.
using DecodedThread = std::variant<core::ThreadRecord, core::RejectedRecord>;

// Lenient: only an unusable `id` rejects a record. A field that is missing or null is empty. A field of the
// wrong type or with an unreadable timestamp is empty, too, and its value is kept in `extra` under its API
// name, as are unknown fields; `misfits` is raised by one for each such value of a known field. `extra` is
// canonical JSON (names sorted, compact), so that equal contents compare equal.
DecodedThread decode_thread(const JsonValue& value, std::int64_t& misfits);

// The id in a string of digits or an integer: 1 to 2^63 - 1, no sign, no leading zeros. The failure's message
// says what is wrong; `value` may be null for a missing one.
core::Result<std::int64_t> decode_id(const JsonValue* value);

// At most `limit` bytes of `text`, cut between two characters.
std::string_view cut_utf8(std::string_view text, std::size_t limit);

}  // namespace threadmirror::sync::api
