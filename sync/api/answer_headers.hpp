// Reads the headers of an answer, as suspiciously as they deserve.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sync/http/transport.hpp"

namespace threadmirror::sync::api {

// The values of all headers of that name (case-insensitive), trimmed, in their order. Views into `answer`.
std::vector<std::string_view> header_values(const http::Response& answer, std::string_view name);

// The one value of that header; nothing where it is missing, empty, or there several times with different
// values.
std::optional<std::string_view> single_header(const http::Response& answer, std::string_view name);

// True where both texts are equal but for the case of ASCII letters.
bool equal_ignoring_case(std::string_view a, std::string_view b);

// True where `text` contains `part`, the case of ASCII letters ignored.
bool contains_ignoring_case(std::string_view text, std::string_view part);

}  // namespace threadmirror::sync::api
