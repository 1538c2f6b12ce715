// A minimal client for the fake's own tests: asks an Upstream directly, and walks whole listings.
#pragma once

#include <doctest/doctest.h>
#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/fake_hubspot/upstream.hpp"

namespace threadmirror::fake_hubspot {

inline constexpr const char* kThreadsPath = "/conversations/v3/conversations/threads";

// An instant at which the tests' worlds are made.
inline core::Timestamp test_now() { return *core::Timestamp::parse("2026-11-22T12:00:00.000Z"); }

inline UpstreamOptions small_world(std::int64_t threads, std::uint64_t seed = 1) {
  UpstreamOptions options;
  options.shape.threads = threads;
  options.shape.seed = seed;
  options.shape.now = test_now();
  return options;
}

// Asks with the right token, at an instant that the test moves.
class TestClient {
 public:
  explicit TestClient(Upstream& upstream) : upstream_(upstream) {}

  Answer ask(const std::string& target, const std::string& method = "GET", const std::string& body = {}) {
    const std::string bearer = "Bearer " + std::string(kDefaultToken);
    return upstream_.handle({method, target, bearer, body}, now);
  }

  // The parsed body; the answer must be 200.
  rapidjson::Document json(const std::string& target) {
    const Answer answer = ask(target);
    CAPTURE(target);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    rapidjson::Document document;
    document.Parse(answer.body.c_str());
    REQUIRE_FALSE(document.HasParseError());
    return document;
  }

  core::Timestamp now = test_now();

 private:
  Upstream& upstream_;
};

struct WalkedListing {
  std::vector<std::string> ids;
  std::vector<std::string> times;  // latestMessageTimestamp, empty where there is none
  std::vector<std::size_t> page_sizes;
  bool ended = false;  // false: cut off after `most_pages`
};

inline std::optional<std::string> next_cursor_of(const rapidjson::Document& page) {
  if (!page.HasMember("paging") || !page["paging"].HasMember("next")) return std::nullopt;
  const auto& next = page["paging"]["next"];
  if (!next.IsObject() || !next.HasMember("after") || !next["after"].IsString()) return std::nullopt;
  const std::string after = next["after"].GetString();
  return after.empty() ? std::nullopt : std::optional(after);
}

// Follows cursors from the first page to the end. `parameters` begins without '?' or '&'.
inline WalkedListing walk(TestClient& client, const std::string& parameters, std::size_t most_pages = 2000) {
  WalkedListing listing;
  std::string target = std::string(kThreadsPath) + "?" + parameters;
  for (std::size_t page = 0; page < most_pages; ++page) {
    const auto document = client.json(target);
    listing.page_sizes.push_back(document["results"].Size());
    for (const auto& thread : document["results"].GetArray()) {
      const auto& id = thread["id"];
      listing.ids.push_back(id.IsString() ? id.GetString() : std::to_string(id.GetInt64()));
      const auto time = thread.FindMember("latestMessageTimestamp");
      const bool has_time = time != thread.MemberEnd() && time->value.IsString();
      listing.times.push_back(has_time ? time->value.GetString() : "");
    }
    const auto cursor = next_cursor_of(document);
    listing.ended = !cursor;
    if (!cursor) return listing;
    const std::string plain = cursor->find('%') == std::string::npos ? percent_encode(*cursor) : *cursor;
    target = std::string(kThreadsPath) + "?" + parameters + "&after=" + plain;
  }
  return listing;
}

// The ids that the truth has, in numeric order.
template <typename Predicate>
std::vector<std::string> true_ids(const World& world, Predicate wanted) {
  std::vector<std::string> ids;
  TruthReader reader(world);
  while (const Thread* thread = reader.next()) {
    if (wanted(*thread)) ids.push_back(std::to_string(thread->id));
  }
  return ids;
}

}  // namespace threadmirror::fake_hubspot
