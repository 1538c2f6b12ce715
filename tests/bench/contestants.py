"""Who takes part: for each the command that fills a database from an upstream."""
import sys
from pathlib import Path

HERE = Path(__file__).parent

CONFIGURATION = """\
[hubspot]
base_url = "{url}"
ca_file = "{ca_file}"
[rate_limit]
requests = {requests}
share = {share}
max_in_flight = 8
[sync]
poll_interval = "{poll_interval}"
reconcile_interval = "24h"
[storage]
path = "{database}"
[log]
level = "warning"
"""

# What every contestant stores of a thread.
COLUMNS = """id, status, inbox_id, associated_contact_id, associated_ticket_id, assigned_to, original_channel_id,
  original_channel_account_id, spam, archived, created_at, closed_at, latest_message_timestamp,
  latest_message_sent_timestamp, latest_message_received_timestamp"""


def threadmirror(programs, work, upstream, requests, share=1.0, poll_interval="30s", action="backfill"):
    """threadmirror's command line; writes its configuration. The database is `mirror.db` in the working folder."""
    configuration = work / "threadmirror.toml"
    configuration.write_text(CONFIGURATION.format(
        url=upstream.url, ca_file=upstream.ca_file, requests=requests, share=share, poll_interval=poll_interval,
        database=work / "mirror.db"))
    return [programs / "threadmirror", "--config", configuration, action]


def python_script(work, upstream):
    return [sys.executable, HERE / "mirror.py", upstream.url, upstream.ca_file, work / "mirror.db"]


def node_script(modules, work, upstream):
    """The packages are looked for from the working folder, so they are linked into it."""
    link = work / "node_modules"
    if not link.exists():
        link.symlink_to(modules)
    return ["node", HERE / "mirror.mjs", upstream.url, work / "mirror.db"]


def page_targets(pages):
    """The paths of all pages in the order in which one leads to the next."""
    for line in (pages / "order.txt").read_text().splitlines():
        listing, page = line.split()
        after = "" if page == "first" else f"&after={page}"
        archived = "true" if listing == "archived" else "false"
        yield ("/conversations/v3/conversations/threads"
               f"?limit=500&archived={archived}&association=TICKET&sort=id{after}")


def curl(work, upstream, pages):
    """curl over one connection; asks for gzip and inflates it, as threadmirror and the scripts do."""
    urls = "".join(f'url = "{upstream.url}{target}"\noutput = "/dev/null"\n' for target in page_targets(pages))
    (work / "curl.config").write_text("silent\nshow-error\nfail\ncompressed\nhttp1.1\n" + urls)
    return ["curl", "--cacert", upstream.ca_file, "--config", work / "curl.config"]


def store_limit(programs, work, pages):
    return [programs / "bench-store-limit", pages, work / "mirror.db", HERE]
