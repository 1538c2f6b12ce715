"""Course two: 250 ms for every answer, 190 requests in any 10 seconds. Who uses what it was given, and no more?"""
import math
import shutil
import sqlite3
import threading
import time
from dataclasses import dataclass
from datetime import datetime

import contestants
from measure import BenchError, Cost, run
from report import table
from upstreams import fake_hubspot

LIMIT, WINDOW, LATENCY_MS, PAGE = 190, 10.0, 250, 500


def ideal_seconds(active, archived, share):
    """The pages of both listings at the allowed rate. The burst that the first window allows is no part of it."""
    pages = math.ceil(active / PAGE) + math.ceil(archived / PAGE)
    return pages / (LIMIT / WINDOW * share)


class Watch:
    """Looks from outside, as any reader could, when every thread is in the database."""

    def __init__(self, database, threads):
        self.database, self.threads = database, threads
        self.seconds = None
        self.started = time.monotonic()
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()

    def look(self):
        while not self.stopping.wait(0.25):
            if self.count() >= self.threads:
                self.seconds = time.monotonic() - self.started
                return

    def count(self):
        try:
            connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=1)
        except sqlite3.Error:
            return 0
        try:
            return connection.execute("SELECT count(*) FROM threads").fetchone()[0]
        except sqlite3.Error:
            return 0
        finally:
            connection.close()

    def stop(self):
        self.stopping.set()
        self.thread.join()


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() if text else None


def own_moments(database):
    """(filled, proven) in seconds since the backfill began, as threadmirror itself keeps them; None: not told."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        status = dict(connection.execute("SELECT * FROM sync_status").fetchone())
        began = instant(connection.execute(
            "SELECT min(started_at) FROM sync_runs WHERE kind = 'backfill'").fetchone()[0])
    finally:
        connection.close()
    moments = [instant(status.get(name)) for name in ("backfill_filled_at", "backfill_completed_at")]
    return [None if moment is None else moment - began for moment in moments]


@dataclass
class Run:
    name: str
    share: float
    ideal: float
    cost: Cost
    filled: float | None = None  # every thread is in the database, seen from outside
    own_filled: float | None = None
    proven: float | None = None
    requests: int = 0
    refused: int = 0
    fullest_window: int = 0


class CourseTwo:
    def __init__(self, bench, size):
        self.bench, self.size = bench, size
        self.runs = []

    def run(self):
        folder = self.bench.work / f"two-{self.size}"
        folder.mkdir()
        options = ["--threads", str(self.size), "--inboxes", "12", "--latency-ms", str(LATENCY_MS),
                   "--rate-limit", str(LIMIT), "--rate-window", str(int(WINDOW))]
        with fake_hubspot(self.bench.programs, folder, *options) as upstream:
            for _ in range(self.bench.repeat):
                for share in (1.0, 0.9):
                    self.mirror(folder, upstream, share)
            if self.size <= self.bench.scripts_up_to:
                self.script("Python", folder, upstream, contestants.python_script)
                self.script("Node", folder, upstream, self.node)
        shutil.rmtree(folder)
        return self.report()

    def node(self, work, upstream):
        return contestants.node_script(self.bench.node_modules, work, upstream)

    def mirror(self, folder, upstream, share):
        def command(work, upstream):
            return contestants.threadmirror(self.bench.programs, work, upstream, requests=LIMIT, share=share)

        self.one("threadmirror", share, folder, upstream, command)

    def script(self, name, folder, upstream, command):
        self.one(name, 1.0, folder, upstream, command)

    def one(self, name, share, folder, upstream, command):
        work = folder / "run"
        work.mkdir()
        # The window of the run before must be over, or this one would begin with what that one has used.
        time.sleep(WINDOW + 1)
        upstream.forget_stats()
        threads = upstream.stats()["threads"]
        watch = Watch(work / "mirror.db", threads["total"])
        try:
            cost = run(self.bench.programs, work, command(work, upstream), upstream.environment())
        finally:
            watch.stop()
        if watch.count() != threads["total"]:
            raise BenchError(f"{name} ended with {watch.count():,} of {threads['total']:,} threads")
        stats = upstream.stats()
        done = Run(name, share, ideal_seconds(threads["active_served"], threads["archived_served"], share), cost,
                   filled=min(watch.seconds or cost.wall, cost.wall), requests=stats["requests"],
                   refused=stats["by_status"].get("429", 0), fullest_window=stats["most_in_window"])
        if name == "threadmirror":
            done.own_filled, done.proven = own_moments(work / "mirror.db")
        self.runs.append(done)
        shutil.rmtree(work)
        self.bench.say(f"two, {self.size:,} threads: {name} at share {share}: filled {done.filled:.1f} s "
                       f"({done.filled / done.ideal:.2f} × ideal), ended {cost.wall:.1f} s, {done.refused} × 429")

    def report(self):
        def seconds(value, ideal):
            return "–" if value is None else f"{value:.1f} ({value / ideal:.2f} ×)"

        rows = [[run_.name, run_.share, f"{run_.ideal:.1f}", seconds(run_.filled, run_.ideal),
                 seconds(run_.own_filled, run_.ideal), seconds(run_.proven, run_.ideal),
                 seconds(run_.cost.wall, run_.ideal), run_.requests, run_.refused, run_.fullest_window,
                 f"{run_.cost.cpu:.2f}", f"{run_.cost.peak:.1f}"] for run_ in self.runs]
        return (f"### Course two, {self.size:,} threads in 12 uneven inboxes\n\n"
                + table(["", "share", "ideal s", "all threads there s", "by its own word s", "proven complete s",
                         "ended s", "requests", "429", "fullest window", "CPU s", "peak MiB"], rows))
