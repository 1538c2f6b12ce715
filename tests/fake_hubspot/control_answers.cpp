#include "tests/fake_hubspot/control_answers.hpp"

#include "core/json.hpp"

namespace threadmirror::fake_hubspot {
namespace {

void write_requests(core::JsonWriter& json, const RateLedger& ledger) {
  std::int64_t errors = 0;
  json.field("requests", ledger.requests()).key("by_status").begin_object();
  for (const auto& [status, count] : ledger.by_status()) {
    if (status >= 400) errors += count;
    json.field(std::to_string(status), count);
  }
  json.end_object().field("errors", errors);
  json.field("most_in_window", ledger.most_in_window());
  json.field("window_ms", ledger.limits().window.count());
}

}  // namespace

std::string quirks_json(const Quirks& quirks) {
  core::JsonWriter json;
  json.begin_object();
  for (const QuirkInfo& info : quirk_table()) {
    json.key(info.name);
    if (info.choices.empty()) {
      json.value(info.get(quirks));
    } else {
      json.value(quirk_value(info, quirks));
    }
  }
  json.end_object();
  return std::string(json.text());
}

std::string faults_json(const std::vector<FaultRule>& rules) {
  core::JsonWriter json;
  json.begin_array();
  for (const FaultRule& rule : rules) {
    json.begin_object().field("kind", to_string(rule.kind)).field("value", rule.value);
    json.field("text", rule.text).field("next", rule.next).field("probability", rule.probability);
    json.field("path", rule.path).field("policy", rule.policy).field("retry_after", rule.retry_after);
    json.field("doubled_retry_after", rule.doubled_retry_after).field("hits", rule.hits).end_object();
  }
  json.end_array();
  return std::string(json.text());
}

std::string living_json(const LivingWorld& living) {
  core::JsonWriter json;
  json.begin_object().field("paused", living.paused()).field("operations", living.operations());
  json.field("rate", living.paces().total()).key("paces").begin_object();
  for (std::size_t i = 0; i < kMutationKinds; ++i) {
    if (living.paces().per_second[i] > 0) json.field(mutation_names()[i], living.paces().per_second[i]);
  }
  json.end_object().end_object();
  return std::string(json.text());
}

std::string oauth_json(OAuthApp& oauth, core::Timestamp now) {
  core::JsonWriter json;
  json.begin_object().field("client_id", oauth.grant().client_id);
  json.field("client_secret", oauth.grant().client_secret);
  json.field("refresh_token", oauth.grant().refresh_token);
  json.field("refreshes", oauth.refreshes()).field("refused", oauth.refused());
  json.field("live_access_tokens", oauth.live_tokens(now)).end_object();
  return std::string(json.text());
}

std::string stats_json(Upstream& upstream, core::Timestamp now) {
  core::JsonWriter json;
  json.begin_object().field("now", now);
  write_requests(json, upstream.service().ledger());
  std::int64_t hits = 0;
  for (const FaultRule& rule : upstream.faults().rules()) hits += rule.hits;
  json.field("faults_hit", hits).field("living_operations", upstream.living().operations());
  const World& world = upstream.world();
  json.key("threads").begin_object().field("total", world.size());
  json.field("active_served", world.served_count(false)).field("archived_served", world.served_count(true));
  json.field("lagging", world.lagging()).end_object().end_object();
  return std::string(json.text());
}

}  // namespace threadmirror::fake_hubspot
