// Takes the token out of what came from outside, should it ever be echoed.
#pragma once

#include "core/error.hpp"
#include "core/secret.hpp"
#include "sync/http/transport.hpp"

namespace threadmirror::sync::api {

// Replaces each appearance of the secret in the answer's body and headers by "[redacted]".
void redact(http::Response& answer, const core::Secret& secret);

// The error without the secret in its texts.
core::Error redacted(const core::Error& error, const core::Secret& secret);

}  // namespace threadmirror::sync::api
