#include "daemon/command_line.hpp"

#include <CLI/CLI.hpp>
#include <sstream>

#include "daemon/usage_error.hpp"
#include "daemon/version.hpp"

namespace threadmirror::daemon {
namespace {

constexpr char kDescription[] =
    "Mirrors HubSpot's conversation threads into a local SQLite database, exactly and for good.";

constexpr char kFooter[] = R"(First steps:
  export HUBSPOT_ACCESS_TOKEN=...      a token with the scope conversations.read (or a file, see the manual)
  threadmirror check                   is all in place?
  threadmirror backfill                mirrors every thread, once; goes on where it was interrupted
  threadmirror query "SELECT status, count(*) FROM threads GROUP BY status"
  threadmirror run                     keeps the mirror fresh, as a service does

Exit status: 0 success, 1 the answer is "no", 64 usage, 65 database unusable, 69 upstream unavailable,
70 internal error, 73 cannot create, 74 input/output error, 75 another instance holds the database, or
interrupted or out of time, 77 token refused or scope missing, 78 configuration error.

`threadmirror COMMAND --help` tells more about a command.)";

constexpr char kRunHelp[] =
    R"(The daemon: polls for new messages every [sync] poll_interval, brings the past beside it until every thread is
mirrored, and sweeps over everything every [sync] reconcile_interval to find what no message announces. Ends with
SIGTERM or Ctrl-C, within five seconds and with exit status 0. What is committed stays; a restart goes on from
there, also after a crash.)";

constexpr char kBackfillHelp[] =
    R"(One shot: mirrors every thread, active and archived, then exits. It fills the mirror with several requests at
once, as fast as the limits allow, and then reads everything once more by id, which proves that nothing is
missing. An interrupted backfill goes on from its last committed page; what did not change is never written
again. On a terminal it shows a progress bar, elsewhere a line now and then.

Where a daemon keeps this database, it does the job in place of its own work, and this command shows it.)";

constexpr char kSyncHelp[] =
    R"(One incremental pass, then exits: for cron and for tests. Where there never was a complete backfill, it comes
first. With a timer, set [sync] poll_interval to the timer's interval, so that `status` knows what is late.
Where a daemon keeps this database, it polls at once, and this command ends when that is done.)";

constexpr char kReconcileHelp[] =
    R"(One whole sweep over the active and the archived threads, then exits. Finds what no new message announces:
closings, assignments, moves, archiving, and what is gone. Writes only what differs, and tells what that was.
The daemon does the same every [sync] reconcile_interval, and at once for this command where it keeps this
database.

A thread that no listing showed is asked for by itself; when it is gone its row stays, with `deleted_at` and
`deletion_evidence`. More than 5 % (and more than 100) at once are not believed: nothing is marked then, and the
exit status is 1. --allow-mass-delete lifts that guard.

--dry-run only tells what would change, opens the database read-only, and works beside a running daemon.
--json lists every difference, and the counts `missing`, `extra`, `different`.)";

constexpr char kVerifyHelp[] =
    R"(Compares HubSpot and the mirror thread by thread, field by field, and writes nothing; works beside a running
daemon. What seems to differ is looked at a second time at the end, since both move on meanwhile; still, a
thread that changed since the daemon's last poll or sweep counts as different. Exit status 0 when both are
equal, 1 on any difference. --json lists every difference, and the counts `missing`, `extra`, `different`.)";

constexpr char kStatusHelp[] =
    R"(How fresh and how complete the mirror is, from the database alone, and what a running daemon is doing, where
this user may ask it. Opens no network. Exit status 0 only when the mirror is current, 1 otherwise.)";

constexpr char kQueryHelp[] = R"(Runs one SQL statement on a read-only connection and prints its result.

  threadmirror query "SELECT * FROM open_threads LIMIT 5"
  threadmirror query "SELECT * FROM awaiting_reply ORDER BY waiting_since LIMIT 10"
  threadmirror query --format csv "SELECT * FROM threads" > threads.csv
  echo "SELECT * FROM sync_status" | threadmirror query --format json -

Recipes are queries that come along, by name; --list tells them and their parameters:

  threadmirror query --list
  threadmirror query @awaiting-reply
  threadmirror query @opened-per-day --param days=30 --param inbox=12345

--param gives a value to :NAME (also $NAME, @NAME) in the statement. NULL is NULL, what is written like a number
is one, all else is text; single quotes around it make a text of anything: --param "id='007'".

Ctrl-C, SIGTERM and --timeout end a query that runs too long; the exit status is then 75. Nothing can be changed
through it: writes, ATTACH and a second statement are refused. Any other SQLite client may read the file at any
time, too. What the tables and views hold, `threadmirror schema` tells.)";

constexpr char kSchemaHelp[] =
    R"(What there is to query: tables, views and their columns, with kind, meaning, and the field of HubSpot's thread
that a column is copied from. Needs no database and no configuration: the words are in the program.

  threadmirror schema
  threadmirror schema awaiting_reply thread_changes
  threadmirror schema --format json

A view that adds columns to a table or view lists only those, unless it is named without the other. JSON is an
object with `schema_version` and `relations`, each with `name`, `type` (table, view), `meaning` and all `columns`:
`name`, `type` (INTEGER, REAL, TEXT), `kind` (integer, text, time, flag, seconds, JSON), `meaning`, `source`
(HubSpot's field, or null).)";

constexpr char kExportHelp[] =
    R"(Writes all rows of a table or view, as they are at one moment, in a stable order, beside a running daemon.
`threadmirror schema` tells their names; for a part of the rows there is `threadmirror query`.

  threadmirror export threads > threads.csv
  threadmirror export thread_changes --format jsonl | gzip > changes.jsonl.gz
  threadmirror export open_threads --output open.db

csv is RFC 4180 with a header line: NULL is an empty field, an empty text is "". jsonl is an object a line, numbers
as numbers. sqlite is a new database with that one table; it needs --output. Without --format the ending of FILE
decides: .csv, .jsonl, or .db, .sqlite and .sqlite3; else it is csv.

FILE appears under its name when it is complete and flushed to the disk, as readable as the mirror is. A file that
exists is left as it is; --force replaces it. Ctrl-C and SIGTERM end an export with exit status 75; then FILE is
as it was before.)";

constexpr char kBackupHelp[] =
    R"(Copies the mirror as it is at this moment into one file: flushed to the disk, verified page by page, and put in
place at once, over an earlier backup of that name. Works beside a running daemon, which does not notice, and
opens no network. A file that is no backup is never written over.

To go back to it: stop the daemon, copy the file over the database, remove the database's -wal and -shm files,
start the daemon. It goes on from there, and the next sweep finds what has changed since.)";

constexpr char kCheckHelp[] =
    R"(Validates the configuration, the token and the database, tells who else may read the database and what keeps
them from it, and, unless --offline, asks HubSpot whether the token is accepted, has its scope and belongs to
this database, and whether the clocks agree. Each finding comes with its mend. Exit status 0 when all is well;
else that of the first thing that is wrong.)";

void add_global_options(CLI::App& app, Invocation& invocation) {
  app.add_option("--config", invocation.config,
                 "Configuration file (TOML); else $THREADMIRROR_CONFIG, else /etc/threadmirror/config.toml")
      ->type_name("FILE");
  app.add_option("--database", invocation.database, "Database file; else [storage] path")->type_name("FILE");
  app.add_option("--log-level", invocation.log_level, "debug, info, warning or error; else [log] level")
      ->type_name("LEVEL");
  app.set_version_flag("--version", std::string("threadmirror ") + kVersion, "Print the version and exit");
}

CLI::App* add_command(CLI::App& app, Invocation& invocation, Command command, const char* summary,
                      const char* help) {
  CLI::App* sub = app.add_subcommand(to_string(command), summary);
  sub->fallthrough();  // global options are understood after the command, too
  sub->footer(std::string("\n") + help);
  sub->callback([&invocation, command] { invocation.command = command; });
  return sub;
}

void add_query(CLI::App& app, Invocation& invocation) {
  CLI::App* query =
      add_command(app, invocation, Command::kQuery, "Runs SQL on the mirror, read-only", kQueryHelp);
  QueryOptions& options = invocation.query;
  CLI::Option* sql =
      query->add_option("SQL", options.sql, "One statement; @NAME: a recipe; -: from standard input");
  query->add_option("--format", options.format, "table, csv, json, jsonl or markdown")
      ->type_name("FORMAT")
      ->capture_default_str();
  CLI::Option* param = query->add_option("--param", options.parameters,
                                         "The value of :NAME in the statement; may be repeated");
  param->type_name("NAME=VALUE")->expected(1)->take_all()->allow_extra_args(false);
  CLI::Option* timeout =
      query->add_option("--timeout", options.timeout,
                        "The longest that the query may take, such as 30s; else as long as it needs");
  timeout->type_name("DURATION");
  query->add_flag("--list", options.list, "List the recipes")
      ->excludes(sql)
      ->excludes(param)
      ->excludes(timeout);
  query->callback([&invocation, sql] {
    invocation.command = Command::kQuery;
    if (!invocation.query.list && sql->count() == 0) throw CLI::RequiredError("SQL, @RECIPE or --list");
  });
}

void add_schema(CLI::App& app, Invocation& invocation) {
  CLI::App* schema =
      add_command(app, invocation, Command::kSchema, "What tables, views and columns mean", kSchemaHelp);
  schema->add_option("RELATION", invocation.schema.relations, "Only these tables and views")->type_name("");
  schema->add_option("--format", invocation.schema.format, "text, markdown or json")
      ->type_name("FORMAT")
      ->capture_default_str();
}

void add_export(CLI::App& app, Invocation& invocation) {
  CLI::App* exported = add_command(app, invocation, Command::kExport,
                                   "Writes a table or view as CSV, JSON lines or SQLite", kExportHelp);
  ExportOptions& options = invocation.exported;
  exported->add_option("NAME", options.relation, "The table or view")->required()->type_name("");
  exported->add_option("--format", options.format, "csv, jsonl or sqlite; else by the ending of FILE")
      ->type_name("FORMAT");
  CLI::Option* output =
      exported->add_option("--output", options.output, "Where to; else standard output")->type_name("FILE");
  exported->add_flag("--force", options.force, "Replace FILE if it exists")->needs(output);
}

void add_commands(CLI::App& app, Invocation& invocation) {
  add_command(app, invocation, Command::kRun, "The daemon: keeps the mirror fresh until SIGTERM", kRunHelp);
  add_command(app, invocation, Command::kBackfill, "Mirrors every thread once, then exits", kBackfillHelp)
      ->add_flag("--restart", invocation.restart, "Begin anew instead of resuming an interrupted backfill");
  add_command(app, invocation, Command::kSync, "One incremental pass, then exits (for cron)", kSyncHelp);
  CLI::App* reconcile = add_command(app, invocation, Command::kReconcile,
                                    "One full sweep: finds silent changes and deletions", kReconcileHelp);
  CLI::Option* dry_run =
      reconcile->add_flag("--dry-run", invocation.dry_run, "Tell what would change, write nothing");
  reconcile
      ->add_flag("--allow-mass-delete", invocation.allow_mass_delete,
                 "Believe that many threads are gone at once")
      ->excludes(dry_run);
  reconcile->add_flag("--json", invocation.json, "Print JSON");
  add_command(app, invocation, Command::kVerify, "Compares mirror and HubSpot, writes nothing", kVerifyHelp)
      ->add_flag("--json", invocation.json, "Print JSON");
  add_command(app, invocation, Command::kStatus, "Freshness, counts, last runs, health", kStatusHelp)
      ->add_flag("--json", invocation.json, "Print JSON");
  add_query(app, invocation);
  add_schema(app, invocation);
  add_export(app, invocation);
  add_command(app, invocation, Command::kBackup, "Copies the mirror into a file, beside the running daemon",
              kBackupHelp)
      ->add_option("FILE", invocation.file, "Where to; an earlier backup there is replaced")
      ->required();
  add_command(app, invocation, Command::kCheck, "Validates configuration, token, database and upstream",
              kCheckHelp)
      ->add_flag("--offline", invocation.offline, "Open no network connection");
}

}  // namespace

const char* to_string(Command command) {
  switch (command) {
    case Command::kRun:
      return "run";
    case Command::kBackfill:
      return "backfill";
    case Command::kSync:
      return "sync";
    case Command::kReconcile:
      return "reconcile";
    case Command::kVerify:
      return "verify";
    case Command::kStatus:
      return "status";
    case Command::kQuery:
      return "query";
    case Command::kSchema:
      return "schema";
    case Command::kExport:
      return "export";
    case Command::kBackup:
      return "backup";
    case Command::kCheck:
      return "check";
  }
  return "";
}

std::variant<Invocation, Answer> parse_command_line(int argc, const char* const* argv) {
  Invocation invocation;
  CLI::App app(kDescription, "threadmirror");
  app.footer(kFooter);
  app.require_subcommand(1);
  add_global_options(app, invocation);
  add_commands(app, invocation);
  try {
    app.parse(argc, argv);
    return invocation;
  } catch (const CLI::ParseError& e) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = app.exit(e, out, err);
    if (code == 0) return Answer{out.str(), output::ExitCode::kSuccess};
    return Answer{usage_error(app, e), output::ExitCode::kUsage};
  }
}

}  // namespace threadmirror::daemon
