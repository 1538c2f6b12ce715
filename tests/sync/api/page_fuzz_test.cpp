// Thousands of damaged pages: none may crash the decoder, and none may bring a record that is not in its
// JSON. A second, independent reading of each page (RapidJSON's document model) is the judge.
#include <doctest/doctest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/text.hpp"
#include "sync/api/page_decoder.hpp"
#include "tests/sync/api/answers.hpp"

using namespace threadmirror;
using namespace threadmirror::sync::api;

namespace {

std::vector<std::string> valid_pages() {
  return {
      R"({"results":[{"id":"7171100001","status":"OPEN","inboxId":"481","spam":false,"archived":false,)"
      R"("createdAt":"2026-11-21T09:30:00.123Z","threadAssociations":{"associatedTicketId":"555"}},)"
      R"({"id":7171100002,"status":"CLOSED","closedAt":null,"extra":{"a":[1,2.5e3,{"b":"\u00e4\ud83d\ude00"}]}}],)"
      R"("paging":{"next":{"after":"NTI1Cg%3D%3D","link":"https://api.hubapi.com/x?after=NTI1Cg"}}})",
      R"({"results":[],"paging":null})",
      "{\"paging\":{\"next\":{\"after\":12}},\"results\":[{\"id\":1},{\"id\":\"x\"},[[[[]]]],"
      "{\"id\":\"2\",\"assignedTo\":\"gr\xC3\xBC\xC3\x9F\xE2\x82\xAC\\u0000\\\\\"}]}",
  };
}

std::size_t below(core::Random& random, std::size_t bound) { return bound == 0 ? 0 : random.next() % bound; }

std::string mutate(std::string text, const std::vector<std::string>& pages, core::Random& random) {
  const std::size_t rounds = 1 + below(random, 4);
  for (std::size_t i = 0; i < rounds; ++i) {
    const std::size_t at = below(random, text.size());
    switch (below(random, 6)) {
      case 0:
        if (!text.empty()) text[at] = static_cast<char>(text[at] ^ (1 << below(random, 8)));
        break;
      case 1:
        text.resize(at);
        break;
      case 2: {
        const std::string& other = pages[below(random, pages.size())];
        text = text.substr(0, at) + other.substr(below(random, other.size()));
        break;
      }
      case 3:
        text.erase(at, below(random, 8));
        break;
      case 4:
        text.insert(at, 1, static_cast<char>(random.next()));
        break;
      default: {
        constexpr std::string_view kTokens[] = {"\"", "\\", "{",     "}",       "[",   "]",
                                                ",",  ":",  "1e999", "\\ud800", "null"};
        text.insert(at, kTokens[below(random, std::size(kTokens))]);
      }
    }
  }
  return text;
}

using Document = rapidjson::Document;

// The last member of that name, as our decoder counts.
const rapidjson::Value* last_member(const rapidjson::Value& object, std::string_view name) {
  const rapidjson::Value* found = nullptr;
  for (const auto& member : object.GetObject()) {
    if (std::string_view(member.name.GetString(), member.name.GetStringLength()) == name)
      found = &member.value;
  }
  return found;
}

std::optional<std::int64_t> id_of(const rapidjson::Value& record) {
  if (!record.IsObject()) return std::nullopt;
  const auto* id = last_member(record, "id");
  if (id == nullptr || !id->IsString()) return std::nullopt;  // numbers are read as strings, too
  const std::string_view text(id->GetString(), id->GetStringLength());
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool usable = error == std::errc() && end == text.data() + text.size() && value > 0 && text[0] != '0';
  return usable ? std::optional(value) : std::nullopt;
}

// The ids that a page really has; nothing where it is no page.
std::optional<std::vector<std::int64_t>> ids_in(const std::string& body) {
  Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag>(body.data(),
                                                                                                body.size());
  if (document.HasParseError() || !document.IsObject()) return std::nullopt;
  const auto* results = last_member(document, "results");
  if (results == nullptr || !results->IsArray()) return std::nullopt;
  std::vector<std::int64_t> ids;
  for (const auto& record : results->GetArray()) {
    if (const auto id = id_of(record)) ids.push_back(*id);
  }
  return ids;
}

// True where both readers must agree: no character to mend, no number that only ours takes.
bool is_plain(const std::string& body) {
  return core::is_valid_utf8(body) && body.find('\0') == std::string::npos &&
         body.find("\\u") == std::string::npos && body.find("1e999") == std::string::npos &&
         !body.starts_with("\xEF\xBB\xBF");
}

}  // namespace

// Faults 42, 44.
TEST_CASE("damaged pages never crash the decoder and never bring a record that is not there") {
  const auto pages = valid_pages();
  core::SeededRandom random(20261121);
  int accepted = 0;
  int compared = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string body = mutate(pages[below(random, pages.size())], pages, random);
    const auto page = decode_page(tests::json(body), Sort::kId);
    if (!page) CHECK_FALSE(page.error().message().empty());
    accepted += page ? 1 : 0;
    if (page) {
      for (const auto& thread : page->threads) {
        CHECK_MESSAGE(core::is_valid_utf8(thread.assigned_to.value_or("")), i);
      }
    }
    if (!is_plain(body)) continue;
    ++compared;
    const auto expected = ids_in(body);
    if (!page) continue;
    REQUIRE_MESSAGE(expected, body);
    std::vector<std::int64_t> ids;
    for (const auto& thread : page->threads) ids.push_back(thread.id);
    CHECK_MESSAGE(ids == *expected, body);
  }
  CHECK(accepted > 1'500);
  CHECK(compared > 3'000);
}

// Fault 42.
TEST_CASE("every truncation of a page is refused as a whole") {
  for (const std::string& whole : valid_pages()) {
    REQUIRE(decode_page(tests::json(whole), Sort::kId));
    for (std::size_t length = 0; length < whole.size(); ++length) {
      CHECK_FALSE(decode_page(tests::json(whole.substr(0, length)), Sort::kId));
    }
  }
}
