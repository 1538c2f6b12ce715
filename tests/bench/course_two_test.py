import sqlite3
import tempfile
import unittest
from datetime import datetime, timezone
from pathlib import Path

from course_two import Watch, ideal_seconds, own_moments, pages_of, sweep_seconds
from upstreams import quiet_days


class Ideal(unittest.TestCase):
    def test_counts_the_last_part_of_each_listing_as_a_page(self):
        self.assertEqual(pages_of(9501, 1), 20 + 1)
        self.assertEqual(pages_of(9500, 0), 19)

    def test_is_the_pages_at_the_allowed_rate(self):
        self.assertAlmostEqual(ideal_seconds(38, 1.0), 2.0)

    def test_the_sweep_waits_once_for_each_page(self):
        self.assertAlmostEqual(sweep_seconds(8), 2.0)

    def test_takes_longer_with_a_smaller_share(self):
        self.assertAlmostEqual(ideal_seconds(190, 0.5), 190 / 9.5)


class Database(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "mirror.db"

    def fill(self, sql):
        connection = sqlite3.connect(self.path)
        connection.executescript(sql)
        connection.close()

    def test_the_watch_counts_nothing_before_there_is_a_database(self):
        watch = Watch(self.path, 2)
        self.assertEqual(watch.count(), 0)
        watch.stop()
        self.assertIsNone(watch.seconds)

    def test_the_watch_notes_when_every_thread_is_there(self):
        self.fill("CREATE TABLE threads (id INTEGER); INSERT INTO threads VALUES (1), (2);")
        watch = Watch(self.path, 2)
        watch.thread.join(30)
        self.assertIsNotNone(watch.seconds)

    def test_the_watch_notes_nearly_all_before_all_and_each_once(self):
        watch = Watch(self.path, 100)
        watch.stop()
        for count, seconds in ((97, 1.0), (98, 2.0), (99, 3.0), (100, 4.0), (100, 5.0)):
            watch.note(count, seconds)
        self.assertEqual((watch.nearly, watch.seconds), (2.0, 4.0))

    def test_own_moments_count_from_the_first_backfill(self):
        self.fill("""
            CREATE TABLE sync_runs (kind TEXT, started_at TEXT);
            INSERT INTO sync_runs VALUES ('tail', '2026-06-01T00:00:00.000Z'), ('backfill', '2026-06-01T00:00:01.000Z'),
                                         ('backfill', '2026-06-01T00:00:09.000Z');
            CREATE TABLE sync_status (backfill_filled_at TEXT, backfill_completed_at TEXT);
            INSERT INTO sync_status VALUES ('2026-06-01T00:00:03.500Z', NULL);""")
        self.assertEqual(own_moments(self.path), [2.5, None])

    def test_a_moment_that_the_database_does_not_know_is_not_invented(self):
        self.fill("""
            CREATE TABLE sync_runs (kind TEXT, started_at TEXT);
            INSERT INTO sync_runs VALUES ('backfill', '2026-06-01T00:00:01.000Z');
            CREATE TABLE sync_status (backfill_completed_at TEXT);
            INSERT INTO sync_status VALUES ('2026-06-01T00:00:02.000Z');""")
        self.assertEqual(own_moments(self.path), [None, 1.0])


class QuietDays(unittest.TestCase):
    def test_are_yesterday_today_and_tomorrow(self):
        text = quiet_days(datetime(2026, 12, 31, 23, 59, tzinfo=timezone.utc))
        self.assertEqual([day for day in ("2026-12-29", "2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02")
                          if f"latestMessageTimestamp {day}" in text], ["2026-12-30", "2026-12-31", "2027-01-01"])


if __name__ == "__main__":
    unittest.main()
