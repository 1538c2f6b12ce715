// What a statement of a user is given, as people write it: "days=7".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "storage/value.hpp"

namespace threadmirror::storage {

// Stands in the statement as :name, $name or @name.
struct Parameter {
  std::string name;  // without that sign
  Value value;
};

// Letters, digits and "_", no digit first, all ASCII.
bool is_parameter_name(std::string_view text);

// Reads a value. Never fails: what is nothing else is text, unchanged.
//  - NULL, in capitals, is NULL.
//  - A whole number of 64 bits, written as SQLite prints it (no "+", no leading zero), is an integer.
//  - A decimal number, with a point or an exponent and no leading zero, is a real, unless it is too large.
//  - A text in single quotes, each quote within it doubled, is the text between them.
Value parse_value(std::string_view text);

// Reads "name=value"; a sign before the name does no harm. kUsage says what is wrong.
core::Result<Parameter> parse_parameter(std::string_view text);

// Reads all of them. kUsage also for a name that comes twice.
core::Result<std::vector<Parameter>> parse_parameters(std::span<const std::string> texts);

}  // namespace threadmirror::storage
