// The manual page threadmirror-schema(7), made from the words about the schema.
#pragma once

#include <string>
#include <string_view>

namespace threadmirror::manual {

// `date` as mdoc wants it: "November 22, 2026".
std::string schema_page(std::string_view date);

}  // namespace threadmirror::manual
