#include "tests/fake_hubspot/delivery.hpp"

#include <doctest/doctest.h>

#include "tests/fake_hubspot/bodies.hpp"

using namespace threadmirror::fake_hubspot;

namespace {

const std::string kBody = R"({"results":[1,2,3,4,5,6,7,8]})";
const std::string kHeader =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=utf-8\r\nContent-Length: 29\r\n\r\n";

Script scripted(Delivery delivery, std::int64_t value = 0) {
  Answer answer = json_answer(200, kBody);
  answer.delivery = delivery;
  answer.delivery_value = value;
  return script_of(answer, false, true);
}

}  // namespace

TEST_CASE("an answer in order is header, length and body, and the connection stays") {
  const Script script = scripted(Delivery::kNormal);
  CHECK(script.bytes == kHeader + kBody);
  CHECK(script.ending == Ending::kKeep);
}

TEST_CASE("a client that closes gets the connection closed") {
  const Script script = script_of(json_answer(200, kBody), true, false);
  CHECK(script.bytes.find("Connection: close\r\n") != std::string::npos);
  CHECK(script.ending == Ending::kClose);
}

TEST_CASE("long answers are compressed where the client accepts it") {
  const Answer answer = json_answer(200, std::string(100'000, 'x'));
  const Script packed = script_of(answer, true, true);
  CHECK(packed.bytes.find("Content-Encoding: gzip\r\n") != std::string::npos);
  CHECK(packed.bytes.size() < 2000);
  CHECK(script_of(answer, false, true).bytes.size() > 100'000);
  CHECK(script_of(json_answer(200, kBody), true, true).bytes.find("gzip") == std::string::npos);
}

// Plays faults 7, 8.
TEST_CASE("cuts are where they are asked for, and a stall keeps the rest for later") {
  const std::string half_header = kHeader.substr(0, kHeader.size() / 2);
  const std::string half_body = kHeader + kBody.substr(0, kBody.size() / 2);
  CHECK(scripted(Delivery::kResetBefore).bytes.empty());
  CHECK(scripted(Delivery::kResetInHeader).bytes == half_header);
  CHECK(scripted(Delivery::kResetInBody).bytes == half_body);
  CHECK(scripted(Delivery::kResetInBody).ending == Ending::kReset);
  CHECK(scripted(Delivery::kCloseBefore).bytes.empty());
  CHECK(scripted(Delivery::kCloseAfterHeader).bytes == kHeader);
  CHECK(scripted(Delivery::kCloseInBody).bytes == half_body);
  CHECK(scripted(Delivery::kCloseInBody).ending == Ending::kClose);
  for (const auto delivery : {Delivery::kStallBefore, Delivery::kStallInHeader, Delivery::kStallInBody}) {
    const Script script = scripted(delivery, 70);
    CHECK(script.ending == Ending::kStall);
    CHECK(script.stall_ms == 70);
    CHECK(script.bytes + script.tail == kHeader + kBody);
  }
}

// Plays faults 9, 37, 38.
TEST_CASE("lengths, chunks and headers are wrong as asked for") {
  CHECK(scripted(Delivery::kDrip, 5).bytes_per_second == 5);
  CHECK(scripted(Delivery::kLengthTooShort).bytes.find("Content-Length: 14\r\n") != std::string::npos);
  CHECK(scripted(Delivery::kLengthTooLong).bytes.find("Content-Length: 129\r\n") != std::string::npos);
  const std::string both = scripted(Delivery::kBothLengths).bytes;
  CHECK(both.find("Content-Length: 29\r\nTransfer-Encoding: chunked\r\n\r\n1d\r\n" + kBody) !=
        std::string::npos);
  CHECK(scripted(Delivery::kBadChunk).bytes.find("\r\n\r\nzz\r\n") != std::string::npos);
  CHECK(scripted(Delivery::kEndlessChunks).ending == Ending::kForever);
  CHECK(scripted(Delivery::kHugeHeader).bytes.find("\r\n\r\n") > 1'000'000);
  CHECK(scripted(Delivery::kGzipBomb).bytes.size() < 2'000'000);
}

TEST_CASE("chunks say their length in hexadecimal, the last one is empty") {
  CHECK(chunk(std::string(300, 'x')) == "12c\r\n" + std::string(300, 'x') + "\r\n");
  CHECK(chunk("") == "0\r\n\r\n");
  CHECK(chunked_header(json_answer(200, "")).ends_with("Transfer-Encoding: chunked\r\n\r\n"));
}
