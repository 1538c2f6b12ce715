import os
import tempfile
import time
import unittest
from pathlib import Path

from measure import BenchError, Snapshot, field, parse_cost, peak_mib, run, snapshot

PROGRAMS = Path(os.environ.get("BENCH_PROGRAMS", "build/release"))


class ParseCost(unittest.TestCase):
    def test_adds_user_and_system_time_and_turns_memory_into_mib(self):
        cost = parse_cost('{"wall":2.5,"user":1.0,"system":0.5,"peak_kib":2048,"voluntary_switches":3,"exit":7}')
        self.assertEqual((cost.wall, cost.cpu, cost.peak, cost.exit), (2.5, 1.5, 2.0, 7))


class Proc(unittest.TestCase):
    def test_a_field_is_found_by_its_whole_name(self):
        text = "voluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t5\n"
        self.assertEqual(field(text, "voluntary_ctxt_switches"), 12)
        self.assertEqual(field(text, "nonvoluntary_ctxt_switches"), 5)

    def test_a_missing_field_is_an_error(self):
        with self.assertRaises(BenchError):
            field("a: 1\n", "b")

    def test_a_snapshot_sees_work_sleep_and_writes(self):
        before = snapshot(os.getpid())
        while time.process_time() < before.cpu + 0.02:
            pass
        time.sleep(0.001)
        with tempfile.TemporaryFile() as file:
            file.write(b"x" * 100_000)
        used = snapshot(os.getpid()).since(before)
        self.assertGreater(used.cpu, 0)
        self.assertGreaterEqual(used.switches, 1)
        self.assertGreaterEqual(used.written, 100_000)

    def test_the_difference_of_snapshots_is_taken_field_by_field(self):
        self.assertEqual(Snapshot(3, 30, 300, 3000).since(Snapshot(1, 10, 100, 1000)), Snapshot(2, 20, 200, 2000))

    def test_the_peak_of_a_running_process_is_known(self):
        self.assertGreater(peak_mib(os.getpid()), 1)


class Run(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = Path(folder.name)

    def test_measures_the_program_and_not_its_parent(self):
        ballast = b"x" * (64 << 20)  # would show in the peak of a direct child
        cost = run(PROGRAMS, self.work, ["sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"])
        self.assertGreater(cost.cpu, 0)
        self.assertGreaterEqual(cost.wall, 0)
        self.assertLess(cost.peak, len(ballast) / 2**20 / 2)

    def test_a_failure_is_an_error_that_shows_what_the_program_said(self):
        with self.assertRaisesRegex(BenchError, "ended with 3:\nalas"):
            run(PROGRAMS, self.work, ["sh", "-c", "echo alas; exit 3"])

    def test_a_failure_that_is_allowed_is_part_of_the_cost(self):
        self.assertEqual(run(PROGRAMS, self.work, ["sh", "-c", "exit 3"], check=False).exit, 3)

    def test_the_environment_is_handed_on(self):
        run(PROGRAMS, self.work, ["sh", "-c", 'test "$WORD" = blue'], {"WORD": "blue"})

    def test_a_program_that_does_not_exist_is_an_error(self):
        with self.assertRaisesRegex(BenchError, "no-such-program"):
            run(PROGRAMS, self.work, ["no-such-program"])


if __name__ == "__main__":
    unittest.main()
