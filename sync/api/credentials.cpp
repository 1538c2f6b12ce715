#include "sync/api/credentials.hpp"

#include <utility>

namespace threadmirror::sync::api {
namespace {

class StaticCredentials final : public Credentials {
 public:
  explicit StaticCredentials(TokenReader read) : read_(std::move(read)) {}

  boost::asio::awaitable<core::Result<core::Secret>> token() override { co_return read_(); }
  boost::asio::awaitable<core::Result<core::Secret>> renew(core::Secret) override { co_return read_(); }

 private:
  TokenReader read_;
};

}  // namespace

std::unique_ptr<Credentials> create_static_credentials(TokenReader read) {
  return std::make_unique<StaticCredentials>(std::move(read));
}

bool is_same(const core::Secret& a, const core::Secret& b) { return a.reveal() == b.reveal(); }

}  // namespace threadmirror::sync::api
