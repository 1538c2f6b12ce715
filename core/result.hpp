// `Result<T>`: a value, or the reason why there is none.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "core/error.hpp"

namespace threadmirror::core {

template <typename T>
using Result = tl::expected<T, Error>;

// A result that carries no value.
using Status = Result<void>;

// `return fail(ErrorCode::kDns, "…");` converts to any Result<T>.
inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string mend = {}) {
  return tl::unexpected<Error>(Error(code, std::move(message), std::move(mend)));
}

// Passes an error on: `if (!r) return fail(r.error());`.
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace threadmirror::core
