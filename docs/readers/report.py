#!/usr/bin/env python3
"""Prints open threads by inbox as CSV, beside a running daemon: report.py /var/lib/threadmirror/threadmirror.db

Needs nothing but Python (3.10 or newer, with SQLite 3.37 or newer).
"""
import csv
import pathlib
import sqlite3
import sys

database = pathlib.Path(sys.argv[1]).resolve()
mirror = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
mirror.row_factory = sqlite3.Row

status = mirror.execute("SELECT health, cause FROM sync_status").fetchone()
if status["health"] != "current":
    print(f"not fresh: {status['cause']}", file=sys.stderr)

rows = mirror.execute(
    "SELECT inbox_id, open_threads, awaiting_reply FROM inbox_summary ORDER BY open_threads DESC, inbox_id"
)
out = csv.writer(sys.stdout)
out.writerow(column[0] for column in rows.description)
out.writerows(rows)
