#include "tests/fake_hubspot/fault_answers.hpp"

#include <rapidjson/document.h>

#include "core/text.hpp"
#include "tests/fake_hubspot/test_client.hpp"

using namespace threadmirror::fake_hubspot;

namespace {

// The answer to a listing of two threads under one fault.
Answer struck(const std::string& fault) {
  Upstream upstream(small_world(2));
  upstream.faults().add(*parse_fault(fault));
  TestClient client(upstream);
  return client.ask(kThreadsPath);
}

bool is_json(const std::string& body) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(body.data(), body.size());
  return !document.HasParseError();
}

std::size_t count_headers(const Answer& answer, std::string_view name) {
  std::size_t count = 0;
  for (const auto& header : answer.headers) count += header.first == name ? 1U : 0U;
  return count;
}

}  // namespace

// Plays faults 28, 29, 30, 31.
TEST_CASE("a status comes with the body that HubSpot sends for it") {
  for (const int status : {400, 401, 403, 404, 423, 429, 477, 500, 502, 503, 504, 521, 522, 524, 525}) {
    const Answer answer = struck("status:" + std::to_string(status));
    CAPTURE(status);
    CHECK(answer.status == status);
    CHECK(is_json(answer.body) == (status < 520));
    CHECK(count_headers(answer, "Date") == 1);
  }
  CHECK(struck("status:429,policy=DAILY").body.find(R"("policyName":"DAILY")") != std::string::npos);
}

// Plays fault 27.
TEST_CASE("Retry-After can be anything, once or twice") {
  for (const char* value : {"0", "-3", "soon", "1e12", "Sun 06 Nov 1994 08:49:37 GMT"}) {
    const Answer answer = struck("status:429,retry_after=" + std::string(value));
    CHECK(count_headers(answer, "Retry-After") == 1);
    CHECK(std::find(answer.headers.begin(), answer.headers.end(),
                    std::pair<std::string, std::string>("Retry-After", value)) != answer.headers.end());
  }
  CHECK(count_headers(struck("status:429,retry_after=5,doubled_retry_after=true"), "Retry-After") == 2);
  CHECK(count_headers(struck("status:429"), "Retry-After") == 0);
}

// Plays faults 12, 36, 37, 39, 42, 43, 44.
TEST_CASE("bodies are spoilt as asked for") {
  CHECK_FALSE(is_json(struck("truncated-json").body));
  CHECK_FALSE(is_json(struck("trailing-junk").body));
  CHECK(struck("empty-body").body.empty());
  CHECK(struck("byte-order-mark").body.starts_with("\xEF\xBB\xBF{"));
  CHECK(struck("utf16").body.starts_with(std::string("\xff\xfe{\0\"", 5)));
  CHECK(struck("deep-nesting").body == std::string(1'000'000, '['));
  CHECK_FALSE(threadmirror::core::is_valid_utf8(struck("invalid-utf8").body));
  CHECK(struck("null-results").body == R"({"results":null})");
  const Answer portal = struck("html");
  CHECK(portal.status == 200);
  CHECK(portal.body.starts_with("<html>"));
  const Answer redirect = struck("redirect:http://other.invalid/");
  CHECK(redirect.status == 302);
  CHECK(count_headers(redirect, "Location") == 1);
  const Answer typed = struck("content-type:text/plain");
  CHECK(count_headers(typed, "Content-Type") == 1);
  CHECK(is_json(typed.body));
}

// Plays faults 7, 8, 9.
TEST_CASE("faults of the connection leave the answer as it is and say how to deliver it") {
  const std::vector<std::pair<std::string, Delivery>> expected{{"reset:before", Delivery::kResetBefore},
                                                               {"reset:header", Delivery::kResetInHeader},
                                                               {"reset:body", Delivery::kResetInBody},
                                                               {"close:before", Delivery::kCloseBefore},
                                                               {"close:header", Delivery::kCloseAfterHeader},
                                                               {"close:body", Delivery::kCloseInBody},
                                                               {"stall:before", Delivery::kStallBefore},
                                                               {"stall:header", Delivery::kStallInHeader},
                                                               {"stall:body", Delivery::kStallInBody},
                                                               {"drip:5", Delivery::kDrip},
                                                               {"length:short", Delivery::kLengthTooShort},
                                                               {"length:long", Delivery::kLengthTooLong},
                                                               {"length:both", Delivery::kBothLengths},
                                                               {"bad-chunk", Delivery::kBadChunk},
                                                               {"endless-chunks", Delivery::kEndlessChunks},
                                                               {"huge-header", Delivery::kHugeHeader},
                                                               {"gzip-bomb", Delivery::kGzipBomb}};
  for (const auto& [fault, delivery] : expected) {
    CAPTURE(fault);
    const Answer answer = struck(fault);
    CHECK(answer.delivery == delivery);
    CHECK(answer.status == 200);
    CHECK(is_json(answer.body));
  }
  CHECK(struck("drip:5").delivery_value == 5);
}
