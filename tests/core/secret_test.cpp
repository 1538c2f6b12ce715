#include "core/secret.hpp"

#include <doctest/doctest.h>

#include <concepts>
#include <ostream>
#include <string>
#include <utility>

using threadmirror::core::Secret;

namespace {
template <typename T>
concept Streamable = requires(std::ostream& out, const T& t) {
  out << t;
};
}  // namespace

TEST_CASE("a secret can't be printed, converted or compared") {
  static_assert(!Streamable<Secret>);
  static_assert(!std::convertible_to<Secret, std::string>);
  static_assert(!std::convertible_to<Secret, std::string_view>);
  static_assert(!std::equality_comparable<Secret>);
  CHECK(Secret("pat-x").reveal() == "pat-x");
}

TEST_CASE("moving a secret leaves an empty one behind") {
  Secret a("a-token-that-is-longer-than-any-small-string-buffer");
  Secret b = std::move(a);
  CHECK(a.empty());  // NOLINT(bugprone-use-after-move): the promise under test
  CHECK(b.reveal().starts_with("a-token"));
  a = b;
  CHECK(a.reveal() == b.reveal());
  b = std::move(a);
  CHECK(a.empty());
}

TEST_CASE("wiping overwrites the bytes") {
  std::string text = "secret that lives on the heap, not inside the object";
  const char* bytes = text.data();
  threadmirror::core::wipe(text);
  CHECK(text.empty());
  CHECK(bytes[1] == '\0');
}
