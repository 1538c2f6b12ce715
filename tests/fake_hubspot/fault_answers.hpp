// What a request gets that a fault has hit.
#pragma once

#include <cstdint>

#include "tests/fake_hubspot/faults.hpp"
#include "tests/fake_hubspot/message.hpp"

namespace threadmirror::fake_hubspot {

// True when the rule replaces the whole answer, so that the service need not be asked.
bool replaces_answer(const FaultRule& rule);
// The answer that stands in for the service's (only for rules that replace it).
Answer replacement(const FaultRule& rule, std::uint64_t serial);
// Spoils the service's answer as the rule says.
void spoil(Answer& answer, const FaultRule& rule);

}  // namespace threadmirror::fake_hubspot
