#include "daemon/command_line.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

using namespace threadmirror::daemon;

namespace {

std::variant<Invocation, Answer> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "threadmirror");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

}  // namespace

TEST_CASE("options of the program are understood before and after the command") {
  for (const auto& arguments :
       {std::vector<const char*>{"--config", "c.toml", "--database", "d.db", "backfill", "--restart"},
        std::vector<const char*>{"backfill", "--restart", "--config", "c.toml", "--database", "d.db"}}) {
    const auto parsed = parse(arguments);
    REQUIRE(std::holds_alternative<Invocation>(parsed));
    const auto& invocation = std::get<Invocation>(parsed);
    CHECK(invocation.command == Command::kBackfill);
    CHECK(invocation.restart);
    CHECK(invocation.config == "c.toml");
    CHECK(invocation.database == "d.db");
    CHECK_FALSE(invocation.log_level);
  }
}

TEST_CASE("every command is known by its name") {
  for (const Command command : {Command::kRun, Command::kBackfill, Command::kSync, Command::kReconcile,
                                Command::kVerify, Command::kStatus, Command::kSchema, Command::kCheck}) {
    const auto parsed = parse({to_string(command)});
    REQUIRE(std::holds_alternative<Invocation>(parsed));
    CHECK(std::get<Invocation>(parsed).command == command);
  }
}

TEST_CASE("query takes its statement and a format") {
  const auto parsed = parse({"query", "SELECT 1", "--format", "csv"});
  REQUIRE(std::holds_alternative<Invocation>(parsed));
  CHECK(std::get<Invocation>(parsed).query.sql == "SELECT 1");
  CHECK(std::get<Invocation>(parsed).query.format == "csv");
  CHECK(std::get<Invocation>(parse({"query", "-"})).query.sql == "-");
}

TEST_CASE("query takes parameters one by one, a time limit, or a list alone") {
  const auto parsed =
      parse({"query", "--param", "a=[1,2]", "SELECT :a, :b", "--param", "b=x,y", "--timeout", "5s"});
  REQUIRE(std::holds_alternative<Invocation>(parsed));
  const QueryOptions& query = std::get<Invocation>(parsed).query;
  CHECK(query.sql == "SELECT :a, :b");
  CHECK(query.parameters == std::vector<std::string>{"a=[1,2]", "b=x,y"});
  CHECK(query.timeout == "5s");
  CHECK(std::get<Invocation>(parse({"query", "--list", "--format", "json"})).query.list);
  for (const auto& wrong : {std::vector<const char*>{"query"},
                            {"query", "--list", "SELECT 1"},
                            {"query", "--list", "--param", "a=1"},
                            {"query", "--list", "--timeout", "1s"}}) {
    CHECK(std::get<Answer>(parse(wrong)).code == output::ExitCode::kUsage);
  }
}

TEST_CASE("schema takes names and a format") {
  const SchemaOptions all = std::get<Invocation>(parse({"schema"})).schema;
  CHECK(all.relations.empty());
  CHECK(all.format == "text");
  const auto parsed = parse({"schema", "threads", "--format", "json", "sync_status"});
  REQUIRE(std::holds_alternative<Invocation>(parsed));
  const SchemaOptions& some = std::get<Invocation>(parsed).schema;
  CHECK(some.relations == std::vector<std::string>{"threads", "sync_status"});
  CHECK(some.format == "json");
}

TEST_CASE("export takes a name, a format, a file and the leave to replace it") {
  const ExportOptions plain = std::get<Invocation>(parse({"export", "threads"})).exported;
  CHECK(plain.relation == "threads");
  CHECK_FALSE(plain.format);
  CHECK_FALSE(plain.output);
  CHECK_FALSE(plain.force);
  const auto parsed = parse({"export", "--format", "jsonl", "--output", "a b.jsonl", "--force", "threads"});
  REQUIRE(std::holds_alternative<Invocation>(parsed));
  const ExportOptions& full = std::get<Invocation>(parsed).exported;
  CHECK(full.format == "jsonl");
  CHECK(full.output == "a b.jsonl");
  CHECK(full.force);
  for (const auto& wrong : {std::vector<const char*>{"export"},
                            {"export", "threads", "sync_runs"},
                            {"export", "threads", "--force"}}) {
    CHECK(std::get<Answer>(parse(wrong)).code == output::ExitCode::kUsage);
  }
}

TEST_CASE("no help text has a line that is wider than 120 columns") {
  for (const char* command : {"", "run", "backfill", "sync", "reconcile", "verify", "status", "query",
                              "schema", "export", "backup", "check"}) {
    CAPTURE(command);
    const auto parsed = *command == '\0' ? parse({"--help"}) : parse({command, "--help"});
    std::istringstream lines(std::get<Answer>(parsed).text);
    for (std::string line; std::getline(lines, line);) CHECK_MESSAGE(line.size() <= 120, line);
  }
}

TEST_CASE("reconcile and verify take their options; a dry run has no guard to lift") {
  const auto parsed = parse({"reconcile", "--allow-mass-delete", "--json"});
  REQUIRE(std::holds_alternative<Invocation>(parsed));
  CHECK(std::get<Invocation>(parsed).allow_mass_delete);
  CHECK(std::get<Invocation>(parsed).json);
  CHECK_FALSE(std::get<Invocation>(parsed).dry_run);
  CHECK(std::get<Invocation>(parse({"reconcile", "--dry-run"})).dry_run);
  CHECK(std::get<Invocation>(parse({"verify", "--json"})).json);
  CHECK(std::get<Answer>(parse({"reconcile", "--dry-run", "--allow-mass-delete"})).code ==
        output::ExitCode::kUsage);
  CHECK(std::get<Answer>(parse({"verify", "--dry-run"})).code == output::ExitCode::kUsage);
}
