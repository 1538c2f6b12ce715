// Whether so many missing threads can be true.
#pragma once

#include <cstdint>
#include <string>

namespace threadmirror::sync {

// What a sweep found out about the mirror's live rows.
struct MissingCount {
  std::int64_t live = 0;     // rows that were alive when the sweep ended
  std::int64_t missing = 0;  // of these, those that upstream did not show
};

// More than 5 % and more than 100 at once look like a fault of upstream, a wrong token or a wrong filter, and
// are not believed without a person's word.
bool is_mass_deletion(const MissingCount& count);

// What to tell that person: one sentence with the mend.
std::string mass_deletion_text(const MissingCount& count);

}  // namespace threadmirror::sync
