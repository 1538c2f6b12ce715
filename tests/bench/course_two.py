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


def pages_of(active, archived):
    return math.ceil(active / PAGE) + math.ceil(archived / PAGE)


def ideal_seconds(pages, share):
    """All pages at the allowed rate. The burst that the first window allows is no part of it."""
    return pages / (LIMIT / WINDOW * share)


def sweep_seconds(pages):
    """What reading the pages one after the other takes at least: the proof by id knows no other way."""
    return pages * LATENCY_MS / 1000


NEARLY = 0.98


class Watch:
    """Looks from outside, as any reader could, when nearly all threads and when all are in the database."""

    def __init__(self, database, threads):
        self.database, self.threads = database, threads
        self.nearly = self.seconds = None
        self.started = time.monotonic()
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()

    def look(self):
        while not self.stopping.wait(0.25):
            self.note(self.count(), time.monotonic() - self.started)
            if self.seconds is not None:
                return

    def note(self, count, seconds):
        if self.nearly is None and count >= NEARLY * self.threads:
            self.nearly = seconds
        if self.seconds is None and count >= self.threads:
            self.seconds = seconds

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
    pages: int
    cost: Cost
    nearly: float | None = None  # 98 % of the threads are, seen from outside
    filled: float | None = None  # all of them
    own_filled: float | None = None
    proven: float | None = None
    requests: int = 0
    refused: int = 0
    fullest_window: int = 0

    @property
    def ideal(self):
        return ideal_seconds(self.pages, self.share)


class CourseTwo:
    def __init__(self, bench, size):
        self.bench, self.size = bench, size
        self.runs = []

    def run(self):
        folder = self.bench.work / f"two-{self.size}"
        folder.mkdir()
        options = ["--threads", str(self.size), "--inboxes", "12", "--latency-ms", str(LATENCY_MS),
                   "--rate-limit", str(LIMIT), "--rate-window", str(int(WINDOW)), "--quirk", "untimed=last"]
        with fake_hubspot(self.bench.programs, folder, *options) as upstream:
            for _ in range(self.bench.repeat):
                for share in self.bench.shares:
                    self.mirror("threadmirror", folder, upstream, share)
            if self.size <= self.bench.scripts_up_to:
                upstream.set_quirks({"untimed": "omitted"})
                self.mirror("threadmirror, 1 % of the threads in no listing by time", folder, upstream, 1.0)
                upstream.set_quirks({"untimed": "last"})
                self.script("Python", folder, upstream, contestants.python_script)
                self.script("Node", folder, upstream, self.node)
        shutil.rmtree(folder)
        return self.report()

    def node(self, work, upstream):
        return contestants.node_script(self.bench.node_modules, work, upstream)

    def mirror(self, name, folder, upstream, share):
        def command(work, upstream):
            return contestants.threadmirror(self.bench.programs, work, upstream, requests=LIMIT, share=share)

        self.one(name, share, folder, upstream, command)

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
        done = Run(name, share, pages_of(threads["active_served"], threads["archived_served"]), cost,
                   nearly=min(watch.nearly or cost.wall, cost.wall),
                   filled=min(watch.seconds or cost.wall, cost.wall), requests=stats["requests"],
                   refused=stats["by_status"].get("429", 0), fullest_window=stats["most_in_window"])
        if name.startswith("threadmirror"):
            done.own_filled, done.proven = own_moments(work / "mirror.db")
        self.runs.append(done)
        shutil.rmtree(work)
        self.bench.say(f"two, {self.size:,} threads: {name} at share {share}: filled {done.filled:.1f} s "
                       f"({done.filled / done.ideal:.2f} × ideal), ended {cost.wall:.1f} s, {done.refused} × 429")

    def report(self):
        def seconds(value, ideal):
            return "–" if value is None else f"{value:.1f} ({value / ideal:.2f} ×)"

        rows = [[run_.name, run_.share, f"{run_.ideal:.1f}", seconds(run_.nearly, run_.ideal), seconds(run_.filled, run_.ideal),
                 seconds(run_.own_filled, run_.ideal), seconds(run_.proven, run_.ideal),
                 seconds(run_.cost.wall, run_.ideal), run_.requests, run_.refused, run_.fullest_window,
                 f"{run_.cost.cpu:.2f}", f"{run_.cost.peak:.1f}"] for run_ in self.runs]
        pages = self.runs[0].pages
        return (f"### Course two, {self.size:,} threads in 12 uneven inboxes\n\n"
                f"{pages} pages; one after the other they take {sweep_seconds(pages):.1f} s at least. "
                "In brackets: as a multiple of the ideal.\n\n"
                + table(["", "share", "ideal s", "98 % there s", "all threads there s", "by its own word s", "proven complete s",
                         "ended s", "requests", "429", "fullest window", "CPU s", "peak MiB"], rows))
