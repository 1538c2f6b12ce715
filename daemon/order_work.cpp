#include "daemon/order_work.hpp"

namespace threadmirror::daemon {

boost::asio::awaitable<core::Status> carry_out(sync::Mirror& mirror, const control::Order& order,
                                               sync::Observers observers, sync::ReconcileReport& report) {
  switch (order.kind) {
    case control::JobKind::kSync:
      return mirror.sync_once(observers.progress);
    case control::JobKind::kBackfill:
      return mirror.backfill_once(order.restart, observers.progress);
    case control::JobKind::kReconcile:
      break;
  }
  return mirror.reconcile_once({sync::ReconcileStart::kAnew, order.allow_mass_delete, observers}, report);
}

}  // namespace threadmirror::daemon
