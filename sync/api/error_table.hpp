// The one table that says what each failure of a request means and what is to be done about it.
#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "sync/api/problem.hpp"

namespace threadmirror::sync::api {

// What was asked for.
enum class Subject { kListing, kThread, kAccount };

// An answer without success, in the words that the table needs.
struct ErrorAnswer {
  int status = 0;
  Problem problem;
  bool is_html = false;               // a web page: not HubSpot's API speaks, but something before it
  bool is_daily_quota_spent = false;  // X-HubSpot-RateLimit-Daily-Remaining is 0
  Subject subject = Subject::kListing;
  bool had_cursor = false;  // the request carried a paging cursor
};

enum class Remedy {
  kNone,           // final: the caller must know
  kBackOff,        // try again after a pause that doubles, or after the wish of the server
  kPauseAll,       // the same, and no other request may go meanwhile
  kLowerPageSize,  // ask for smaller pages
  kRereadToken,    // try again once, and only with another token
};

// What a failure tells of the upstream as a whole.
enum class Sign {
  kLife,    // it answered, though perhaps with a refusal
  kDeath,   // it can't be reached, or doesn't answer
  kErrors,  // it answers that it can't
};

struct Verdict {
  core::ErrorCode code = core::ErrorCode::kInternal;
  Remedy remedy = Remedy::kNone;
  int attempts = 0;            // in all; 0: as many as the options say
  std::string_view mend = {};  // for the operator; may be empty
  Sign sign = Sign::kLife;
};

// The verdict on an answer that is not a usable 200.
Verdict judge(const ErrorAnswer& answer);

// The verdict on a request that brought no answer (a code of the transport) or an answer that can't be used.
Verdict judge(core::ErrorCode code);

// The error for the caller: what was asked (`what`, such as "the listing of active threads"), the status,
// HubSpot's message and correlation id, and the mend, which names missing scopes.
core::Error describe(const ErrorAnswer& answer, const Verdict& verdict, std::string_view what);

}  // namespace threadmirror::sync::api
