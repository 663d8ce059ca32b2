"""A run that is killed amid a step: nothing half is left, and the next run is right."""

import pathlib
import random
import signal
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from osiris_project import (SESSIONS, ProjectTest, SmallDisk, extract, may_mount, program, run_tests, transform,
                            write)

SEED = 20260101
CSV_ROWS_IN_BLOCK = 40_000
CSV_BLOCKS = 200
CSV_ROWS = CSV_ROWS_IN_BLOCK * CSV_BLOCKS
TABLE_ROWS = 6_000_000
TABLE = f"SELECT i, hash(i) AS a, 'text ' || i AS b FROM range({TABLE_ROWS}) AS numbers(i)"
# A kill that comes too late hits nothing: the next try waits half as long.
TRIES_MAX = 6


def write_large_csv(path):
    """Writes some 300 MB; one block of rows over and over is written as fast as the disk takes it."""
    rows = (f"{number},{number * 7919 % 1000003},2026-01-{number % 28 + 1:02},name of {number}\n"
            for number in range(CSV_ROWS_IN_BLOCK))
    block = "".join(rows).encode()
    with open(path, "wb", buffering=0) as file:
        file.write(b"id,value,day,name\n")
        for _ in range(CSV_BLOCKS):
            file.write(block)


class Killed(ProjectTest):
    """Each test runs a pipeline, ends it amid one step, and looks at what is left."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="osiris-fault-", dir="/var/tmp")
        cls.addClassCleanup(folder.cleanup)
        cls.large_csv = pathlib.Path(folder.name) / "large.csv"
        write_large_csv(cls.large_csv)

    def new_project(self, parent=None):
        # The program sees a /tmp of its own, so its project lies elsewhere.
        project = super().new_project(parent or "/var/tmp")
        self.random = random.Random(SEED)
        self.under = ()
        self.own_tmp = None
        if may_mount() and not program().startswith("/tmp/"):
            disk = SmallDisk("/tmp", "64m")
            self.addCleanup(disk.close)
            self.under, self.own_tmp = disk.under, disk.folder
        return project

    def end_amid(self, pipeline, step_id, number, *arguments):
        """Sends a signal amid a step; returns the session and how the program ended."""
        delay = self.random.uniform(0.1, 0.5)
        for _ in range(TRIES_MAX):
            running = self.start(pipeline, *arguments, under=self.under)
            session = running.await_event("step_start", step_id)["session"]
            # The delay is the test: the kill shall come at any moment of the step, not at an event.
            time.sleep(delay)
            running.send(number)
            outcome = running.end()
            if not running.seen("step_complete", step_id):
                return session, outcome
            delay /= 2
        raise AssertionError(f"{step_id} is too short to be ended amid it")

    def kill_amid(self, steps, step_id, whole, *arguments):
        """Kills a run amid a step and asserts what is left; `whole` are the relations made before, with rows."""
        pipeline = self.project.pipeline(*steps)
        before = self.project.files()
        session, outcome = self.end_amid(pipeline, step_id, signal.SIGKILL, *arguments)
        self.assertEqual(outcome.exit_code, -signal.SIGKILL)
        runs = {run["session_id"]: run for run in self.succeed("runs", "list", "--json").document["runs"]}
        self.assertEqual(runs[session]["status"], "died")
        self.assertEqual(self.project.files(), before, "a killed run left files")
        self.assert_tmp_is_empty()
        relations = {name: info["rows"] for name, info in self.project.relations(session).items()}
        self.assertEqual(relations, whole, "the dead session shows other than whole relations")
        return pipeline, before

    def assert_tmp_is_empty(self):
        if self.own_tmp is not None:
            self.assertEqual(list(self.own_tmp.iterdir()), [])

    def run_again(self, pipeline, before, made, content):
        """Runs the pipeline to its end: only the result is new, and it is right."""
        self.succeed("run", pipeline, under=self.under)
        self.assertEqual(self.project.files(), before | made)
        self.assert_tmp_is_empty()
        self.assertEqual(self.project.content("output/result.csv"), content)
        statuses = [run["status"] for run in self.succeed("runs", "list", "--json").document["runs"]]
        self.assertEqual((statuses[0], statuses[-1]), ("success", "died"))

    def test_kill_amid_an_extract(self):
        steps = (extract("first", "small.csv"), extract("load-large", self.large_csv),
                 transform("count", "SELECT count(*) AS n, count(DISTINCT id) AS ids, max(day) AS last FROM input_df"),
                 write("save", "output/result.csv"))
        self.project.put("small.csv", "id\n1\n")
        pipeline, before = self.kill_amid(steps, "load-large", {"first": 1})
        self.run_again(pipeline, before, {"output", "output/result.csv"},
                       f"n,ids,last\n{CSV_ROWS},{CSV_ROWS_IN_BLOCK},2026-01-28\n".encode())

    def test_kill_amid_a_transform_that_writes_much(self):
        steps = (transform("first", "SELECT 1 AS one", needs=[]), transform("many", TABLE, needs=[]),
                 transform("count", "SELECT count(*) AS n, sum(i)::BIGINT AS total FROM many", needs=["many"]),
                 write("save", "output/result.csv"))
        pipeline, before = self.kill_amid(steps, "many", {"first": 1})
        self.run_again(pipeline, before, {"output", "output/result.csv"},
                       f"n,total\n{TABLE_ROWS},{TABLE_ROWS * (TABLE_ROWS - 1) // 2}\n".encode())

    def test_kill_amid_a_transform_that_spills(self):
        query = f"SELECT count(*) AS n FROM (SELECT row_number() OVER (ORDER BY a) FROM ({TABLE}))"
        steps = (transform("first", "SELECT 1 AS one", needs=[]), transform("sort", query, needs=[]),
                 write("save", "output/result.csv"))
        pipeline, before = self.kill_amid(steps, "sort", {"first": 1}, "--memory-limit", "128MiB")
        self.run_again(pipeline, before, {"output", "output/result.csv"}, f"n\n{TABLE_ROWS}\n".encode())

    def test_kill_amid_a_write(self):
        self.project.put("output/result.csv", "the old result\n")
        steps = (transform("many", TABLE, needs=[]), write("save", "output/result.csv", columns=["i", "b"]))
        pipeline, before = self.kill_amid(steps, "save", {"many": TABLE_ROWS})
        self.assertEqual(self.project.content("output/result.csv"), b"the old result\n")
        whole = "".join(f"{number},text {number}\n" for number in range(TABLE_ROWS))
        self.run_again(pipeline, before, set(), f"i,b\n{whole}".encode())

    def test_kill_amid_the_write_of_a_new_file(self):
        steps = (transform("many", TABLE, needs=[]), write("save", "output/result.csv", columns=["i"]))
        (self.project.folder / "output").mkdir()
        pipeline, before = self.kill_amid(steps, "save", {"many": TABLE_ROWS})
        whole = "".join(f"{number}\n" for number in range(TABLE_ROWS))
        self.run_again(pipeline, before, {"output/result.csv"}, f"i\n{whole}".encode())

    def test_terminate(self):
        steps = (transform("first", "SELECT 1 AS one", needs=[]),
                 transform("endless", "SELECT sum(hash(a.i, b.i)) AS n FROM range(1000000) AS a(i), "
                                      "range(1000000) AS b(i)", needs=[]),
                 write("save", "output/result.csv"))
        pipeline = self.project.pipeline(*steps)
        for number, exit_code in ((signal.SIGTERM, 143), (signal.SIGHUP, 143), (signal.SIGINT, 130)):
            with self.subTest(signal=number):
                before = self.project.files()
                session, outcome = self.end_amid(pipeline, "endless", number)
                self.assertEqual(outcome.exit_code, exit_code, outcome)
                run = self.succeed("runs", "list", "--json").document["runs"][0]
                self.assertEqual((run["session_id"], run["status"], run["exit_code"], run["error_code"]),
                                 (session, "interrupted", exit_code, "run.cancelled"))
                self.assertEqual(self.project.files(), before)
                self.assertEqual(set(self.project.relations(session)), {"first"})
                left = {path.name for path in (self.project.folder / SESSIONS / session).glob("*.duckdb*")}
                self.assertEqual(left - {"pipeline_data.duckdb.lock"}, {"pipeline_data.duckdb"})


if __name__ == "__main__":
    run_tests()
