// What to answer to a word that is not known.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace threadmirror::core {

// `did you mean "info"?` and, behind it, `rest`: of the candidates the one that begins with the word, else
// the nearest by spelling. Only `rest` where none is near enough to be a likely slip.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates,
                         std::string_view rest = {});

}  // namespace threadmirror::core
