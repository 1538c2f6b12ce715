// SQL values as text.
#pragma once

#include <string>
#include <string_view>

#include "storage/mirror_reader.hpp"

namespace threadmirror::daemon::output {

// The shortest digits that read back as the same number, and always recognisable as a real: "1.0", "0.1",
// "1e+300", "Inf", "-Inf".
std::string real_text(double number);

// The bytes as an SQL literal: "x'00ff'".
std::string blob_literal(std::string_view bytes);

// The bytes in RFC 4648's base64, with padding.
std::string base64(std::string_view bytes);

// The value as text: NULL is empty, a text is itself unchanged, a blob is its literal.
std::string plain_text(const storage::Value& value);

// True for integers and reals.
bool is_number(const storage::Value& value);
bool is_null(const storage::Value& value);

}  // namespace threadmirror::daemon::output
