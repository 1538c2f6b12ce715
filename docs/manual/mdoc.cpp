#include "docs/manual/mdoc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace threadmirror::manual {
namespace {

// Where the sentence that begins at `from` ends: behind its full stop, or at the end of the text.
std::size_t end_of_sentence(std::string_view text, std::size_t from) {
  for (std::size_t stop = text.find(". ", from); stop != std::string_view::npos;
       stop = text.find(". ", stop + 1)) {
    if (stop + 2 < text.size() && std::isupper(static_cast<unsigned char>(text[stop + 2])) != 0)
      return stop + 1;
  }
  return text.size();
}

}  // namespace

std::string plain(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
  bool bold = false;
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '~':
        out += "\\(ti";
        break;
      case '"':
        out += "\\(dq";
        break;
      case '`':
        bold = !bold;
        out += bold ? "\\fB" : "\\fP";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string sentences(std::string_view text) {
  std::string out;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = end_of_sentence(text, from);
    out += plain(text.substr(from, end - from)) + "\n";
    from = std::min(end + 1, text.size());
  }
  return out;
}

std::string head(std::string_view date, std::string_view name, int section, std::string_view about) {
  std::string title(name);
  std::transform(title.begin(), title.end(), title.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return fmt::format(".Dd {}\n.Dt {} {}\n.Os threadmirror\n.Sh NAME\n.Nm {}\n.Nd {}\n", date, title, section,
                     name, about);
}

}  // namespace threadmirror::manual
