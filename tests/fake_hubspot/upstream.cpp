#include "tests/fake_hubspot/upstream.hpp"

#include "tests/fake_hubspot/control.hpp"
#include "tests/fake_hubspot/fault_answers.hpp"

namespace threadmirror::fake_hubspot {

Upstream::Upstream(const UpstreamOptions& options)
    : random_(options.shape.seed ^ 0x5eed),
      quirks_(options.quirks),
      world_(generate(options.shape), options.quirks.orders()),
      service_(options.account, options.limits, world_, quirks_),
      faults_(options.shape.seed + 1),
      living_(options.shape.seed + 2) {}

void Upstream::set_quirks(const Quirks& quirks) {
  quirks_ = quirks;
  world_.set_orders(quirks.orders());
}

void Upstream::advance(core::Timestamp now) {
  living_.advance(world_, now);
  world_.advance(now);
}

Answer Upstream::handle(const Call& call, core::Timestamp now) {
  advance(now);
  if (is_control(call.target)) return handle_control(*this, call, now);
  const auto fault = faults_.strike(call.target);
  if (!fault) return service_.handle(call, now);
  Answer answer;
  if (replaces_answer(*fault)) {
    answer = replacement(*fault, service_.next_serial());
    service_.count_fault(answer.status, now);
    service_.add_common_headers(answer, now);
  } else {
    answer = service_.handle(call, now);
  }
  spoil(answer, *fault);
  return answer;
}

}  // namespace threadmirror::fake_hubspot
