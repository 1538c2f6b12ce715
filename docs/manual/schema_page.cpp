#include "docs/manual/schema_page.hpp"

#include <fmt/format.h>

#include "docs/manual/mdoc.hpp"
#include "storage/schema_words.hpp"

namespace threadmirror::manual {
namespace {

constexpr char kEnd[] = R"(.Sh EXAMPLES
Who has waited the longest:
.Bd -literal -offset indent
SELECT id, assigned_to, waiting_seconds FROM awaiting_reply
ORDER BY waiting_since LIMIT 10;
.Ed
.Pp
How many threads are open in each inbox, and how many of them wait:
.Bd -literal -offset indent
SELECT inbox_id, open_threads, awaiting_reply FROM inbox_summary;
.Ed
.Pp
What the last seven days brought:
.Bd -literal -offset indent
SELECT date(occurred_at) AS day, event, count(*) FROM thread_events
WHERE occurred_at >= date('now', '-7 days') GROUP BY day, event;
.Ed
.Pp
How long closed threads took in each inbox, on average:
.Bd -literal -offset indent
SELECT inbox_id, avg(time_to_close_seconds) FROM thread_durations
GROUP BY inbox_id;
.Ed
.Pp
May the answer be trusted:
.Bd -literal -offset indent
SELECT health, cause, lag_seconds FROM sync_status;
.Ed
.Sh SEE ALSO
.Xr sqlite3 1 ,
.Xr threadmirror 1 ,
.Xr threadmirror.toml 5
)";

std::string section(const storage::RelationWords& relation) {
  std::string out = fmt::format(".Ss {} ({})\n", relation.name, relation.is_view ? "view" : "table");
  out += sentences(relation.meaning);
  if (!relation.base.empty()) {
    out += fmt::format("It has the columns of {}{}\n", relation.base,
                       relation.columns.empty() ? "." : ", and these:");
  }
  if (relation.columns.empty()) return out;
  out += ".Bl -tag -width Ds\n";
  for (const storage::ColumnWords& column : relation.columns) {
    out += fmt::format(".It Ic {} Pq {}\n{}", column.name, to_string(column.kind), plain(column.meaning));
    out += column.source.empty() ? ".\n" : fmt::format(".\nHubSpot's\n.Li {} .\n", column.source);
  }
  return out + ".El\n";
}

}  // namespace

std::string schema_page(std::string_view date) {
  std::string page =
      head(date, "threadmirror-schema", 7, "tables and views of the mirror of HubSpot's threads");
  page += ".Sh DESCRIPTION\n" + sentences(storage::reading_words());
  page += ".Pp\n" + sentences(storage::value_words());
  page += ".Sh TABLES AND VIEWS\n";
  for (const storage::RelationWords& relation : storage::schema_words()) page += section(relation);
  return page + kEnd;
}

}  // namespace threadmirror::manual
