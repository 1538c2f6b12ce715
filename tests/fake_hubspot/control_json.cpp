#include "tests/fake_hubspot/control_json.hpp"

#include <rapidjson/document.h>

#include <array>

#include "core/text.hpp"
#include "tests/fake_hubspot/target.hpp"

namespace threadmirror::fake_hubspot {
namespace {

using rapidjson::Value;

tl::unexpected<core::Error> refuse(std::string message, std::string mend = {}) {
  return core::fail(core::ErrorCode::kUsage, std::move(message), std::move(mend));
}

core::Result<rapidjson::Document> parse(std::string_view json) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(json.data(),
                                                                                         json.size());
  if (document.HasParseError()) return refuse("the request's body is no JSON");
  return document;
}

core::Result<rapidjson::Document> parse_object(std::string_view json) {
  auto document = parse(json);
  if (document && !document->IsObject()) return refuse("the request's body is no JSON object");
  return document;
}

std::string_view text(const Value& value) { return {value.GetString(), value.GetStringLength()}; }

// Strings as they are; numbers and flags as one would write them on the command line.
std::string word(const Value& value) {
  if (value.IsString()) return std::string(text(value));
  if (value.IsBool()) return value.GetBool() ? "true" : "false";
  if (value.IsInt64()) return std::to_string(value.GetInt64());
  if (value.IsDouble()) return std::to_string(value.GetDouble());
  return "?";
}

core::Result<FaultRule> read_fault(const Value& value) {
  if (value.IsString()) return parse_fault(text(value));
  if (!value.IsObject()) return refuse("a fault is an object or a text such as \"status:503,next=3\"");
  FaultRule rule;
  if (!value.HasMember("kind")) return refuse("a fault needs a kind");
  for (const auto& member : value.GetObject()) {
    if (set_fault_property(rule, text(member.name), word(member.value))) continue;
    return refuse("\"" + std::string(text(member.name)) +
                  "\" is no property of a fault, or its value is wrong");
  }
  return check_fault(std::move(rule));
}

core::Result<MutationKind> read_kind(const Value& value) {
  const auto kind = value.IsString() ? mutation_kind(text(value)) : std::nullopt;
  if (kind) return *kind;
  std::string names;
  for (const auto name : mutation_names()) names.append(names.empty() ? "" : ", ").append(name);
  return refuse("there is no mutation \"" + word(value) + "\"", "possible: " + names);
}

core::Status set_mutation_property(Mutation& mutation, std::string_view name, const Value& value) {
  if (name == "kind") {
    const auto kind = read_kind(value);
    if (!kind) return core::fail(kind.error());
    mutation.kind = *kind;
  } else if (name == "id") {
    mutation.id = parse_integer(word(value));
    if (!mutation.id) return refuse("the id of a mutation is a number");
  } else if (name == "lag_ms" && value.IsInt64() && value.GetInt64() >= 0) {
    mutation.lag = std::chrono::milliseconds(value.GetInt64());
  } else if (name == "at" && value.IsString()) {
    mutation.at = core::Timestamp::parse(text(value));
    if (!mutation.at) return refuse("\"" + word(value) + "\" is no timestamp");
  } else {
    return refuse("\"" + std::string(name) + "\" is no property of a mutation, or its value is wrong",
                  "possible: kind, id, lag_ms, at");
  }
  return {};
}

core::Result<Mutation> read_mutation(const Value& value) {
  if (!value.IsObject() || !value.HasMember("kind")) return refuse("a mutation is an object with a kind");
  Mutation mutation;
  for (const auto& member : value.GetObject()) {
    const auto ok = set_mutation_property(mutation, text(member.name), member.value);
    if (!ok) return core::fail(ok.error());
  }
  return mutation;
}

// The kinds that {"random":n} draws from when none are named: all that a real account does by itself.
constexpr std::array kEveryday{MutationKind::kIncoming,  MutationKind::kOutgoing, MutationKind::kNewThread,
                               MutationKind::kClose,     MutationKind::kReopen,   MutationKind::kAssign,
                               MutationKind::kMoveInbox, MutationKind::kSpam,     MutationKind::kArchive,
                               MutationKind::kRestore,   MutationKind::kTicket,   MutationKind::kMergeContact,
                               MutationKind::kDelete};

core::Result<MutationRequest> read_random(const Value& value, core::Random& random) {
  constexpr std::int64_t kMost = 1'000'000;
  if (!value["random"].IsInt64() || value["random"].GetInt64() < 0 || value["random"].GetInt64() > kMost) {
    return refuse("random is a number up to " + std::to_string(kMost));
  }
  std::vector<MutationKind> kinds;
  if (value.HasMember("kinds")) {
    if (!value["kinds"].IsArray()) return refuse("kinds is an array");
    for (const Value& name : value["kinds"].GetArray()) {
      const auto kind = read_kind(name);
      if (!kind) return core::fail(kind.error());
      kinds.push_back(*kind);
    }
  }
  if (kinds.empty()) kinds.assign(kEveryday.begin(), kEveryday.end());
  MutationRequest request;
  for (std::int64_t i = 0; i < value["random"].GetInt64(); ++i) {
    Mutation mutation;
    mutation.kind = kinds[static_cast<std::size_t>(random.next() % kinds.size())];
    request.mutations.push_back(mutation);
  }
  return request;
}

core::Result<Paces> read_paces(const Value& value) {
  if (!value.IsObject()) return refuse("paces is an object: operations per second by kind");
  Paces paces;
  for (const auto& member : value.GetObject()) {
    const auto kind = read_kind(member.name);
    if (!kind) return core::fail(kind.error());
    if (!member.value.IsNumber() || member.value.GetDouble() < 0) return refuse("a pace is a number from 0");
    paces[*kind] = member.value.GetDouble();
  }
  return paces;
}

core::Status set_account_property(AccountRequest& request, std::string_view name, const Value& value) {
  const bool is_number = value.IsInt64() && value.GetInt64() >= 0;
  if (name == "token" && value.IsString()) {
    request.account.token = text(value);
  } else if (name == "portal_id" && is_number) {
    request.account.portal_id = value.GetInt64();
  } else if (name == "rate_limit" && value.IsInt() && is_number) {
    request.limits.burst = value.GetInt();
  } else if (name == "rate_window_ms" && is_number && value.GetInt64() > 0) {
    request.limits.window = std::chrono::milliseconds(value.GetInt64());
  } else if (name == "daily_limit" && is_number) {
    request.limits.daily = value.GetInt64();
  } else {
    return refuse("\"" + std::string(name) + "\" is no property of the account, or its value is wrong",
                  "possible: token, portal_id, rate_limit, rate_window_ms, daily_limit");
  }
  return {};
}

}  // namespace

core::Result<Quirks> read_quirks(std::string_view json, Quirks quirks) {
  const auto document = parse_object(json);
  if (!document) return core::fail(document.error());
  for (const auto& member : document->GetObject()) {
    std::string value = word(member.value);
    if (member.value.IsBool()) value = member.value.GetBool() ? "on" : "off";
    const auto ok = set_quirk(quirks, text(member.name), value);
    if (!ok) return core::fail(ok.error());
  }
  return quirks;
}

core::Result<std::vector<FaultRule>> read_faults(std::string_view json) {
  const auto document = parse(json);
  if (!document) return core::fail(document.error());
  std::vector<FaultRule> rules;
  const auto add = [&](const Value& value) -> core::Status {
    auto rule = read_fault(value);
    if (!rule) return core::fail(rule.error());
    rules.push_back(std::move(*rule));
    return {};
  };
  if (!document->IsArray()) {
    if (const auto ok = add(*document); !ok) return core::fail(ok.error());
    return rules;
  }
  for (const Value& value : document->GetArray()) {
    if (const auto ok = add(value); !ok) return core::fail(ok.error());
  }
  return rules;
}

core::Result<MutationRequest> read_mutations(std::string_view json, core::Random& random) {
  const auto document = parse(json);
  if (!document) return core::fail(document.error());
  if (document->IsObject() && document->HasMember("random")) return read_random(*document, random);
  MutationRequest request;
  const std::size_t count = document->IsArray() ? document->Size() : 1;
  for (std::size_t i = 0; i < count; ++i) {
    const auto index = static_cast<rapidjson::SizeType>(i);
    const auto mutation = read_mutation(document->IsArray() ? (*document)[index] : *document);
    if (!mutation) return core::fail(mutation.error());
    request.mutations.push_back(*mutation);
  }
  return request;
}

core::Result<LivingRequest> read_living(std::string_view json) {
  const auto document = parse_object(json);
  if (!document) return core::fail(document.error());
  LivingRequest request;
  for (const auto& member : document->GetObject()) {
    const std::string_view name = text(member.name);
    if (name == "rate" && member.value.IsNumber() && member.value.GetDouble() >= 0) {
      request.paces = Paces::mixture(member.value.GetDouble());
    } else if (name == "paces") {
      const auto paces = read_paces(member.value);
      if (!paces) return core::fail(paces.error());
      request.paces = *paces;
    } else if (name == "paused" && member.value.IsBool()) {
      request.paused = member.value.GetBool();
    } else {
      return refuse("\"" + std::string(name) + "\" is unknown here, or its value is wrong",
                    "possible: rate, paces, paused");
    }
  }
  return request;
}

core::Result<OAuthRequest> read_oauth(std::string_view json, OAuthRequest current) {
  const auto document = parse_object(json);
  if (!document) return core::fail(document.error());
  for (const auto& member : document->GetObject()) {
    const std::string_view name = text(member.name);
    if (name == "refresh_token" && member.value.IsString()) {
      current.grant.refresh_token = text(member.value);
    } else if (name == "client_id" && member.value.IsString()) {
      current.grant.client_id = text(member.value);
    } else if (name == "client_secret" && member.value.IsString()) {
      current.grant.client_secret = text(member.value);
    } else if (name == "expire" && member.value.IsBool()) {
      current.expire = member.value.GetBool();
    } else if (name == "revoke" && member.value.IsBool()) {
      current.revoke = member.value.GetBool();
    } else {
      return refuse("\"" + std::string(name) + "\" is unknown here, or its value is wrong",
                    "possible: refresh_token, client_id, client_secret, expire, revoke");
    }
  }
  return current;
}

core::Result<AccountRequest> read_account(std::string_view json, AccountRequest current) {
  const auto document = parse_object(json);
  if (!document) return core::fail(document.error());
  for (const auto& member : document->GetObject()) {
    const auto ok = set_account_property(current, text(member.name), member.value);
    if (!ok) return core::fail(ok.error());
  }
  return current;
}

}  // namespace threadmirror::fake_hubspot
