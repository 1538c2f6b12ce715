#include "daemon/token_keeper.hpp"

#include <utility>

namespace threadmirror::daemon {

core::Result<std::unique_ptr<TokenKeeper>> TokenKeeper::create(Reader read, core::Log& log) {
  core::Result<core::Secret> first = read();
  if (!first) return core::fail(first.error());
  return std::unique_ptr<TokenKeeper>(new TokenKeeper(std::move(read), std::move(*first), log));
}

TokenKeeper::TokenKeeper(Reader read, core::Secret first, core::Log& log)
    : read_(std::move(read)), last_good_(std::move(first)), log_(log) {}

core::Result<core::Secret> TokenKeeper::current() {
  core::Result<core::Secret> now = read_();
  if (now) {
    last_good_ = *now;
    warned_ = false;
    return now;
  }
  if (!warned_) log_.warning("the token can't be read; the last one serves", {{"reason", now.error()}});
  warned_ = true;
  return last_good_;
}

}  // namespace threadmirror::daemon
