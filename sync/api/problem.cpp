#include "sync/api/problem.hpp"

#include <algorithm>
#include <string_view>

#include "core/text.hpp"
#include "sync/api/answer_body.hpp"
#include "sync/api/thread_decoder.hpp"

namespace threadmirror::sync::api {
namespace {

constexpr std::size_t kLongestMessage = 200;
constexpr std::size_t kLongestWord = 80;
constexpr std::size_t kMostScopes = 10;
using Kind = JsonValue::Kind;

std::string shown(const JsonValue* value, std::size_t limit) {
  if (value == nullptr || !value->is(Kind::kString)) return {};
  const std::string_view cut = cut_utf8(value->text(), limit);
  return core::printable(cut) + (cut.size() < value->text().size() ? "…" : "");
}

void add_scopes(const JsonValue* list, std::vector<std::string>& scopes) {
  if (list == nullptr || !list->is(Kind::kArray)) return;
  for (const JsonValue& item : list->items()) {
    std::string scope = shown(&item, kLongestWord);
    const bool is_new = std::find(scopes.begin(), scopes.end(), scope) == scopes.end();
    if (!scope.empty() && is_new && scopes.size() < kMostScopes) scopes.push_back(std::move(scope));
  }
}

std::vector<std::string> required_scopes(const JsonValue& root) {
  std::vector<std::string> scopes;
  const JsonValue* const errors = root.find("errors");
  if (errors == nullptr || !errors->is(Kind::kArray)) return scopes;
  for (const JsonValue& error : errors->items()) {
    const JsonValue* const context = error.find("context");
    if (context != nullptr) add_scopes(context->find("requiredGranularScopes"), scopes);
  }
  return scopes;
}

}  // namespace

Problem problem_in(const JsonValue& root) {
  Problem problem;
  problem.message = shown(root.find("message"), kLongestMessage);
  problem.category = shown(root.find("category"), kLongestWord);
  problem.sub_category = shown(root.find("subCategory"), kLongestWord);
  problem.policy_name = shown(root.find("policyName"), kLongestWord);
  problem.correlation_id = shown(root.find("correlationId"), kLongestWord);
  problem.required_scopes = required_scopes(root);
  return problem;
}

Problem read_problem(const http::Response& answer) {
  const auto parsed = parse_body(answer);
  return parsed ? problem_in(parsed->root) : Problem{};
}

}  // namespace threadmirror::sync::api
