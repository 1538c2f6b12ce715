"""The mirror as one would write it with Python's standard library: one keep-alive connection, one page at a time.

    python3 mirror.py BASE_URL CA_FILE DATABASE      in the environment: HUBSPOT_ACCESS_TOKEN
"""
import gzip
import http.client
import json
import os
import sqlite3
import ssl
import sys
import time
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import urlencode, urlsplit

SQL = Path(__file__).parent


class HubSpot:
    """Reads pages of threads over one connection, which is opened again where the server has closed it."""

    def __init__(self, base_url, ca_file, token):
        address = urlsplit(base_url)
        self.connection = http.client.HTTPSConnection(
            address.hostname, address.port, timeout=110, context=ssl.create_default_context(cafile=ca_file))
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}

    def page(self, archived, after):
        query = {"limit": 500, "archived": "true" if archived else "false", "association": "TICKET", "sort": "id"}
        if after:
            query["after"] = after
        target = "/conversations/v3/conversations/threads?" + urlencode(query)
        for _ in range(5):
            try:
                self.connection.request("GET", target, headers=self.headers)
                response = self.connection.getresponse()
                body = response.read()
            except (http.client.HTTPException, ConnectionError):
                self.connection.close()
                continue
            if response.status == 200:
                zipped = response.getheader("Content-Encoding") == "gzip"
                return json.loads(gzip.decompress(body) if zipped else body)
            if response.status != 429 and response.status < 500:
                break
            time.sleep(float(response.getheader("Retry-After", "10")))
        raise SystemExit(f"HubSpot does not answer {target}")


def row(thread, now):
    get = thread.get
    return (
        int(thread["id"]), get("status"), get("inboxId"), get("associatedContactId"),
        get("threadAssociations", {}).get("associatedTicketId"), get("assignedTo"), get("originalChannelId"),
        get("originalChannelAccountId"), get("spam"), get("archived"), get("createdAt"), get("closedAt"),
        get("latestMessageTimestamp"), get("latestMessageSentTimestamp"), get("latestMessageReceivedTimestamp"),
        now, now)


def main(base_url, ca_file, path):
    hubspot = HubSpot(base_url, ca_file, os.environ["HUBSPOT_ACCESS_TOKEN"])
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.executescript((SQL / "threads.sql").read_text())
    upsert = (SQL / "upsert.sql").read_text()
    for archived in (False, True):
        after = None
        while True:
            page = hubspot.page(archived, after)
            now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            with database:
                database.executemany(upsert, (row(thread, now) for thread in page["results"]))
            after = page.get("paging", {}).get("next", {}).get("after")
            if not after:
                break
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
