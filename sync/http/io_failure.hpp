// Turns the error codes of sockets and TLS into our own errors. Pure.
#pragma once

#include <boost/system/error_code.hpp>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace threadmirror::sync::http {

// True when the peer (or something on the way) ended the connection: closed or reset.
bool is_connection_loss(const boost::system::error_code& error);

// The failure of reading or writing: "the connection to `peer` was lost while `doing`: …". Closed and reset
// are kConnectionLost, a refusal by TLS kTls, the kernel's own time-out kTimeout, cancellation kCancelled.
core::Error io_failure(const boost::system::error_code& error, std::string_view peer, std::string_view doing);

}  // namespace threadmirror::sync::http
