#include "sync/portal.hpp"

#include <optional>
#include <string>
#include <utility>

#include "sync/notes.hpp"

namespace threadmirror::sync {
namespace {

using core::Result;
using core::Status;

// In the store's thread: compares, then binds a database that has no portal yet.
Status bind_portal(storage::MirrorStore& store, const std::string& portal) {
  const Result<std::optional<std::string>> known = store.info(kPortalKey);
  if (!known) return core::fail(known.error());
  if (!*known) return store.set_info(kPortalKey, portal);
  if (**known == portal) return {};
  return core::fail(core::ErrorCode::kWrongPortal,
                    "the token belongs to portal " + portal + ", but the database mirrors portal " + **known,
                    "use the other portal's token, or another database file");
}

}  // namespace

boost::asio::awaitable<Status> verify_portal(World& world) {
  const Result<api::Account> account = co_await world.api.account();
  if (!account) {
    const core::ErrorCode code = account.error().code();
    if (code != core::ErrorCode::kForbidden && code != core::ErrorCode::kNotFound) {
      co_return core::fail(account.error());
    }
    world.log.warning("the token may not read the account's details, so its portal is not verified",
                      {{"reason", account.error()}});
    co_return Status{};
  }
  auto bind = [portal = account->portal_id](storage::MirrorStore& s) { return bind_portal(s, portal); };
  co_return co_await world.store.call(std::move(bind));
}

}  // namespace threadmirror::sync
