#include "sync/portal.hpp"

#include <utility>

#include "sync/notes.hpp"

namespace threadmirror::sync {
namespace {

using boost::asio::awaitable;
using core::Result;
using core::Status;

// The token's portal; nothing where it may not be known.
awaitable<Result<std::optional<std::string>>> ask_portal(api::ThreadsApi& api, core::Log& log) {
  Result<api::Account> account = co_await api.account();
  if (account) co_return std::optional<std::string>(std::move(account->portal_id));
  const core::ErrorCode code = account.error().code();
  if (code != core::ErrorCode::kForbidden && code != core::ErrorCode::kNotFound) {
    co_return core::fail(account.error());
  }
  log.warning("the token may not read the account's details, so its portal is not verified",
              {{"reason", account.error()}});
  co_return std::optional<std::string>();
}

Status compare(const std::optional<std::string>& bound, const std::string& portal) {
  if (!bound || *bound == portal) return {};
  return core::fail(core::ErrorCode::kWrongPortal,
                    "the token belongs to portal " + portal + ", but the database mirrors portal " + *bound,
                    "use the other portal's token, or another database file");
}

// In the store's thread: compares, then binds a database that has no portal yet.
Status bind_portal(storage::MirrorStore& store, const std::string& portal) {
  const Result<std::optional<std::string>> known = store.info(kPortalKey);
  if (!known) return core::fail(known.error());
  return *known ? compare(*known, portal) : store.set_info(kPortalKey, portal);
}

}  // namespace

awaitable<Status> verify_portal(World& world) {
  const Result<std::optional<std::string>> portal = co_await ask_portal(world.api, world.log);
  if (!portal) co_return core::fail(portal.error());
  if (!*portal) co_return Status{};
  auto bind = [portal = **portal](storage::MirrorStore& s) { return bind_portal(s, portal); };
  co_return co_await world.store.call(std::move(bind));
}

awaitable<Status> verify_portal(api::ThreadsApi& api, core::Log& log, std::optional<std::string> bound) {
  const Result<std::optional<std::string>> portal = co_await ask_portal(api, log);
  if (!portal) co_return core::fail(portal.error());
  co_return *portal ? compare(bound, **portal) : Status{};
}

}  // namespace threadmirror::sync
