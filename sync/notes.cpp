#include "sync/notes.hpp"

#include <optional>
#include <utility>

namespace threadmirror::sync {

using boost::asio::awaitable;

awaitable<void> Notes::trouble(core::Error error) { co_await set(kLastErrorKey, error.text()); }

awaitable<void> Notes::attention(core::Error error) { co_await set(kAttentionKey, error.text()); }

awaitable<void> Notes::set(std::string key, std::string text) {
  world_.telemetry.set_trouble(text);
  known_to_be_well_ = false;
  auto write = [key = std::move(key), text = std::move(text)](storage::MirrorStore& s) {
    return s.set_info(key, text);
  };
  const core::Status written = co_await world_.store.call(std::move(write));
  if (!written) world_.log.warning("the cause could not be written down", {{"reason", written.error()}});
}

awaitable<void> Notes::all_well() {
  world_.telemetry.set_trouble(std::nullopt);
  if (known_to_be_well_) co_return;
  const core::Status cleared = co_await world_.store.call([](storage::MirrorStore& s) {
    const core::Status first = s.set_info(kLastErrorKey, std::nullopt);
    return first ? s.set_info(kAttentionKey, std::nullopt) : first;
  });
  known_to_be_well_ = cleared.has_value();
}

}  // namespace threadmirror::sync
