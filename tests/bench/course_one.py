"""Course one: no latency, no rate limit. What does a page cost, from the socket to the disk?"""
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess

import contestants
from measure import BenchError, run
from report import ratios, spread, table
from upstreams import nginx

MIRROR, PYTHON, NODE = "threadmirror", "Python", "Node"
TRANSPORT, STORE = "transport limit (curl)", "store limit (C)"


def digest(database):
    """A hash of what a database holds in the columns that all contestants fill."""
    connection = sqlite3.connect(database)
    try:
        total = hashlib.sha256()
        for row in connection.execute(f"SELECT {contestants.COLUMNS} FROM threads ORDER BY id"):
            total.update(repr(row).encode())
        return total.hexdigest()
    finally:
        connection.close()


class CourseOne:
    def __init__(self, bench, size):
        self.bench, self.size = bench, size
        self.folder = bench.work / f"one-{size}"
        self.pages = self.folder / "pages"
        self.costs = {}
        self.expected = None

    def run(self):
        self.folder.mkdir()
        self.folder.chmod(0o755)
        subprocess.run([self.bench.programs / "bench-pages", self.pages, str(self.size), "1"], check=True)
        os.sync()  # else the pages' own way to the disk would slow the first contestants
        with nginx(self.folder, self.pages) as upstream:
            for round_number in range(self.bench.repeat):
                for name in self.bench.only or (STORE, TRANSPORT, MIRROR, PYTHON, NODE):
                    self.costs.setdefault(name, []).append(self.one(name, upstream, round_number))
        shutil.rmtree(self.folder)
        return self.report()

    def command(self, name, work, upstream):
        if name == MIRROR:
            return contestants.threadmirror(self.bench.programs, work, upstream, requests=100000)
        if name == PYTHON:
            return contestants.python_script(work, upstream)
        if name == NODE:
            return contestants.node_script(self.bench.node_modules, work, upstream)
        if name == TRANSPORT:
            return contestants.curl(work, upstream, self.pages)
        return contestants.store_limit(self.bench.programs, work, self.pages)

    def one(self, name, upstream, round_number):
        work = self.folder / "run"
        work.mkdir()
        cost = run(self.bench.programs, work, self.command(name, work, upstream), upstream.environment())
        if name == STORE:  # counts parsing and storing, not the reading of files before it
            own = json.loads((work / "output.log").read_text())
            cost.wall, cost.cpu = own["wall"], own["cpu"]
        if name != TRANSPORT:
            self.check(name, work / "mirror.db", round_number)
        shutil.rmtree(work)
        self.bench.say(f"one, {self.size:,} threads, round {round_number + 1}: {name}: {cost.wall:.2f} s wall, "
                       f"{cost.cpu:.2f} s CPU, {cost.peak:.1f} MiB")
        return cost

    def check(self, name, database, round_number):
        """All store the same; looked at in the first round."""
        if round_number > 0:
            return
        found = digest(database)
        self.expected = self.expected or found
        if found != self.expected:
            raise BenchError(f"{name} stored something else than the contestant before it")

    def report(self):
        wall = {name: [cost.wall for cost in costs] for name, costs in self.costs.items()}
        cpu = {name: [cost.cpu for cost in costs] for name, costs in self.costs.items()}
        rows = [[name, spread(wall[name]), spread(cpu[name]),
                 "" if name == STORE else spread([cost.peak for cost in costs], 1)]
                for name, costs in self.costs.items()]
        text = (f"### Course one, {self.size:,} threads ({self.bench.repeat} rounds)\n\n"
                + table(["", "wall s", "CPU s", "peak MiB"], rows))
        if not {MIRROR, STORE, TRANSPORT} <= set(self.costs):
            return text
        limit_wall = [max(pair) for pair in zip(wall[TRANSPORT], wall[STORE])]
        limit_cpu = [sum(pair) for pair in zip(cpu[TRANSPORT], cpu[STORE])]
        competitors = [name for name in (MIRROR, PYTHON, NODE) if name in self.costs]
        compared = [[name, spread(ratios(wall[name], limit_wall)), spread(ratios(cpu[name], limit_cpu)),
                     spread(ratios(cpu[name], cpu[STORE]))] for name in competitors]
        return text + "\n\n" + table(
            ["as a multiple of", "wall: the larger limit", "CPU: store limit + curl", "CPU: store limit"], compared)
