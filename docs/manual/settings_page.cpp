#include "docs/manual/settings_page.hpp"

#include <fmt/format.h>

#include "config/key_table.hpp"
#include "config/key_text.hpp"
#include "docs/manual/mdoc.hpp"

namespace threadmirror::manual {
namespace {

constexpr char kIntroduction[] = R"(.Sh DESCRIPTION
.Xr threadmirror 1
reads its settings from one file in TOML, the first of: the one that
.Fl \-config
names, the one that the environment variable
.Ev THREADMIRROR_CONFIG
names,
.Pa /etc/threadmirror/config.toml .
Every key is optional.
A key that is unknown, of the wrong type or out of range is an error; all errors are told at once, each with file, line and key.
.Ql threadmirror check \-\-offline
looks at the file and at what it names.
.Pp
A duration is a whole number and one unit, in quotes: \(dq500ms\(dq, \(dq30s\(dq, \(dq10m\(dq, \(dq1h\(dq, \(dq1d\(dq.
A path that does not begin with a slash counts from the working directory; a tilde is not expanded.
Secrets never stand in this file, only the names of the files that hold them.
)";

constexpr char kEnd[] = R"(.Sh FILES
.Bl -tag -width Ds
.It Pa /etc/threadmirror/config.toml
The settings of the service.
.It Pa /etc/threadmirror/token
The access token of the service, mode 0600: systemd hands it to the service as the credential
.Ql hubspot\-token .
.El
.Sh EXAMPLES
.Bd -literal -offset indent
[hubspot]
inbox_ids = [101, 102]

[sync]
poll_interval = \(dq15s\(dq

[storage]
path = \(dq/srv/hubspot/threads.db\(dq
.Ed
.Sh SEE ALSO
.Xr threadmirror 1 ,
.Xr threadmirror-schema 7
)";

std::string entry(const config::Key& key) {
  std::string out = fmt::format(".It Ic {}\n", key.name);
  out += sentences(key.meaning);
  const std::string limits = config::limits(key.kind);
  out += fmt::format("Takes {}{}.\n", plain(config::expected(key.kind)),
                     limits.empty() ? "" : ", " + plain(limits));
  return out + fmt::format("Default:\n.Li {}\n", plain(config::toml_value(key, config::Settings{})));
}

}  // namespace

std::string settings_page(std::string_view date) {
  std::string page = head(date, "threadmirror.toml", 5, "settings of the mirror of HubSpot's threads");
  page += kIntroduction;
  page += ".Sh KEYS\n";
  for (const std::string_view section : config::all_sections()) {
    page += fmt::format(".Ss [{}]\n.Bl -tag -width Ds\n", section);
    for (const config::Key& key : config::all_keys()) {
      if (key.section == section) page += entry(key);
    }
    page += ".El\n";
  }
  return page + kEnd;
}

}  // namespace threadmirror::manual
