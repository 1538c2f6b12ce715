// Reads JSON that others wrote.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "sync/api/json_value.hpp"

namespace threadmirror::sync::api {

struct JsonLimits {
  std::size_t depth = 64;        // of nesting
  std::size_t values = 250'000;  // in the whole document, which bounds the memory that it takes
};

// Owns the text that its values look into. Moving it leaves them valid.
struct ParsedJson {
  struct Text {
    std::string decoded;
    std::string numbers;  // as they were sent; only where some are beyond a double's range
  };
  std::unique_ptr<Text> text;
  JsonValue root;
  std::size_t replaced_characters = 0;  // invalid UTF-8 and lone surrogates that became U+FFFD
};

// Parses exactly one document. Strict in its grammar (no comments, no NaN, nothing behind the document), mild
// to characters: what is not valid Unicode becomes U+FFFD. Neither deep nesting nor numbers beyond a double's
// range do harm: takes linear time and a bounded stack. Fails with kBadResponse (the message tells the
// offset), or with kTooLarge where the document has too many values.
core::Result<ParsedJson> parse_json(std::string_view text, const JsonLimits& limits = {});

}  // namespace threadmirror::sync::api
