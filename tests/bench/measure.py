"""Runs programs, measures what they cost, and reads what a running one has cost so far."""
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


class BenchError(Exception):
    """Something that the reader of the message has to mend; the text says what."""


@dataclass
class Cost:
    """What one run took. Seconds; peak is the largest resident memory in MiB."""
    wall: float
    cpu: float
    peak: float
    exit: int = 0


def run(programs, work, command, environment=None, check=True):
    """Runs a command to its end under bench-run; its output goes to a log that is shown when it fails."""
    report, log = work / "cost.json", work / "output.log"
    report.unlink(missing_ok=True)
    with open(log, "wb") as output:
        subprocess.run([programs / "bench-run", report, *command], cwd=work, stdin=subprocess.DEVNULL, stdout=output,
                       stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}, check=False)
    if not report.exists():
        raise BenchError(f"{command[0]} could not be measured:\n{log.read_text(errors='replace')[-2000:]}")
    cost = parse_cost(report.read_text())
    if check and cost.exit != 0:
        raise BenchError(f"{Path(command[0]).name} ended with {cost.exit}:\n{log.read_text(errors='replace')[-2000:]}")
    return cost


def parse_cost(text):
    """The report of bench-run."""
    report = json.loads(text)
    return Cost(report["wall"], report["user"] + report["system"], report["peak_kib"] / 1024, report["exit"])


@dataclass
class Snapshot:
    """What a process has cost since it began: seconds, wake-ups (voluntary context switches of all its threads), bytes
    handed to write calls, and bytes that go to the disk."""
    cpu: float
    switches: int
    written: int
    to_disk: int

    def since(self, earlier):
        return Snapshot(self.cpu - earlier.cpu, self.switches - earlier.switches, self.written - earlier.written,
                        self.to_disk - earlier.to_disk)


def field(text, name):
    """The number after "name:" in one of /proc's texts."""
    for line in text.splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0])
    raise BenchError(f"/proc has no {name}")


def cpu_nanoseconds(schedstat):
    """The time on a processor, from /proc/PID/task/TID/schedstat; finer than the ticks of /proc/PID/stat."""
    return int(schedstat.split()[0])


def snapshot(pid):
    """Reads /proc for a process of ours. Threads that have ended no longer count."""
    root = Path("/proc") / str(pid)
    tasks = sorted((root / "task").iterdir())
    traffic = (root / "io").read_text()
    return Snapshot(
        cpu=sum(cpu_nanoseconds((task / "schedstat").read_text()) for task in tasks) / 1e9,
        switches=sum(field((task / "status").read_text(), "voluntary_ctxt_switches") for task in tasks),
        written=field(traffic, "wchar"),
        to_disk=field(traffic, "write_bytes"))


def peak_mib(pid):
    """The largest resident memory of a running process."""
    return field((Path("/proc") / str(pid) / "status").read_text(), "VmHWM") / 1024
