#include "sync/http/io_failure.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

namespace threadmirror::sync::http {

namespace asio = boost::asio;

bool is_connection_loss(const boost::system::error_code& error) {
  return error == asio::error::eof || error == asio::ssl::error::stream_truncated ||
         error == asio::error::connection_reset || error == asio::error::connection_aborted ||
         error == asio::error::broken_pipe || error == asio::error::not_connected;
}

core::Error io_failure(const boost::system::error_code& error, std::string_view peer,
                       std::string_view doing) {
  using enum core::ErrorCode;
  const std::string where = std::string(peer) + " while " + std::string(doing);
  if (error == asio::error::operation_aborted) return core::Error(kCancelled, "cancelled at " + where);
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) {
    return core::Error(kConnectionLost, "the connection was closed by " + where);
  }
  if (is_connection_loss(error)) {
    return core::Error(kConnectionLost, "the connection was reset by " + where + ": " + error.message());
  }
  if (error.category() == asio::error::get_ssl_category()) {
    return core::Error(kTls, "TLS failed with " + where + ": " + error.message());
  }
  if (error == asio::error::timed_out) return core::Error(kTimeout, "the network gave up on " + where);
  return core::Error(kConnectionLost, "the connection failed with " + where + ": " + error.message());
}

}  // namespace threadmirror::sync::http
