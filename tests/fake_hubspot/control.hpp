// The interface for tests and rehearsals: the truth, the books, and the switches, under /_control/.
#pragma once

#include <string_view>

#include "core/timestamp.hpp"
#include "tests/fake_hubspot/message.hpp"

namespace threadmirror::fake_hubspot {

class Upstream;

// True for targets that this interface serves. They need no credentials and count in no book.
bool is_control(std::string_view target);

// Answers a control request. README.md describes each one; errors are 400 or 404 with
// {"error":…,"mend":…}. The answer to `truth` reads the world piece by piece after this call has returned: it
// needs `upstream` until its `more` has ended or is dropped.
Answer handle_control(Upstream& upstream, const Call& call, core::Timestamp now);

}  // namespace threadmirror::fake_hubspot
