#include "tests/fake_hubspot/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

#include "core/text.hpp"

namespace threadmirror::fake_hubspot {
namespace {

constexpr int kUsageError = 64;

// What CLI11 fills in, before it is checked and turned into options.
struct Raw {
  ProgramOptions options;
  std::vector<std::string> quirks, faults;
  std::string token_file;
  std::int64_t rate_window_s = 10, latency_ms = 0;
  bool plain = false, no_gzip = false, list_quirks = false;
  int page_cap = 0, token_lifetime_s = 0;
};

void add_world_options(CLI::App& app, Raw& raw) {
  WorldShape& shape = raw.options.upstream.shape;
  app.add_option("--threads", shape.threads, "How many threads the account has")
      ->check(CLI::Range(0, 50'000'000))
      ->capture_default_str()
      ->group("The account");
  app.add_option("--seed", shape.seed, "The same seed makes the same account")
      ->capture_default_str()
      ->group("The account");
  app.add_option("--inboxes", shape.inboxes, "How many inboxes")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str()
      ->group("The account");
  app.add_option("--archived", shape.archived, "The share of archived threads, 0 to 1")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str()
      ->group("The account");
  app.add_option("--tie-run", shape.tie_run, "So many threads share one latestMessageTimestamp")
      ->check(CLI::Range(0, 50'000'000))
      ->capture_default_str()
      ->group("The account");
  app.add_option("--portal-id", raw.options.upstream.account.portal_id, "The account's number")
      ->capture_default_str()
      ->group("The account");
  app.add_option("--living", raw.options.living, "Changes per second: messages, closings, deletions …")
      ->check(CLI::Range(0.0, 100'000.0))
      ->capture_default_str()
      ->group("The account");
}

void add_server_options(CLI::App& app, Raw& raw) {
  ProgramOptions& options = raw.options;
  app.add_option("--port", options.server.port, "The port on 127.0.0.1; 0: any free one")
      ->capture_default_str()
      ->group("The server");
  app.add_flag("--plain", raw.plain, "http instead of https")->group("The server");
  app.add_option("--token", options.upstream.account.token,
                 "The bearer token that is accepted (nothing secret)")
      ->capture_default_str()
      ->group("The server");
  app.add_option("--token-file", raw.token_file, "Read the token from this file")
      ->check(CLI::ExistingFile)
      ->excludes("--token")
      ->group("The server");
  app.add_option("--refresh-token", options.refresh_token,
                 "The OAuth app's refresh token (client id fake-app, secret fake-client-secret)")
      ->capture_default_str()
      ->group("The server");
  app.add_option("--ca-out", options.ca_out,
                 "Write the CA certificate (PEM) here instead of a temporary file")
      ->group("The server");
  app.add_option("--ready-file", options.ready_file,
                 "Write url, ca_file and token as JSON here when listening")
      ->group("The server");
  app.add_option("--latency-ms", raw.latency_ms, "The pause before every answer")
      ->check(CLI::Range(0, 600'000))
      ->capture_default_str()
      ->group("The server");
}

void add_behaviour_options(CLI::App& app, Raw& raw) {
  RateLimits& limits = raw.options.upstream.limits;
  app.add_option("--rate-limit", limits.burst, "Requests per window; 0: no limit and no headers")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str()
      ->group("Behaviour");
  app.add_option("--rate-window", raw.rate_window_s, "The length of the rolling window in seconds")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str()
      ->group("Behaviour");
  app.add_option("--daily-limit", limits.daily, "Requests per day; 0: no limit and no headers")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str()
      ->group("Behaviour");
  app.add_option("--page-cap", raw.page_cap, "No page is longer, whatever limit says (quirk page-cap)")
      ->check(CLI::Range(0, 500))
      ->group("Behaviour");
  app.add_option("--token-lifetime", raw.token_lifetime_s,
                 "Seconds that an OAuth access token lives (quirk token-lifetime)")
      ->check(CLI::Range(1, 86400))
      ->group("Behaviour");
  app.add_flag("--no-gzip", raw.no_gzip, "Never compress (quirk gzip=off)")->group("Behaviour");
  app.add_option("--quirk", raw.quirks, "NAME=VALUE, may be repeated; see --list-quirks")
      ->allow_extra_args(false)
      ->group("Behaviour");
  app.add_option("--fault", raw.faults, "KIND[:VALUE][,next=N][,probability=P][,path=TEXT], may be repeated")
      ->allow_extra_args(false)
      ->group("Behaviour");
  app.add_flag("--list-quirks", raw.list_quirks, "Show all quirks with their values, and end")
      ->group("Behaviour");
}

core::Status read_token(Raw& raw) {
  if (raw.token_file.empty()) return {};
  std::ifstream file(raw.token_file);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  raw.options.upstream.account.token = core::trim(text);
  raw.options.token_file = std::filesystem::absolute(raw.token_file);
  if (raw.options.upstream.account.token.empty()) {
    return core::fail(core::ErrorCode::kUsage, "there is no token in " + raw.token_file);
  }
  return {};
}

core::Result<ProgramOptions> finished(Raw raw) {
  if (const auto ok = read_token(raw); !ok) return core::fail(ok.error());
  Quirks& quirks = raw.options.upstream.quirks;
  for (const std::string& quirk : raw.quirks) {
    if (const auto ok = set_quirk(quirks, quirk); !ok) return core::fail(ok.error());
  }
  for (const std::string& text : raw.faults) {
    auto fault = parse_fault(text);
    if (!fault) return core::fail(fault.error());
    raw.options.faults.push_back(std::move(*fault));
  }
  if (raw.no_gzip) quirks.gzip = false;
  if (raw.page_cap > 0) quirks.page_cap = raw.page_cap;
  if (raw.token_lifetime_s > 0) quirks.token_lifetime_s = raw.token_lifetime_s;
  raw.options.upstream.limits.window = std::chrono::seconds(raw.rate_window_s);
  raw.options.server.latency = std::chrono::milliseconds(raw.latency_ms);
  raw.options.server.tls = !raw.plain;
  return raw.options;
}

}  // namespace

std::string quirk_list() {
  std::string text;
  for (const QuirkInfo& info : quirk_table()) {
    std::string values = info.choices.empty() ? fmt::format("{}..{}", info.lowest, info.highest)
                                              : fmt::format("{}", fmt::join(info.choices, "|"));
    text += fmt::format("{}={}\n    {} (default: {})\n", info.name, values, info.description,
                        quirk_value(info, Quirks{}));
  }
  return text;
}

CommandLine parse_command_line(int argc, const char* const* argv) {
  CLI::App app("A HubSpot conversations server to rehearse with: one account in memory, on loopback only.",
               "fake-hubspot");
  app.footer(
      "Everything can also be changed while it runs, under /_control/: see tests/fake_hubspot/README.md.");
  Raw raw;
  add_world_options(app, raw);
  add_server_options(app, raw);
  add_behaviour_options(app, raw);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    const int code = app.exit(error, out, out);
    return {std::nullopt, out.str(), code == 0 ? 0 : kUsageError};
  }
  if (raw.list_quirks) return {std::nullopt, quirk_list(), 0};
  auto options = finished(std::move(raw));
  if (!options) return {std::nullopt, "fake-hubspot: " + options.error().text() + "\n", kUsageError};
  return {std::move(*options), {}, 0};
}

}  // namespace threadmirror::fake_hubspot
