#!/usr/bin/env python3
"""Measures the views and recipes on a large mirror, the views beside the best SQL that we could write by hand.

    python3 tests/bench/queries.py [--threads 1000000] [--rounds 3]

Makes a mirror of made-up threads (two years of them, 3 of 5 with a history) from migrations/ in a temporary folder,
asks each question once to warm the cache, then in turns, and prints tables for docs/BENCHMARKS.md. CPU seconds.
"""
import argparse
import datetime
import pathlib
import random
import re
import sqlite3
import statistics
import tempfile
import time

TREE = pathlib.Path(__file__).resolve().parents[2]
NOW = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)
WEEK_AGO = (NOW - datetime.timedelta(days=7)).strftime("%Y-%m-%d")
OPEN = "status = 'OPEN' AND spam IS NOT 1 AND archived IS NOT 1 AND deleted_at IS NULL"
REOPENING = "field = 'status' AND old_value = 'CLOSED' AND new_value = 'OPEN'"


def counts_by_hand(since):
    """One grouped arm for each kind of event, each with the narrowest condition of its own."""

    def arm(moment, column, source, where):
        counts = ", ".join("count(*)" if name == column else "0" for name in ("o", "c", "r", "l"))
        when = f" AND {moment} >= '{since}'" if since else ""
        return f"SELECT substr({moment}, 1, 10) AS day, inbox_id, {counts} FROM {source} WHERE {where}{when} GROUP BY 1, 2"

    changes = "thread_changes AS c JOIN threads AS t ON t.id = c.thread_id"
    following = (
        "(SELECT new_value FROM thread_changes AS f WHERE f.thread_id = c.thread_id AND f.rowid > c.rowid"
        " AND field = 'status' ORDER BY rowid LIMIT 1) = 'OPEN'"
    )
    arms = [
        arm("created_at", "o", "threads", "spam IS NOT 1"),
        arm("closed_at", "c", "threads", "status = 'CLOSED' AND spam IS NOT 1"),
        arm("c.observed_at", "c", changes, f"field = 'status' AND new_value = 'CLOSED' AND spam IS NOT 1 AND {following}"),
        arm("c.observed_at", "r", changes, f"{REOPENING} AND spam IS NOT 1"),
        arm("latest_message_timestamp", "l", "threads", "spam IS NOT 1"),
    ]
    # The first arm names the columns.
    arms[0] = arms[0].replace("count(*), 0, 0, 0", "count(*) AS o, 0 AS c, 0 AS r, 0 AS l")
    return f"SELECT day, inbox_id, sum(o), sum(c), sum(r), sum(l) FROM ({' UNION ALL '.join(arms)}) GROUP BY day, inbox_id"


# How many columns, from the first, must be the same; the view; by hand.
QUESTIONS = {
    "daily_activity, all days": (6, "SELECT * FROM daily_activity", counts_by_hand(None)),
    "thread_events, a week by day": (
        6,
        "SELECT date(occurred_at) AS day, inbox_id, sum(event = 'opened'), sum(event = 'closed'), sum(event = 'reopened'),"
        f" sum(event = 'latest_message') FROM thread_events WHERE occurred_at >= '{WEEK_AGO}' GROUP BY day, inbox_id",
        counts_by_hand(WEEK_AGO),
    ),
    "inbox_summary": (
        3,
        "SELECT * FROM inbox_summary",
        f"SELECT inbox_id, count(*), sum({OPEN}), sum(archived), sum(spam), max(latest_message_timestamp)"
        " FROM threads WHERE deleted_at IS NULL GROUP BY 1",
    ),
    "assignee_load": (
        2,
        "SELECT * FROM assignee_load",
        "SELECT assigned_to, count(*), min(latest_message_received_timestamp) FILTER"
        f" (WHERE latest_message_received_timestamp > latest_message_sent_timestamp) FROM threads WHERE {OPEN} GROUP BY 1",
    ),
    "awaiting_reply, the first ten": (
        15,
        "SELECT * FROM awaiting_reply ORDER BY waiting_since LIMIT 10",
        f"SELECT * FROM threads WHERE {OPEN} AND latest_message_received_timestamp > coalesce(latest_message_sent_timestamp, '')"
        " ORDER BY latest_message_received_timestamp LIMIT 10",
    ),
    "thread_durations, mean time to close": (
        1,
        "SELECT inbox_id, avg(time_to_close_seconds) FROM thread_durations GROUP BY inbox_id",
        "SELECT inbox_id, avg((julianday(closed_at) - julianday(created_at)) * 86400) FROM threads"
        " WHERE spam IS NOT 1 AND status = 'CLOSED' GROUP BY 1",
    ),
    "thread_durations, reopened twice": (
        1,
        "SELECT id FROM thread_durations WHERE reopen_count > 1",
        "SELECT thread_id FROM thread_changes JOIN threads ON id = thread_id"
        f" WHERE {REOPENING} AND spam IS NOT 1 GROUP BY 1 HAVING count(*) > 1",
    ),
    "thread_durations, all": (
        11,
        "SELECT * FROM thread_durations",
        "SELECT id, status, inbox_id, assigned_to, archived, created_at, closed_at, deleted_at, first_seen_at, a, b,"
        " (julianday(b) - julianday(a)) * 86400, (julianday(closed_at) - julianday(created_at)) * 86400, n FROM threads"
        " LEFT JOIN (SELECT thread_id, min(observed_at) AS a, max(observed_at) AS b, sum(old_value = 'CLOSED' AND"
        " new_value = 'OPEN') AS n FROM thread_changes WHERE field = 'status' GROUP BY 1) ON thread_id = id"
        " WHERE spam IS NOT 1",
    ),
}


def iso(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def made_up_threads(count, dice):
    inboxes = [str(100000 + i) for i in range(20)]
    weights = [1 / (i + 1) for i in range(20)]
    assignees = [f"A-{1000 + i}" for i in range(60)] + [None] * 10
    span = datetime.timedelta(days=730)
    number = 10**9
    for i in range(count):
        number += dice.randrange(1, 40)
        created = NOW - span + span * (i / count)
        last = min(NOW, created + datetime.timedelta(seconds=int(dice.expovariate(1 / 90000))))
        other = last - datetime.timedelta(seconds=dice.randrange(50000))
        sent, received = (last, other) if dice.random() < 0.6 else (other, last)
        is_open = dice.random() < (0.5 if NOW - last < datetime.timedelta(days=5) else 0.02)
        closed = None if is_open else iso(min(NOW, last + datetime.timedelta(seconds=dice.randrange(80000))))
        gone = iso(min(NOW, last + datetime.timedelta(days=30))) if dice.random() < 0.01 else None
        yield (number, "OPEN" if is_open else "CLOSED", dice.choices(inboxes, weights)[0], str(dice.randrange(10**8)),
               None, dice.choice(assignees), "1002", "55", int(dice.random() < 0.05), int(dice.random() < 0.03), iso(created),
               closed, iso(last), iso(sent), iso(received), None, iso(created), iso(last), gone, gone and "404")  # fmt: skip


def made_up_changes(threads, dice):
    for number, created in dice.sample(threads, len(threads) * 3 // 5):
        moment = datetime.datetime.strptime(created, "%Y-%m-%dT%H:%M:%S.000Z")
        status = "OPEN"
        for _ in range(dice.choice((1, 1, 1, 1, 3, 5))):
            moment += datetime.timedelta(seconds=int(dice.expovariate(1 / 100000)))
            if moment > NOW:
                break
            before, status = status, "CLOSED" if status == "OPEN" else "OPEN"
            yield (number, "status", before, status, iso(moment))
        if dice.random() < 0.4:
            yield (number, "assigned_to", "A-1000", "A-1001", iso(min(moment, NOW)))


def make_mirror(path, count):
    dice = random.Random(7)
    mirror = sqlite3.connect(path, isolation_level=None)
    mirror.execute("PRAGMA synchronous = OFF")
    for step in sorted((TREE / "migrations").glob("*.sql")):
        mirror.executescript(step.read_text())
    indexes = mirror.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    for name, _ in indexes:
        mirror.execute(f"DROP INDEX {name}")
    mirror.execute("BEGIN")
    mirror.executemany(f"INSERT INTO threads VALUES ({', '.join('?' * 20)})", made_up_threads(count, dice))
    known = mirror.execute("SELECT id, created_at FROM threads").fetchall()
    changes = sorted(made_up_changes(known, dice), key=lambda change: change[4])
    mirror.executemany("INSERT INTO thread_changes VALUES (?, ?, ?, ?, ?)", changes)
    mirror.execute("COMMIT")
    for _, statement in indexes:
        mirror.execute(statement)
    mirror.close()
    return len(changes)


def seconds(mirror, sql, parameters=()):
    begun = time.process_time()
    rows = mirror.execute(sql, parameters).fetchall()
    return time.process_time() - begun, rows


def have_same_answers(some, others, columns):
    return sorted(map(repr, (row[:columns] for row in some))) == sorted(map(repr, (row[:columns] for row in others)))


def defaults(recipe):
    """The parameters of a recipe's head; where there is no default, any thread."""
    values = {}
    for name, value in re.findall(r"^-- :(\w+)(?: = (\w+))? -- ", recipe, re.MULTILINE):
        values[name] = None if value == "NULL" else int(value or 10**9)
    return values


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--threads", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/threads.db"
        changes = make_mirror(path, options.threads)
        mirror = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        mirror.execute("PRAGMA cache_size = -65536")
        print(f"{options.threads:,} threads, {changes:,} changes, SQLite {sqlite3.sqlite_version}\n")
        print("| question | view, CPU s | by hand, CPU s | ratio |\n| --- | ---: | ---: | ---: |")
        for name, (columns, view, by_hand) in QUESTIONS.items():
            if not have_same_answers(seconds(mirror, view)[1], seconds(mirror, by_hand)[1], columns):
                raise SystemExit(f"{name}: the two have different answers")
            pairs = [(seconds(mirror, view)[0], seconds(mirror, by_hand)[0]) for _ in range(options.rounds)]
            ratio = statistics.median(a / b for a, b in pairs)
            middle = [statistics.median(column) for column in zip(*pairs)]
            print(f"| {name} | {middle[0]:.4f} | {middle[1]:.4f} | {ratio:.2f} |", flush=True)
        print("\n| recipe | CPU s |\n| --- | ---: |")
        for file in sorted((TREE / "storage/recipes").glob("*.sql")):
            recipe = file.read_text()
            seconds(mirror, recipe, defaults(recipe))
            taken = statistics.median(seconds(mirror, recipe, defaults(recipe))[0] for _ in range(options.rounds))
            print(f"| @{file.stem} | {taken:.2f} |", flush=True)


if __name__ == "__main__":
    main()
