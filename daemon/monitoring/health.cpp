#include "daemon/monitoring/health.hpp"

namespace threadmirror::daemon::monitoring {

Health health_of(const MirrorLook& look) {
  if (!look.status) return {"attention", "the database can't be read: " + look.status.error().text()};
  return {look.status->health, look.status->cause};
}

}  // namespace threadmirror::daemon::monitoring
