// make-manual settings|schema DATE: prints a manual page in mdoc.
#include <cstdio>
#include <string>
#include <string_view>

#include "docs/manual/schema_page.hpp"
#include "docs/manual/settings_page.hpp"

int main(int argc, char** argv) {
  const std::string_view which = argc == 3 ? argv[1] : "";
  std::string page;
  if (which == "settings") page = threadmirror::manual::settings_page(argv[2]);
  if (which == "schema") page = threadmirror::manual::schema_page(argv[2]);
  if (page.empty()) {
    std::fputs("usage: make-manual settings|schema DATE\n", stderr);
    return 64;
  }
  return std::fwrite(page.data(), 1, page.size(), stdout) == page.size() ? 0 : 74;
}
