"""Course three: the daemon with nothing to do. What does a poll cost that finds nothing new?"""
import os
import shutil
import sqlite3
import time

import contestants
from measure import peak_mib, snapshot
from report import table
from upstreams import fake_hubspot, running, wait_until

SIZE = 50_000


def one_value(database, sql):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)
    try:
        return connection.execute(sql).fetchone()[0]
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()


class CourseThree:
    def __init__(self, bench):
        self.bench = bench
        self.rows = []

    def run(self):
        folder = self.bench.work / "three"
        folder.mkdir()
        with fake_hubspot(self.bench.programs, folder, "--threads", str(SIZE), "--rate-limit", "1000") as upstream:
            for interval, polls in ((1.0, self.bench.polls), (30.0, self.bench.slow_polls)):
                if polls > 0:
                    self.daemon(folder, upstream, interval, polls)
        shutil.rmtree(folder)
        return self.report()

    def daemon(self, folder, upstream, interval, polls):
        work = folder / f"every-{interval:g}s"
        work.mkdir()
        database, log = work / "mirror.db", work / "daemon.log"
        command = contestants.threadmirror(self.bench.programs, work, upstream, requests=1000, action="run",
                                           poll_interval=f"{interval:g}s")
        with running(command, log, env={**os.environ, **upstream.environment()}) as daemon:
            wait_until(lambda: database.exists() and one_value(database, "SELECT backfill_complete FROM sync_status"),
                       "the daemon's backfill", log, seconds=120, process=daemon)
            time.sleep(interval + 5)
            version = one_value(database, "SELECT max(changed_at) FROM threads")
            upstream.forget_stats()
            before, began = snapshot(daemon.pid), time.monotonic()
            self.bench.say(f"three: {polls} polls, one every {interval:g} s")
            time.sleep(interval * polls)
            used, took = snapshot(daemon.pid).since(before), time.monotonic() - began
            requests = upstream.stats()["requests"]
            unchanged = version == one_value(database, "SELECT max(changed_at) FROM threads")
            self.note(interval, took / interval, took, used, requests, unchanged, peak_mib(daemon.pid))

    def note(self, interval, polls, took, used, requests, unchanged, peak):
        minutes = took / 60
        self.rows.append([
            f"every {interval:g} s", f"{polls:.0f}", requests, f"{requests / polls:.2f}", f"{used.cpu / polls * 1e3:.2f}",
            f"{used.switches / polls:.1f}", f"{used.written / 1024 / minutes:.1f}", f"{used.to_disk / 1024 / minutes:.1f}",
            "none" if unchanged else "some", f"{peak:.1f}"])
        self.bench.say(f"three: {requests / polls:.2f} requests, {used.cpu / polls * 1e3:.2f} ms CPU, "
                       f"{used.switches / polls:.1f} wake-ups a poll")

    def report(self):
        return (f"### Course three, the daemon beside {SIZE:,} threads of which none changes\n\n"
                + table(["polls", "polls seen", "requests", "requests a poll", "CPU ms a poll", "wake-ups a poll",
                         "KiB handed to write() a minute", "KiB to disk a minute", "thread rows written", "peak MiB"],
                        self.rows))
