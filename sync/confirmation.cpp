#include "sync/confirmation.hpp"

#include <array>
#include <utility>

namespace threadmirror::sync {
namespace {

// Answers about one thread that can't be used, and won't be better the next time: they say nothing about it.
bool is_unclear(core::ErrorCode code) {
  return code == core::ErrorCode::kBadResponse || code == core::ErrorCode::kTooLarge ||
         code == core::ErrorCode::kBadRequest;
}

}  // namespace

boost::asio::awaitable<core::Result<Confirmation>> confirm(api::ThreadsApi& api, core::Log& log,
                                                           std::int64_t id) {
  constexpr std::array<bool, 3> kArchived{false, true, false};
  Confirmation confirmation;
  for (const bool archived : kArchived) {
    core::Result<api::Lookup> answer = co_await api.get(id, archived);
    confirmation.requests += answer ? answer->requests : 1;
    if (!answer && is_unclear(answer.error().code())) {
      log.warning("an answer says nothing about whether a thread still exists",
                  {{"thread", id}, {"reason", answer.error()}});
      co_return std::move(confirmation);
    }
    if (!answer) co_return core::fail(answer.error());
    if (answer->thread) {
      confirmation.fate = Fate::kAlive;
      confirmation.thread = std::move(*answer->thread);
      co_return std::move(confirmation);
    }
  }
  confirmation.fate = Fate::kGone;
  co_return std::move(confirmation);
}

}  // namespace threadmirror::sync
