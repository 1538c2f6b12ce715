// The mutants of tests/simulation are patches: one that the code has grown away from proves nothing any more.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace fs = std::filesystem;

TEST_CASE("every mutant fits the code that it breaks") {
  const fs::path tree(THREADMIRROR_SOURCE_TREE);
  int mutants = 0;
  for (const auto& entry : fs::directory_iterator(tree / "tests/simulation/mutants")) {
    CAPTURE(entry.path());
    ++mutants;
    // Exactly: what only fits with fuzz may break something else than it says.
    const std::string command = "patch --dry-run --force --fuzz=0 --strip=1 --silent --directory='" +
                                tree.string() + "' --input='" + entry.path().string() + "'";
    CHECK_MESSAGE(std::system(command.c_str()) == 0, "write the patch anew for the code as it is");
  }
  CHECK(mutants >= 10);
}
