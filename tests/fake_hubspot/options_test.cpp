#include "tests/fake_hubspot/options.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "tests/support/certificates.hpp"

using namespace threadmirror::fake_hubspot;

namespace {

CommandLine parsed(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "fake-hubspot");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

}  // namespace

TEST_CASE("without arguments there is a whole account on a free port over TLS") {
  const auto line = parsed({});
  REQUIRE(line.options);
  CHECK(line.options->upstream.shape.threads == 10000);
  CHECK(line.options->upstream.account.token == kDefaultToken);
  CHECK(line.options->server.port == 0);
  CHECK(line.options->server.tls);
  CHECK(line.options->upstream.limits.burst == 0);
  CHECK(line.options->faults.empty());
  CHECK(line.options->living == 0);
}

TEST_CASE("every option reaches its place") {
  const auto line = parsed({"--threads",
                            "77",
                            "--seed",
                            "5",
                            "--inboxes",
                            "3",
                            "--archived",
                            "0.5",
                            "--tie-run",
                            "9",
                            "--portal-id",
                            "42",
                            "--living",
                            "2.5",
                            "--port",
                            "8443",
                            "--plain",
                            "--token",
                            "t",
                            "--ca-out",
                            "/ca",
                            "--ready-file",
                            "/ready",
                            "--latency-ms",
                            "15",
                            "--rate-limit",
                            "100",
                            "--rate-window",
                            "20",
                            "--daily-limit",
                            "5000",
                            "--page-cap",
                            "50",
                            "--no-gzip",
                            "--refresh-token",
                            "mine",
                            "--token-lifetime",
                            "90",
                            "--quirk",
                            "ties=shuffled",
                            "--quirk",
                            "id-order=text",
                            "--fault",
                            "status:503,next=2",
                            "--fault",
                            "reset:body"});
  REQUIRE(line.options);
  const UpstreamOptions& upstream = line.options->upstream;
  CHECK(line.options->refresh_token == "mine");
  CHECK(upstream.quirks.token_lifetime_s == 90);
  CHECK(upstream.shape.threads == 77);
  CHECK(upstream.shape.seed == 5);
  CHECK(upstream.shape.inboxes == 3);
  CHECK(upstream.shape.archived == 0.5);
  CHECK(upstream.shape.tie_run == 9);
  CHECK(upstream.account.portal_id == 42);
  CHECK(upstream.account.token == "t");
  CHECK(upstream.limits.burst == 100);
  CHECK(upstream.limits.window == std::chrono::seconds(20));
  CHECK(upstream.limits.daily == 5000);
  CHECK(upstream.quirks.page_cap == 50);
  CHECK_FALSE(upstream.quirks.gzip);
  CHECK(upstream.quirks.ties == TieOrder::kShuffled);
  CHECK(upstream.quirks.id_order == IdOrder::kText);
  CHECK(line.options->living == 2.5);
  CHECK(line.options->server.port == 8443);
  CHECK_FALSE(line.options->server.tls);
  CHECK(line.options->server.latency == std::chrono::milliseconds(15));
  CHECK(line.options->ca_out == "/ca");
  CHECK(line.options->ready_file == "/ready");
  REQUIRE(line.options->faults.size() == 2);
  CHECK(line.options->faults[1].kind == FaultKind::kReset);
}

TEST_CASE("mistakes end with 64 and say what is wrong") {
  const std::vector<std::vector<const char*>> mistakes{
      {"--nonsense"},          {"--threads", "-1"}, {"--archived", "2"},
      {"--quirk", "ties=odd"}, {"--quirk", "x=1"},  {"--fault", "boom"},
      {"--port", "99999"},     {"stray"},           {"--token-file", "/none"}};
  for (const auto& arguments : mistakes) {
    const auto line = parsed(arguments);
    CAPTURE(arguments.front());
    CHECK_FALSE(line.options);
    CHECK(line.exit_code == 64);
    CHECK_FALSE(line.text.empty());
  }
}

TEST_CASE("help and the list of quirks are answers, not errors") {
  const auto help = parsed({"--help"});
  CHECK(help.exit_code == 0);
  CHECK(help.text.find("--ready-file") != std::string::npos);
  const auto quirks = parsed({"--list-quirks"});
  CHECK(quirks.exit_code == 0);
  for (const QuirkInfo& info : quirk_table()) CHECK(quirks.text.find(info.name) != std::string::npos);
}

TEST_CASE("the token can come from a file") {
  const auto file =
      std::filesystem::temp_directory_path() / ("options-test-token-" + std::to_string(getpid()));
  threadmirror::tests::write_file(file, "pat-from-file\r\n");
  const auto line = parsed({"--token-file", file.c_str()});
  CHECK(line.options.value().upstream.account.token == "pat-from-file");
  threadmirror::tests::write_file(file, "\n");
  CHECK(parsed({"--token-file", file.c_str()}).exit_code == 64);
  std::filesystem::remove(file);
}
