"""The driver of script/bench: runs the courses and prints their tables. See docs/BENCHMARKS.md."""
import argparse
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from course_one import CourseOne, MIRROR, NODE, PYTHON, STORE, TRANSPORT
from course_three import CourseThree
from course_two import CourseTwo
from measure import BenchError

CONTESTANTS = {"threadmirror": MIRROR, "python": PYTHON, "node": NODE, "curl": TRANSPORT, "store": STORE}


def sizes(text):
    return [int(part.replace("_", "")) for part in text.split(",")]


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="script/bench", description="Compares threadmirror with what one would use instead, and with the limits.")
    parser.add_argument("--course", choices=["one", "two", "three", "all"], default="all",
                        help="one: no latency, no limit; two: 250 ms and 190 requests per 10 s; three: a quiet daemon")
    parser.add_argument("--sizes", type=sizes, metavar="N[,N…]",
                        help="threads (default: 200000 in course one, 100000 in course two; also measured: 1000000)")
    parser.add_argument("--repeat", type=int, metavar="N",
                        help="rounds, each with all contestants (default: 5 in course one, 1 in course two)")
    parser.add_argument("--only", type=lambda text: [CONTESTANTS[name] for name in text.split(",")],
                        metavar="NAME[,NAME…]", help=f"course one with these only: {', '.join(CONTESTANTS)}")
    parser.add_argument("--shares", type=lambda text: [float(part) for part in text.split(",")], default=[1.0, 0.9],
                        metavar="S[,S…]", help="course two: the parts of the allowance to use (default: 1.0,0.9)")
    parser.add_argument("--scripts-up-to", type=int, default=100_000, metavar="N",
                        help="course two: what goes page by page runs up to this size (default: 100000, a minute each)")
    parser.add_argument("--polls", type=int, default=120, metavar="N",
                        help="course three: polls one second apart (default: 120)")
    parser.add_argument("--slow-polls", type=int, default=6, metavar="N",
                        help="course three: polls thirty seconds apart (default: 6; an hour is 120)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the tables there too, as Markdown")
    parser.add_argument("--programs", type=Path, metavar="FOLDER", help="measure programs that are built already")
    parser.add_argument("--node-modules", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


class Bench:
    """What all courses share."""

    def __init__(self, options, work):
        self.programs = options.programs.resolve()
        self.node_modules = options.node_modules.resolve()
        self.only, self.polls, self.slow_polls = options.only, options.polls, options.slow_polls
        self.shares, self.scripts_up_to = options.shares, options.scripts_up_to
        self.asked_repeat = options.repeat
        self.repeat = 1
        self.work = work
        self.tables = []

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    def course(self, course, repeat):
        self.repeat = self.asked_repeat or repeat
        self.tables.append(course.run())
        print("\n" + self.tables[-1] + "\n", flush=True)


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def file_system(folder):
    """Its kind, such as "ext4"."""
    return subprocess.run(["df", "--output=fstype", folder], capture_output=True, text=True,
                          check=True).stdout.split()[-1]


def surroundings(work):
    """The machine in one line, without its name."""
    kind = file_system(work)
    release = ".".join(platform.release().split(".")[:2])
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (f"{os.cpu_count()} × {processor()}, {memory:.0f} GiB, Linux {release}, databases on {kind}, "
            f"load at the start {os.getloadavg()[0]:.1f}")


def scratch_root(build):
    """Where databases go: a real disk, since a commit into memory would cost nothing."""
    for folder in (Path(tempfile.gettempdir()), build):
        if file_system(folder) not in ("tmpfs", "ramfs"):
            return folder
    raise BenchError("no folder on a disk: set TMPDIR to one")


def measure_all(options, work):
    bench = Bench(options, work)
    machine = surroundings(work)
    bench.say(machine)
    if options.course in ("one", "all"):
        for size in options.sizes or [200_000]:
            bench.course(CourseOne(bench, size), 5)
    if options.course in ("two", "all"):
        for size in options.sizes or [100_000]:
            bench.course(CourseTwo(bench, size), 1)
    if options.course in ("three", "all"):
        bench.course(CourseThree(bench), 1)
    if options.out:
        options.out.write_text(f"Measured on {machine}, at the end {os.getloadavg()[0]:.1f}.\n\n" + "\n\n".join(bench.tables) + "\n")


def main():
    options = parse(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends as Ctrl-C does: servers stopped, files gone
    work = Path(tempfile.mkdtemp(prefix="threadmirror-bench.", dir=scratch_root(options.programs)))
    work.chmod(0o755)  # nginx's workers are another user
    try:
        measure_all(options, work)
    except BenchError as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
