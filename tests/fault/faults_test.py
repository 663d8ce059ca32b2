"""What happens to each kind of step when something outside breaks, and how to go on.

docs/reference/faults.md is the table of all of it; its last test holds that every cell names a test that is there.
"""

import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from osiris_project import (ROOT, SESSIONS, ProjectTest, SmallDisk, extract, needs_mount, obeying_permissions,
                            run_tests, transform, write)

PAGE = ROOT / "docs/reference/faults.md"
CSV_ROWS = 3_000_000
ROW = "{},{},2026-01-{:02},name of {}\n"
ENDLESS = "SELECT sum(hash(a.i, b.i)) AS n FROM range(10000000) AS a(i), range(10000000) AS b(i)"
MANY = "SELECT i, hash(i) AS a, 'text ' || i AS b FROM range(3000000) AS numbers(i)"
# A fault that comes too late hits nothing: the next try waits half as long.
TRIES_MAX = 6
FIRST_DELAY = 0.3


def large_csv(folder):
    path = pathlib.Path(folder) / "large.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,value,day,name\n")
        file.writelines(ROW.format(n, n * 7919 % 1000003, n % 28 + 1, n) for n in range(CSV_ROWS))
    return path


class Faults(ProjectTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="osiris-faults-", dir="/var/tmp")
        cls.addClassCleanup(folder.cleanup)
        cls.large = large_csv(folder.name)

    def new_project(self, parent=None):
        return super().new_project(parent or "/var/tmp")

    def copy_large(self):
        """Gives the project a large file of its own, which a test may break."""
        return shutil.copy(self.large, self.project.folder / "large.csv")

    def break_amid(self, pipeline, step_id, fault, restore=lambda: None):
        """Runs a pipeline, lets a fault happen amid a step, and returns its session and how it ended."""
        delay = FIRST_DELAY
        for _ in range(TRIES_MAX):
            running = self.start(pipeline)
            session = running.await_event("step_start", step_id)["session"]
            # The delay is the test: the fault shall come at any moment of the step, not at an event.
            time.sleep(delay)
            fault(running)
            outcome = running.end()
            if not running.seen("step_complete", step_id):
                failed = next((event for event in running.events if event["event"] == "step_failed"), None)
                return session, outcome, failed
            restore()
            delay /= 2
        raise AssertionError(f"{step_id} is too short to be hit amid it")

    def go_on(self, session, under=()):
        """Resumes a session, which must succeed."""
        outcome = self.project.osiris("run", "--resume", session, "--json", under=under)
        self.assertEqual(outcome.exit_code, 0, outcome)
        return {step["step_id"]: step["status"] for step in outcome.document["steps"]}

    def assert_left(self, session, relations, files):
        """Holds that a session shows these whole relations and the project no other new files."""
        self.assertEqual(set(self.project.relations(session)), relations)
        self.assertEqual(self.project.files() - files, set(), "a failed run left files")

    def interrupt_amid(self, steps, step_id, number, exit_code, kept, restore=lambda: None):
        pipeline = self.project.pipeline(*steps)
        files = self.project.files()
        session, outcome, _ = self.break_amid(pipeline, step_id, lambda running: running.send(number), restore)
        self.assertEqual(outcome.exit_code, exit_code)
        self.assert_left(session, kept, files)
        return session

    def count_rows(self, session, relation):
        return self.project.relations(session)[relation]["rows"]


class ReadSteps(Faults):
    def stop_and_go_on(self, number, exit_code):
        steps = (transform("first", "SELECT 1 AS one", needs=[]), extract("load", self.large, needs=["first"]),
                 transform("count", "SELECT count(*) AS n FROM input_df", needs=["load"]), write("save", "out/n.csv"))
        session = self.interrupt_amid(steps, "load", number, exit_code, {"first"})
        self.assertEqual(self.go_on(session),
                         {"first": "kept", "load": "complete", "count": "complete", "save": "complete"})
        self.assertEqual(self.project.content("out/n.csv"), f"n\n{CSV_ROWS}\n".encode())

    def test_killed_amid_a_read(self):
        self.stop_and_go_on(signal.SIGKILL, -signal.SIGKILL)

    def test_stopped_amid_a_read(self):
        self.stop_and_go_on(signal.SIGINT, 130)

    @needs_mount
    def test_full_session_disk_amid_a_read(self):
        pipeline = self.project.pipeline(transform("first", "SELECT 1 AS one", needs=[]),
                                         extract("load", self.large, needs=["first"]))
        with SmallDisk(self.project.folder / SESSIONS, "100m") as disk:
            filler = disk.folder / "filler"
            filler.write_bytes(bytes(94 << 20))
            outcome = self.assert_failed(self.project.osiris("run", pipeline, "--json", under=disk.under), 1)
            self.assertEqual((outcome.document["error"]["code"], outcome.document["failed_step"]),
                             ("file.disk_full", "load"), outcome)
            session = outcome.document["session_id"]
            filler.unlink()
            self.assertEqual(self.go_on(session, disk.under), {"first": "kept", "load": "complete"})

    def test_little_memory_for_a_read(self):
        document = self.succeed("run", self.project.pipeline(extract("load", self.large)), "--memory-limit", "64MiB",
                                "--json").document
        self.assertEqual(document["steps"][0]["rows_out"], CSV_ROWS)

    def test_a_source_that_vanishes_before_it_is_read(self):
        path = self.project.put("orders.csv", "id\n1\n")
        pipeline = self.project.pipeline(transform("first", MANY, needs=[]),
                                         extract("load", "orders.csv", needs=["first"]))
        running = self.start(pipeline)
        session = running.await_event("step_start", "first")["session"]
        path.unlink()
        self.assert_failed(running.end(), 1)
        failed = next(event for event in running.events if event["event"] == "step_failed")
        self.assertEqual((failed["step_id"], failed["error_code"]), ("load", "file.not_found"))
        self.project.put("orders.csv", "id\n1\n")
        self.assertEqual(self.go_on(session), {"first": "kept", "load": "complete"})

    def change_amid(self, change):
        """Changes the source while it is read; the step must fail, and succeed when it is run again."""
        path = self.copy_large()
        pipeline = self.project.pipeline(extract("load", "large.csv"))
        session, outcome, failed = self.break_amid(pipeline, "load", lambda _: change(path), self.copy_large)
        self.assertEqual(failed["error_code"], "csv.file_changed")
        self.assert_failed(outcome, 5)
        self.assertEqual(self.project.relations(session), {})
        self.copy_large()
        self.assertEqual(self.go_on(session), {"load": "complete"})
        self.assertEqual(self.count_rows(session, "load"), CSV_ROWS)

    def test_a_source_that_vanishes_amid_the_read(self):
        self.change_amid(os.unlink)

    def test_a_source_that_shrinks_amid_the_read(self):
        # At the end of a line, so that nothing but the change itself gives it away.
        row_bytes = sum(len(ROW.format(n, n * 7919 % 1000003, n % 28 + 1, n)) for n in range(CSV_ROWS - 1000))
        self.change_amid(lambda path: os.truncate(path, len("id,value,day,name\n") + row_bytes))

    def test_a_source_that_grows_amid_the_read(self):
        def grow(path):
            with open(path, "a", encoding="utf-8") as file:
                file.write("1,2,2026-01-01,x\n")

        self.change_amid(grow)

    def growing(self, path):
        """Lets a file grow until the event that is returned is set."""
        enough = threading.Event()

        def grow():
            while not enough.wait(0.01):
                with open(path, "a", encoding="utf-8") as file:
                    file.write("1,2,2026-01-01,x\n")

        thread = threading.Thread(target=grow)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(enough.set)
        return enough

    def test_a_source_that_grows_is_read_again(self):
        path = self.copy_large()
        load = extract("load", "large.csv") | {"retry": {"max_attempts": 3, "delay_seconds": 0}}
        pipeline = self.project.pipeline(load)
        enough = self.growing(path)
        outcome = self.assert_failed(self.project.osiris("run", pipeline, "--json"), 5)
        self.assertEqual(outcome.document["error"]["code"], "csv.file_changed", outcome)
        self.assertEqual(outcome.document["steps"][0]["attempts"], 3)
        running = self.start(pipeline)
        session = running.await_event("step_retry_attempt", "load")["session"]
        enough.set()
        running.end()
        self.assertTrue(running.seen("step_complete", "load"), running.events)
        # What was noted of the file is what the last attempt read.
        self.assertEqual(self.go_on(session), {"load": "kept"})

    def test_a_read_only_source_folder(self):
        self.project.put("in/orders.csv", "id\n1\n").chmod(0o444)
        (self.project.folder / "in").chmod(0o555)
        self.addCleanup((self.project.folder / "in").chmod, 0o755)
        pipeline = self.project.pipeline(extract("load", "in/orders.csv"))
        self.succeed("run", pipeline, under=obeying_permissions())


class TransformSteps(Faults):
    def stop_and_go_on(self, number, exit_code):
        slow = f"SELECT count(*) AS n FROM (SELECT row_number() OVER (ORDER BY a, b) FROM ({MANY}))"
        steps = (transform("first", "SELECT 1 AS one", needs=[]), transform("sort", slow), write("save", "out/n.csv"))
        session = self.interrupt_amid(steps, "sort", number, exit_code, {"first"})
        self.assertEqual(self.go_on(session), {"first": "kept", "sort": "complete", "save": "complete"})
        self.assertEqual(self.project.content("out/n.csv"), b"n\n3000000\n")

    def test_killed_amid_a_transform(self):
        self.stop_and_go_on(signal.SIGKILL, -signal.SIGKILL)

    def test_stopped_amid_a_transform(self):
        self.stop_and_go_on(signal.SIGINT, 130)

    @needs_mount
    def test_full_session_disk_amid_a_transform(self):
        pipeline = self.project.pipeline(transform("first", "SELECT 1 AS one", needs=[]), transform("many", MANY))
        self.fill_and_go_on(pipeline, "many", "120m", 114)

    @needs_mount
    def test_full_session_disk_amid_a_spill(self):
        spilling = f"SELECT count(*) AS n FROM (SELECT row_number() OVER (ORDER BY b) FROM ({MANY}))"
        pipeline = self.project.pipeline(transform("first", "SELECT 1 AS one", needs=[]), transform("sort", spilling))
        self.fill_and_go_on(pipeline, "sort", "400m", 390, "--memory-limit", "96MiB")

    def fill_and_go_on(self, pipeline, step_id, size, filled_megabytes, *arguments):
        with SmallDisk(self.project.folder / SESSIONS, size) as disk:
            filler = disk.folder / "filler"
            filler.write_bytes(bytes(filled_megabytes << 20))
            outcome = self.project.osiris("run", pipeline, *arguments, "--json", under=disk.under)
            self.assert_failed(outcome, 1)
            self.assertEqual((outcome.document["error"]["code"], outcome.document["failed_step"]),
                             ("file.disk_full", step_id), outcome)
            filler.unlink()
            self.assertEqual(self.go_on(outcome.document["session_id"], disk.under),
                             {"first": "kept", step_id: "complete"})

    def test_a_read_only_sessions_folder(self):
        pipeline = self.project.pipeline(transform("one", "SELECT 1 AS one", needs=[]), write("save", "one.csv"))
        sessions = self.project.folder / SESSIONS
        sessions.mkdir()
        sessions.chmod(0o555)
        self.addCleanup(sessions.chmod, 0o755)
        outcome = self.project.osiris("run", pipeline, "--json", under=obeying_permissions())
        self.assertNotEqual(outcome.exit_code, 0, outcome)
        self.assertEqual(outcome.document["error"]["code"], "file.denied", outcome)
        self.assertIn(SESSIONS, outcome.document["error"]["message"])
        self.assertFalse((self.project.folder / "one.csv").exists())


class WriteSteps(Faults):
    STEPS = (transform("many", MANY, needs=[]), write("save", "out/many.csv"))

    def assert_whole(self):
        with open(self.project.folder / "out/many.csv", "rb") as file:
            self.assertEqual(sum(1 for _ in file), 3_000_001)

    def stop_and_go_on(self, number, exit_code):
        def put_old():  # Again after each try that came too late: its file is whole and new.
            self.project.put("out/many.csv", "the old one\n")

        put_old()
        session = self.interrupt_amid(self.STEPS, "save", number, exit_code, {"many"}, put_old)
        self.assertEqual(self.project.content("out/many.csv"), b"the old one\n")
        self.assertEqual(self.go_on(session), {"many": "kept", "save": "complete"})
        self.assert_whole()

    def test_killed_amid_a_write(self):
        self.stop_and_go_on(signal.SIGKILL, -signal.SIGKILL)

    def test_stopped_amid_a_write(self):
        self.stop_and_go_on(signal.SIGINT, 130)

    @needs_mount
    def test_full_disk_of_the_target(self):
        pipeline = self.project.pipeline(*self.STEPS)
        with SmallDisk(self.project.folder / "out", "200m") as disk:
            filler = disk.folder / "filler"
            filler.write_bytes(bytes(170 << 20))
            (disk.folder / "many.csv").write_text("the old one\n")
            outcome = self.assert_failed(self.project.osiris("run", pipeline, "--json", under=disk.under), 1)
            self.assertEqual(outcome.document["error"]["code"], "file.disk_full")
            self.assertEqual((disk.folder / "many.csv").read_text(), "the old one\n")
            self.assertEqual(sorted(os.listdir(disk.folder)), ["filler", "many.csv"])
            filler.unlink()
            self.assertEqual(self.go_on(outcome.document["session_id"], disk.under),
                             {"many": "kept", "save": "complete"})

    @needs_mount
    def test_full_session_disk_at_a_write(self):
        # A writer needs no room in the session but for its logs: the file is whole, and the run says what is missing.
        pipeline = self.project.pipeline(transform("few", "SELECT i FROM range(10) AS t(i)", needs=[]),
                                         transform("wait", "SELECT count(*) AS n FROM range(400000000) AS t(i)"),
                                         write("save", "out/n.csv"))
        with SmallDisk(self.project.folder / SESSIONS, "4m") as disk:
            running = self.start(pipeline, under=disk.under)
            running.await_event("step_start", "wait")
            fill(disk.folder / "filler")
            outcome = running.end()
        if outcome.exit_code == 0:
            self.assertEqual(self.project.content("out/n.csv"), b"n\n400000000\n")
            self.assertIn("record_failure", outcome.stderr)
        else:
            self.assertIn("file.disk_full", outcome.stderr)

    def test_little_memory_for_a_write(self):
        self.succeed("run", self.project.pipeline(*self.STEPS), "--memory-limit", "64MiB")
        self.assert_whole()

    def test_a_target_folder_that_vanishes(self):
        (self.project.folder / "out").mkdir()
        session, outcome, failed = self.break_amid(
            self.project.pipeline(*self.STEPS), "save", lambda _: shutil.rmtree(self.project.folder / "out"),
            (self.project.folder / "out").mkdir)
        self.assert_failed(outcome, 1)
        self.assertEqual(failed["error_code"], "file.not_found")
        self.assertEqual(self.go_on(session), {"many": "kept", "save": "complete"})
        self.assert_whole()

    def test_a_read_only_target_folder(self):
        out = self.project.folder / "out"
        out.mkdir(mode=0o555)
        pipeline = self.project.pipeline(transform("one", "SELECT 1 AS one", needs=[]), write("save", "out/one.csv"))
        outcome = self.project.osiris("run", pipeline, "--json", under=obeying_permissions())
        self.assertEqual(outcome.document["error"]["code"], "file.denied", outcome)
        out.chmod(0o755)
        self.assertEqual(self.go_on(outcome.document["session_id"]), {"one": "kept", "save": "complete"})
        self.assertEqual(self.project.content("out/one.csv"), b"one\n1\n")


class Table(ProjectTest):
    def test_every_cell_names_a_test(self):
        rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| ") and "---" not in line][1:]
        self.assertGreater(len(rows), 8)
        named = set()
        for row in rows:
            for cell in row.strip("|").split("|")[1:]:
                tests = re.findall(r"\[\w+\]\(\.\./\.\./([\w./-]+)#(\w+)\)", cell)
                self.assertTrue(tests or cell.strip() == "–", f"a cell without a test: {cell!r} of {row}")
                for file, name in tests:
                    self.assertRegex((ROOT / file).read_text(), rf"\b{name}\b", f"{file} has no {name}")
                    named.add(name)
        here = set(re.findall(r"    def (test_\w+)", pathlib.Path(__file__).read_text()))
        self.assertEqual(here - named, {"test_every_cell_names_a_test"}, "tests that the table does not name")


def fill(path):
    """Fills a disk up to its last byte."""
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


if __name__ == "__main__":
    run_tests()
