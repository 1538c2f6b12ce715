// The command line: what the user asked for, or what there is to say about it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/output/exit_code.hpp"

namespace threadmirror::daemon {

enum class Command {
  kRun,
  kBackfill,
  kSync,
  kReconcile,
  kVerify,
  kStatus,
  kQuery,
  kSchema,
  kExport,
  kBackup,
  kCheck
};

// "run", "backfill" …, as it is typed.
const char* to_string(Command command);

// What `query` was asked, as it was typed.
struct QueryOptions {
  std::string sql;  // "-": from standard input; "@name": a recipe; empty with `list`
  std::string format = "table";
  std::vector<std::string> parameters;  // "name=value"
  std::optional<std::string> timeout;   // a duration such as "30s"
  bool list = false;                    // print the recipes
};

// What `schema` was asked, as it was typed.
struct SchemaOptions {
  std::vector<std::string> relations;  // none: all
  std::string format = "text";
};

// What `export` was asked, as it was typed.
struct ExportOptions {
  std::string relation;
  std::optional<std::string> format;            // else by the file's ending
  std::optional<std::filesystem::path> output;  // else standard output
  bool force = false;                           // replace an existing file
};

// A command with its options. The token is no part of it: it can't be given here.
struct Invocation {
  Command command = Command::kRun;
  std::optional<std::filesystem::path> config;
  std::optional<std::filesystem::path> database;
  std::optional<std::string> log_level;
  bool restart = false;            // backfill
  bool dry_run = false;            // reconcile
  bool allow_mass_delete = false;  // reconcile
  bool json = false;               // reconcile, verify, status
  bool offline = false;            // check
  QueryOptions query{};            // query
  SchemaOptions schema{};          // schema
  ExportOptions exported{};        // export
  std::filesystem::path file;      // backup
};

// Nothing to run: a help text, the version, or a usage error.
struct Answer {
  std::string text;
  output::ExitCode code =
      output::ExitCode::kSuccess;  // errors go to standard error, the rest to standard output
};

// Reads the arguments. Pure but for the memory it takes.
std::variant<Invocation, Answer> parse_command_line(int argc, const char* const* argv);

}  // namespace threadmirror::daemon
