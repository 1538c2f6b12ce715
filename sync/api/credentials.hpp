// Where the access token comes from.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>

#include "core/result.hpp"
#include "core/secret.hpp"

namespace threadmirror::sync::api {

// Gives out access tokens. Event loop's thread only; several calls may be under way at once. Calls may take
// as long as a request; Asio's cancellation ends each for itself.
class Credentials {
 public:
  virtual ~Credentials() = default;
  // The token for a request that is sent now. Asked before each request, so that a renewed one is used at
  // once.
  virtual boost::asio::awaitable<core::Result<core::Secret>> token() = 0;
  // Another token than `refused`, to which the answer was 401. Where there is no other, `refused` again.
  virtual boost::asio::awaitable<core::Result<core::Secret>> renew(core::Secret refused) = 0;
};

// Reads a token that somebody else puts in place, and says why there is none.
using TokenReader = std::function<core::Result<core::Secret>()>;

// A token that is read anew for each request and once more after a 401.
std::unique_ptr<Credentials> create_static_credentials(TokenReader read);

// True where both hold the same text.
bool is_same(const core::Secret& a, const core::Secret& b);

}  // namespace threadmirror::sync::api
