#include "daemon/output/text_width.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace threadmirror::tests {

using namespace daemon::output;
using Lines = std::vector<std::string>;

TEST_CASE("width counts columns, not bytes and not code points") {
  CHECK(display_width("") == 0);
  CHECK(display_width("plain") == 5);
  CHECK(display_width("Zoë") == 3);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("日本語") == 6);
  CHECK(display_width("ﾊﾝｶｸ") == 4);
  CHECK(display_width("한국어") == 6);
  CHECK(display_width("\u1112\u1161\u11ab") == 2);  // one syllable in three jamo
  CHECK(display_width("שלום") == 4);
  CHECK(display_width("مَرْحَبًا") == 5);  // five letters with vowel signs
}

TEST_CASE("an emoji takes two columns, however many code points it has") {
  CHECK(display_width("😀") == 2);
  CHECK(display_width("👍🏽") == 2);
  CHECK(display_width("👩‍👩‍👧‍👦") == 2);
  CHECK(display_width("🇩🇪") == 2);
  CHECK(display_width("🇩🇪🇫🇷") == 4);
  CHECK(display_width("\u2764") == 1);
  CHECK(display_width("\u2764\uFE0F") == 2);
}

TEST_CASE("marks without a base, invisible and invalid characters have a defined width") {
  CHECK(display_width("\u0301") == 0);
  CHECK(display_width("a\u200Bb") == 2);
  CHECK(display_width("a\xFFz") == 3);
  CHECK(display_width("\xE2\x82") == 2);
  std::string stacked = "z";
  for (int i = 0; i < 1000; ++i) stacked += "\u0335";
  CHECK(display_width(stacked) == 1);
}

TEST_CASE("what fits stays, what does not is cut between characters and marked") {
  CHECK(fit("abc", 3) == "abc");
  CHECK(fit("abcd", 3) == "ab…");
  CHECK(fit("日本語", 6) == "日本語");
  CHECK(fit("日本語", 5) == "日本…");
  CHECK(fit("日本語", 4) == "日…");
  CHECK(fit("ae\u0301x", 3) == "ae\u0301x");
  CHECK(fit("ae\u0301xy", 3) == "ae\u0301…");
  CHECK(fit("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3) == "👩‍👩‍👧‍👦…");
  CHECK(fit("abcdefgh", 5, "...") == "ab...");
}

TEST_CASE("cutting to almost nothing still holds the limit") {
  CHECK(fit("abc", 1) == "…");
  CHECK(fit("abc", 0) == "");
  CHECK(fit("", 0) == "");
  CHECK(fit("abcd", 2, "...") == "..");
  CHECK(fit("日本", 1) == "…");
}

TEST_CASE("for every width, a cut text is never wider") {
  const std::string text = "aé日👩‍👩‍👧‍👦\u0301שx🇩🇪한\xFF e\u0301";
  for (std::size_t columns = 0; columns < 20; ++columns) {
    CHECK(display_width(fit(text, columns)) <= columns);
    for (const std::string& line : wrap(text, columns, 50)) {
      CHECK(display_width(line) <= std::max<std::size_t>(columns, 2));
    }
  }
}

TEST_CASE("padding goes by columns") {
  CHECK(pad_left("日本", 6) == "  日本");
  CHECK(pad_right("e\u0301", 3) == "e\u0301  ");
  CHECK(pad_left("long", 2) == "long");
  CHECK(pad_right("long", 2) == "long");
}

TEST_CASE("wrapping loses nothing until the last line that is allowed") {
  CHECK(wrap("abcdefgh", 3, 4) == Lines{"abc", "def", "gh"});
  CHECK(wrap("abcdef", 3, 4) == Lines{"abc", "def"});
  CHECK(wrap("abcdefgh", 3, 2) == Lines{"abc", "de…"});
  CHECK(wrap("日本語", 5, 9) == Lines{"日本", "語"});
  CHECK(wrap("日本", 1, 9) == Lines{"日", "本"});  // too wide for the line, and yet shown
  CHECK(wrap("", 5, 3) == Lines{""});
  CHECK(wrap("abc", 3, 0) == Lines{"abc"});
}

// Fault 53.
TEST_CASE("characters that act instead of showing become visible") {
  CHECK(displayable("a\nb\x1b[2J") == "a\\nb\\x1b[2J");
  CHECK(displayable("\u202Eevil") == "\\u202eevil");
  CHECK(displayable("a\u2028b\u2066c\uFEFF") == "a\\u2028b\\u2066c\\ufeff");
  CHECK(displayable("bad\xFF") == "bad\uFFFD");
}

TEST_CASE("what scripts need to be written stays") {
  for (const char* text :
       {"plain", "👩‍👩‍👧‍👦", "نمی\u200Cخواهم", "e\u0301", "日本語", "שלום"})
    CHECK(displayable(text) == text);
}

TEST_CASE("right-to-left letters are recognised") {
  CHECK(has_right_to_left("abc שלום"));
  CHECK(has_right_to_left("مرحبا"));
  CHECK_FALSE(has_right_to_left("abc 123"));
  CHECK_FALSE(has_right_to_left("日本語 é"));
}

TEST_CASE("a sentence is broken at spaces only") {
  CHECK(wrap_sentence("", 10) == Lines{""});
  CHECK(wrap_sentence("one two three", 13) == Lines{"one two three"});
  CHECK(wrap_sentence("one two three", 12) == Lines{"one two", "three"});
  CHECK(wrap_sentence("a unbreakable b", 5) == Lines{"a", "unbreakable", "b"});
  CHECK(wrap_sentence("語語 語", 5) == Lines{"語語", "語"});
}

}  // namespace threadmirror::tests
