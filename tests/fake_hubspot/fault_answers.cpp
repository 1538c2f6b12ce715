#include "tests/fake_hubspot/fault_answers.hpp"

#include <array>

#include "tests/fake_hubspot/bodies.hpp"

namespace threadmirror::fake_hubspot {
namespace {

constexpr std::size_t kNestingDepth = 1'000'000;

void set_header(Answer& answer, std::string_view name, std::string value) {
  std::erase_if(answer.headers, [&](const auto& header) { return header.first == name; });
  answer.headers.emplace_back(name, std::move(value));
}

// The ASCII text in UTF-16, little-endian, with its mark.
std::string utf16(std::string_view text) {
  std::string wide = "\xff\xfe";
  for (const char c : text) {
    wide += c;
    wide += '\0';
  }
  return wide;
}

void make_invalid(std::string& body) {
  const auto text = body.find("\":\"");
  if (text != std::string::npos) body.insert(text + 3, "\xC0\xAF");
}

Delivery at_place(FaultKind kind, std::string_view place) {
  constexpr std::array<Delivery, 9> kDeliveries{
      Delivery::kResetBefore, Delivery::kResetInHeader,    Delivery::kResetInBody,
      Delivery::kCloseBefore, Delivery::kCloseAfterHeader, Delivery::kCloseInBody,
      Delivery::kStallBefore, Delivery::kStallInHeader,    Delivery::kStallInBody};
  const std::size_t row = kind == FaultKind::kReset ? 0 : kind == FaultKind::kClose ? 1 : 2;
  const std::size_t column = place == "before" ? 0 : place == "header" ? 1 : 2;
  return kDeliveries[row * 3 + column];
}

Delivery delivery_of(const FaultRule& rule) {
  switch (rule.kind) {
    case FaultKind::kReset:
    case FaultKind::kClose:
    case FaultKind::kStall:
      return at_place(rule.kind, rule.text);
    case FaultKind::kDrip:
      return Delivery::kDrip;
    case FaultKind::kLength:
      if (rule.text == "both") return Delivery::kBothLengths;
      return rule.text == "short" ? Delivery::kLengthTooShort : Delivery::kLengthTooLong;
    case FaultKind::kBadChunk:
      return Delivery::kBadChunk;
    case FaultKind::kEndlessChunks:
      return Delivery::kEndlessChunks;
    case FaultKind::kHugeHeader:
      return Delivery::kHugeHeader;
    case FaultKind::kGzipBomb:
      return Delivery::kGzipBomb;
    default:
      return Delivery::kNormal;
  }
}

Answer html_page() {
  Answer answer;
  answer.headers.emplace_back("Content-Type", "text/html");
  answer.body = "<html><body><h1>Welcome to our Wi-Fi</h1><form action=\"/login\"></form></body></html>";
  return answer;
}

}  // namespace

bool replaces_answer(const FaultRule& rule) {
  switch (rule.kind) {
    case FaultKind::kStatus:
    case FaultKind::kDeepNesting:
    case FaultKind::kHtml:
    case FaultKind::kRedirect:
    case FaultKind::kNullResults:
      return true;
    default:
      return false;
  }
}

Answer replacement(const FaultRule& rule, std::uint64_t serial) {
  if (rule.kind == FaultKind::kDeepNesting) return json_answer(200, std::string(kNestingDepth, '['));
  if (rule.kind == FaultKind::kHtml) return html_page();
  if (rule.kind == FaultKind::kNullResults) return json_answer(200, R"({"results":null})");
  if (rule.kind == FaultKind::kRedirect) {
    Answer answer = html_page();
    answer.status = 302;
    answer.headers.emplace_back("Location", rule.text);
    return answer;
  }
  return error_status(static_cast<int>(rule.value), rule.policy, serial);
}

void spoil(Answer& answer, const FaultRule& rule) {
  switch (rule.kind) {
    case FaultKind::kTruncatedJson:
      answer.body.resize(answer.body.size() * 2 / 3);
      break;
    case FaultKind::kTrailingJunk:
      answer.body += R"({"results":[]})";
      break;
    case FaultKind::kEmptyBody:
      answer.body.clear();
      break;
    case FaultKind::kByteOrderMark:
      answer.body.insert(0, "\xEF\xBB\xBF");
      break;
    case FaultKind::kUtf16:
      answer.body = utf16(answer.body);
      break;
    case FaultKind::kInvalidUtf8:
      make_invalid(answer.body);
      break;
    case FaultKind::kContentType:
      set_header(answer, "Content-Type", rule.text);
      break;
    default:
      break;
  }
  if (!rule.retry_after.empty()) {
    set_header(answer, "Retry-After", rule.retry_after);
    if (rule.doubled_retry_after) answer.headers.emplace_back("Retry-After", "1");
  }
  answer.delivery = delivery_of(rule);
  answer.delivery_value = rule.value;
}

}  // namespace threadmirror::fake_hubspot
