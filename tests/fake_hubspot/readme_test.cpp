// The documentation names everything that the program has.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/fake_hubspot/control.hpp"
#include "tests/fake_hubspot/options.hpp"
#include "tests/fake_hubspot/test_client.hpp"

using namespace threadmirror::fake_hubspot;

namespace {

std::string readme() {
  std::ifstream file(FAKE_HUBSPOT_README);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

void check_named(const std::string& text, const std::string& name) {
  CAPTURE(name);
  CHECK(text.find(name) != std::string::npos);
}

// The words of `text` that begin with `prefix`.
std::vector<std::string> words(const std::string& text, const std::string& prefix,
                               const std::string& letters) {
  std::vector<std::string> found;
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + 1)) {
    const auto end = text.find_first_not_of(letters, at + prefix.size());
    found.push_back(text.substr(at, end - at));
  }
  return found;
}

constexpr const char* kLetters = "abcdefghijklmnopqrstuvwxyz-_";

}  // namespace

TEST_CASE("every switch is documented with its default") {
  const std::string text = readme();
  for (const QuirkInfo& info : quirk_table()) {
    const auto row = text.find("| `" + std::string(info.name) + "` | ");
    CAPTURE(info.name);
    REQUIRE(row != std::string::npos);
    const std::string line = text.substr(row, text.find('\n', row) - row);
    check_named(line, "**" + quirk_value(info, Quirks{}) + "**");
    for (const auto value : info.choices) check_named(line, std::string(value));
  }
}

TEST_CASE("every fault and every mutation is documented") {
  const std::string text = readme();
  for (const auto name : fault_names()) check_named(text, "`" + std::string(name));
  for (const auto name : mutation_names()) check_named(text, "`" + std::string(name) + "`");
}

TEST_CASE("every option and every control request is documented") {
  const std::string text = readme();
  const char* const arguments[] = {"fake-hubspot", "--help"};
  for (const std::string& option : words(parse_command_line(2, arguments).text, "--", kLetters)) {
    if (option != "--help") check_named(text, "`" + option);
  }
  Upstream upstream(small_world(0));
  const std::string possible = TestClient(upstream).ask("/_control/").body;
  const auto requests = words(possible, "/_control/", kLetters);
  CHECK(requests.size() == 16);
  for (const std::string& request : requests) check_named(text, "$URL" + request);
}
