#include "sync/api/redaction.hpp"

#include <string>
#include <string_view>

namespace threadmirror::sync::api {
namespace {

constexpr std::string_view kReplacement = "[redacted]";

void redact_text(std::string& text, std::string_view secret) {
  if (secret.empty()) return;
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
    text.replace(at, secret.size(), kReplacement);
    at += kReplacement.size();
  }
}

}  // namespace

void redact(http::Response& answer, const core::Secret& secret) {
  redact_text(answer.body, secret.reveal());
  for (http::Header& header : answer.headers) redact_text(header.value, secret.reveal());
}

core::Error redacted(const core::Error& error, const core::Secret& secret) {
  std::string message = error.message();
  std::string mend = error.mend();
  redact_text(message, secret.reveal());
  redact_text(mend, secret.reveal());
  return core::Error(error.code(), std::move(message), std::move(mend));
}

}  // namespace threadmirror::sync::api
