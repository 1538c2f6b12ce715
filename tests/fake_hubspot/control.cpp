#include "tests/fake_hubspot/control.hpp"

#include <array>

#include "core/json.hpp"
#include "tests/fake_hubspot/bodies.hpp"
#include "tests/fake_hubspot/compare.hpp"
#include "tests/fake_hubspot/control_answers.hpp"
#include "tests/fake_hubspot/control_json.hpp"
#include "tests/fake_hubspot/query.hpp"
#include "tests/fake_hubspot/render.hpp"
#include "tests/fake_hubspot/upstream.hpp"

namespace threadmirror::fake_hubspot {
namespace {

constexpr std::string_view kPrefix = "/_control/";
constexpr std::size_t kTruthChunk = 500;

// A control request on its way to the function that answers it.
struct Request {
  Upstream& upstream;
  const Target& target;
  std::string_view body;
  core::Timestamp now;

  std::string_view parameter(std::string_view name) const {
    for (const auto& [key, value] : target.parameters) {
      if (key == name) return value;
    }
    return {};
  }
};

Answer failed(const core::Error& error) {
  core::JsonWriter json;
  json.begin_object().field("error", error.message()).field("mend", error.mend()).end_object();
  return json_answer(error.code() == core::ErrorCode::kNotFound ? 404 : 400, std::string(json.text()));
}

// Every thread as one line of JSON, read in pieces: changes between two pieces show in what is still to come.
Answer truth(const Request& request) {
  Answer answer;
  answer.headers.emplace_back("Content-Type", "application/x-ndjson");
  std::int64_t after = parse_integer(request.parameter("after")).value_or(0);
  answer.more = [&upstream = request.upstream, after]() mutable {
    std::string piece;
    TruthReader reader(upstream.world(), after);
    for (std::size_t i = 0; i < kTruthChunk; ++i) {
      const Thread* thread = reader.next();
      if (thread == nullptr) break;
      append_thread(piece, *thread, upstream.quirks(), true);
      piece += '\n';
      after = thread->id;
    }
    return piece;
  };
  return answer;
}

Answer stats(const Request& request) { return json_answer(200, stats_json(request.upstream, request.now)); }

Answer reset_stats(const Request& request) {
  request.upstream.service().ledger().reset_counts();
  return stats(request);
}

Answer show_quirks(const Request& request) {
  return json_answer(200, quirks_json(request.upstream.quirks()));
}

Answer change_quirks(const Request& request) {
  const auto quirks = read_quirks(request.body, request.upstream.quirks());
  if (!quirks) return failed(quirks.error());
  request.upstream.set_quirks(*quirks);
  return show_quirks(request);
}

Answer show_faults(const Request& request) {
  return json_answer(200, faults_json(request.upstream.faults().rules()));
}

Answer add_faults(const Request& request) {
  auto rules = read_faults(request.body);
  if (!rules) return failed(rules.error());
  for (FaultRule& rule : *rules) request.upstream.faults().add(std::move(rule));
  return show_faults(request);
}

Answer clear_faults(const Request& request) {
  request.upstream.faults().clear();
  return show_faults(request);
}

Answer mutate(const Request& request) {
  Upstream& upstream = request.upstream;
  const auto wanted = read_mutations(request.body, upstream.random());
  if (!wanted) return failed(wanted.error());
  core::JsonWriter applied, refused;
  applied.begin_array();
  refused.begin_array();
  for (const Mutation& mutation : wanted->mutations) {
    const auto id = apply(upstream.world(), mutation, upstream.random(), request.now);
    core::JsonWriter& json = id ? applied : refused;
    json.begin_object().field("kind", to_string(mutation.kind));
    if (id) json.field("id", std::to_string(*id));
    if (!id) json.field("error", id.error().message());
    json.end_object();
  }
  applied.end_array();
  refused.end_array();
  return json_answer(200, R"({"applied":)" + std::string(applied.text()) + R"(,"refused":)" +
                              std::string(refused.text()) + "}");
}

Answer show_living(const Request& request) {
  return json_answer(200, living_json(request.upstream.living()));
}

Answer change_living(const Request& request) {
  const auto wanted = read_living(request.body);
  if (!wanted) return failed(wanted.error());
  LivingWorld& living = request.upstream.living();
  if (wanted->paces) living.set_paces(*wanted->paces, request.now);
  if (wanted->paused && *wanted->paused) living.pause();
  if (wanted->paused && !*wanted->paused) living.resume(request.now);
  return show_living(request);
}

Answer change_account(const Request& request) {
  Service& service = request.upstream.service();
  const auto wanted = read_account(request.body, {service.account(), service.ledger().limits()});
  if (!wanted) return failed(wanted.error());
  service.account() = wanted->account;
  service.ledger().set_limits(wanted->limits);
  return stats(request);
}

Answer show_oauth(const Request& request) {
  return json_answer(200, oauth_json(request.upstream.service().oauth(), request.now));
}

Answer change_oauth(const Request& request) {
  OAuthApp& oauth = request.upstream.service().oauth();
  const auto wanted = read_oauth(request.body, {oauth.grant()});
  if (!wanted) return failed(wanted.error());
  oauth.grant() = wanted->grant;
  if (wanted->expire) oauth.expire();
  if (wanted->revoke) oauth.revoke();
  return show_oauth(request);
}

Answer compare(const Request& request) {
  const std::string database(request.parameter("database"));
  const auto result = compare_database(request.upstream.world(), request.upstream.quirks(), database);
  return result ? json_answer(200, result->to_json()) : failed(result.error());
}

struct Endpoint {
  std::string_view method, name;
  Answer (*answer)(const Request&);
};
constexpr std::array kEndpoints{
    Endpoint{"GET", "truth", truth},           Endpoint{"GET", "stats", stats},
    Endpoint{"DELETE", "stats", reset_stats},  Endpoint{"GET", "quirks", show_quirks},
    Endpoint{"POST", "quirks", change_quirks}, Endpoint{"GET", "faults", show_faults},
    Endpoint{"POST", "faults", add_faults},    Endpoint{"DELETE", "faults", clear_faults},
    Endpoint{"POST", "mutate", mutate},        Endpoint{"GET", "living", show_living},
    Endpoint{"POST", "living", change_living}, Endpoint{"POST", "account", change_account},
    Endpoint{"GET", "oauth", show_oauth},      Endpoint{"POST", "oauth", change_oauth},
    Endpoint{"GET", "compare", compare},       Endpoint{"POST", "compare", compare}};

std::string possible_requests() {
  std::string text;
  for (const Endpoint& endpoint : kEndpoints) {
    text.append(text.empty() ? "" : ", ").append(endpoint.method).append(" ").append(kPrefix);
    text.append(endpoint.name);
  }
  return text;
}

}  // namespace

bool is_control(std::string_view target) { return target.starts_with(kPrefix); }

Answer handle_control(Upstream& upstream, const Call& call, core::Timestamp now) {
  const auto target = parse_target(call.target);
  const std::string name = target ? target->path.substr(kPrefix.size()) : std::string();
  for (const Endpoint& endpoint : kEndpoints) {
    if (endpoint.method == call.method && endpoint.name == name) {
      return endpoint.answer({upstream, *target, call.body, now});
    }
  }
  return failed(core::Error(core::ErrorCode::kNotFound, "there is no such control request",
                            "possible: " + possible_requests()));
}

}  // namespace threadmirror::fake_hubspot
