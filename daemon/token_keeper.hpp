// The access token, always the one that is in its file now.
#pragma once

#include <functional>
#include <memory>

#include "core/log.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace threadmirror::daemon {

// Reads the token anew for each request, so that a rotated one is used at once, without a restart. While it
// can't be read (a file that is just being replaced) the last good one serves. One thread.
class TokenKeeper {
 public:
  using Reader = std::function<core::Result<core::Secret>()>;

  // Fails as `read` does when there is no token to begin with. `log` must outlive the keeper.
  static core::Result<std::unique_ptr<TokenKeeper>> create(Reader read, core::Log& log);

  core::Result<core::Secret> current();

 private:
  TokenKeeper(Reader read, core::Secret first, core::Log& log);

  Reader read_;
  core::Secret last_good_;
  core::Log& log_;
  bool warned_ = false;
};

}  // namespace threadmirror::daemon
