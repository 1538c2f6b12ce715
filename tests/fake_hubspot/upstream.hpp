// The whole fake HubSpot without its sockets: world, API, living, faults and control in one object.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "core/timestamp.hpp"
#include "tests/fake_hubspot/faults.hpp"
#include "tests/fake_hubspot/generator.hpp"
#include "tests/fake_hubspot/living_world.hpp"
#include "tests/fake_hubspot/message.hpp"
#include "tests/fake_hubspot/quirks.hpp"
#include "tests/fake_hubspot/service.hpp"
#include "tests/fake_hubspot/world.hpp"

namespace threadmirror::fake_hubspot {

struct UpstreamOptions {
  WorldShape shape;  // `shape.now` is the instant at which the world is made
  AccountSettings account;
  RateLimits limits;
  Quirks quirks;
};

// Answers every request, to the API and to /_control/. Not thread-safe; no clock of its own: `now` is passed
// in and should not go backwards. Neither copyable nor movable, as its parts refer to each other.
class Upstream {
 public:
  explicit Upstream(const UpstreamOptions& options);
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  // Brings the world to `now` and answers. The answer says how it is to be delivered.
  Answer handle(const Call& call, core::Timestamp now);
  // Lets happen what is due at `now`: living paces, the end of lags.
  void advance(core::Timestamp now);

  World& world() { return world_; }
  const World& world() const { return world_; }
  Service& service() { return service_; }
  Faults& faults() { return faults_; }
  LivingWorld& living() { return living_; }
  const Quirks& quirks() const { return quirks_; }
  // Takes the new values into force, and sorts the listings anew where that is needed.
  void set_quirks(const Quirks& quirks);
  // What happens without a given randomness draws from this one.
  core::Random& random() { return random_; }

 private:
  core::SeededRandom random_;
  Quirks quirks_;
  World world_;
  Service service_;
  Faults faults_;
  LivingWorld living_;
};

}  // namespace threadmirror::fake_hubspot
