"""The pages, the targets that lead to them, and what the store limit makes of them."""
import gzip
import json
import os
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import contestants
from course_one import digest
from mirror import row

PROGRAMS = Path(os.environ.get("BENCH_PROGRAMS", "build/release"))
THREADS = 1700


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.pages = cls.make("pages", "1")

    @classmethod
    def make(cls, name, seed):
        subprocess.run([PROGRAMS / "bench-pages", cls.folder / name, str(THREADS), seed], check=True)
        return cls.folder / name

    def walk(self, listing):
        page = "first"
        while page:
            text = (self.pages / listing / f"{page}.json").read_bytes()
            self.assertEqual(gzip.decompress((self.pages / listing / f"{page}.json.gz").read_bytes()), text)
            body = json.loads(text)
            yield page, body["results"]
            page = body.get("paging", {}).get("next", {}).get("after")

    def test_cursors_lead_through_every_thread_once_in_ascending_order(self):
        active = [thread for _, threads in self.walk("active") for thread in threads]
        archived = [thread for _, threads in self.walk("archived") for thread in threads]
        ids = [int(thread["id"]) for thread in active]
        self.assertEqual(ids, sorted(set(ids)))
        self.assertEqual(len(active) + len(archived), THREADS)
        self.assertTrue(all(thread["archived"] for thread in archived))
        self.assertFalse(any(thread["archived"] for thread in active))

    def test_the_targets_for_curl_are_the_pages_in_their_order(self):
        wanted = [(listing == "archived", page) for listing in ("active", "archived") for page, _ in self.walk(listing)]
        found = []
        for target in contestants.page_targets(self.pages):
            query = parse_qs(urlsplit(target).query)
            found.append((query["archived"] == ["true"], query.get("after", ["first"])[0]))
        self.assertEqual(found, wanted)

    def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(self):
        first = (self.pages / "active" / "first.json").read_bytes()
        self.assertEqual((self.make("again", "1") / "active" / "first.json").read_bytes(), first)
        self.assertNotEqual((self.make("other", "2") / "active" / "first.json").read_bytes(), first)

    def test_the_store_limit_stores_what_the_scripts_store(self):
        limit, script = self.folder / "limit.db", self.folder / "script.db"
        here = Path(contestants.__file__).parent
        done = subprocess.run([PROGRAMS / "bench-store-limit", self.pages, limit, here], check=True,
                              capture_output=True, text=True)
        self.assertEqual(json.loads(done.stdout)["pages"], len(list(contestants.page_targets(self.pages))))
        connection = sqlite3.connect(script)
        connection.executescript((here / "threads.sql").read_text())
        with connection:
            for listing in ("active", "archived"):
                for _, threads in self.walk(listing):
                    connection.executemany((here / "upsert.sql").read_text(), (row(t, "now") for t in threads))
        self.assertEqual(digest(limit), digest(script))
        with connection:
            connection.execute("UPDATE threads SET spam = 1 - spam WHERE id = (SELECT max(id) FROM threads)")
        self.assertNotEqual(digest(limit), digest(script))
        connection.close()


if __name__ == "__main__":
    unittest.main()
