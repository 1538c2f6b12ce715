#include "tests/fake_hubspot/cursor.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <set>

#include "tests/fake_hubspot/target.hpp"

using namespace threadmirror::fake_hubspot;

namespace {
Cursor example(std::int64_t primary) {
  return {true, false, 0xdeadbeef, 17, primary, std::numeric_limits<std::int64_t>::min(), 1763717400123};
}
}  // namespace

TEST_CASE("a cursor comes back as it was") {
  for (const std::int64_t primary :
       {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max()}) {
    CHECK(decode_cursor(encode_cursor(example(primary))) == example(primary));
    CHECK(decode_cursor(encode_cursor(example(primary), 5000)) == example(primary));
  }
  CHECK(encode_cursor(example(1), 5000).size() >= 5000);
}

TEST_CASE("a cursor needs escaping, so that a client that escapes wrongly is found out") {
  bool has_plus = false, has_slash = false;
  for (std::int64_t i = 0; i < 100; ++i) {
    const std::string cursor = encode_cursor(example(i));
    CHECK(cursor.ends_with("=="));
    has_plus |= cursor.find('+') != std::string::npos;
    has_slash |= cursor.find('/') != std::string::npos;
  }
  CHECK(has_plus);
  CHECK(has_slash);
}

TEST_CASE("a cursor that was changed anywhere is refused") {
  const std::string cursor = encode_cursor(example(42));
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    std::string changed = cursor;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CAPTURE(i);
    // The last digit before the padding has four bits that carry nothing.
    if (i != cursor.size() - 3) CHECK_FALSE(decode_cursor(changed));
  }
  for (const std::string& text : {std::string(), std::string("=="), std::string("abc"), cursor.substr(4),
                                  percent_encode(cursor), cursor + "===="}) {
    CAPTURE(text);
    CHECK_FALSE(decode_cursor(text));
  }
}

TEST_CASE("neighbouring cursors share no beginning that a client could rely on") {
  std::set<std::string> beginnings;
  for (std::int64_t i = 0; i < 50; ++i) beginnings.insert(encode_cursor(example(i)).substr(0, 4));
  CHECK(beginnings.size() > 40);
}
