"""CSV files that a step splits into several: all of them are right, or the old ones are as they were."""

import gzip
import hashlib
import json
import os
import signal
import time
import unittest

from osiris_project import (SESSIONS, ProjectTest, SmallDisk, extract, needs_mount, run_tests, transform, write)

NOBODY = 65534


def numbers(count, more=""):
    """Makes a step with so many rows."""
    return transform("rows", f"SELECT i AS id{more} FROM range({count}) AS numbers(i)", needs=[])


class SplitProject(ProjectTest):
    def split(self, count, **config):
        """Runs a pipeline that splits so many rows into out/orders-….csv; returns what `--json` prints."""
        return self.run_pipeline(numbers(count), write("save", "out/orders.csv", **config))

    def parts(self):
        """Returns the visible files below out/, by name, with their text."""
        folder = self.project.folder / "out"
        return {path.name: path.read_text() for path in sorted(folder.iterdir()) if not path.name.startswith(".")}

    def hidden(self):
        return [path.name for path in (self.project.folder / "out").glob(".*")]

    def events(self, session, name):
        lines = (self.project.folder / SESSIONS / session / "logs/events.jsonl").read_text().splitlines()
        return [event for event in map(json.loads, lines) if event["event"] == name]


class Splits(SplitProject):
    def test_what_is_split_reads_back(self):
        row = ", repeat('text, \"' || i || chr(10), 1 + i % 3) AS text, i / 7 AS ratio"
        session = self.run_pipeline(
            numbers(50_000, row), write("save", "out/orders.csv.gz", rows_per_file=9000, bytes_per_file=300_000),
            write("whole", "whole.csv", needs=["rows"]))["session_id"]
        paths = sorted((self.project.folder / "out").iterdir())
        self.assertEqual([path.name for path in paths],
                         [f"orders-{number:05}.csv.gz" for number in range(1, len(paths) + 1)])
        self.assertGreater(len(paths), 5)
        written = [event for event in self.events(session, "file_written") if event["step_id"] == "save"]
        self.assertEqual([event["path"] for event in written], [str(path) for path in paths])
        for event, path in zip(written, paths):
            packed = path.read_bytes()
            self.assertEqual((event["bytes"], event["sha256"]), (len(packed), hashlib.sha256(packed).hexdigest()))
            text = gzip.decompress(packed)
            self.assertTrue(text.startswith(b"id,text,ratio\n"))
            self.assertLessEqual(len(text), 300_000)
            self.assertLessEqual(event["rows"], 9000)
        done = next(event for event in self.events(session, "step_complete") if event["step_id"] == "save")
        self.assertEqual(done["rows_processed"], sum(event["rows"] for event in written))
        self.assertEqual(done["bytes"], sum(event["bytes"] for event in written))

        self.run_pipeline(extract("read", "out/orders-*.csv.gz"), write("again", "again.csv"))
        self.assertEqual(self.project.content("again.csv"), self.project.content("whole.csv"))

    def test_a_pipeline_reads_what_it_split(self):
        pipeline = self.project.pipeline(
            numbers(10), write("save", "out/orders.csv", rows_per_file=3), extract("read", "out", needs=["save"]),
            transform("count", "SELECT count(*) AS n FROM read", needs=["read"]), write("tell", "count.csv"))
        for _ in range(2):  # The second time, files of the first are there.
            self.assertEqual(self.succeed("compile", pipeline, "--json").document["warnings"], [])
            self.succeed("run", pipeline)
            self.assertEqual(self.project.content("count.csv"), b"n\n10\n")

    def test_fewer_rows_leave_no_stale_files(self):
        self.split(10, rows_per_file=2)
        self.project.put("out/orders-7.csv", "mine\n")
        self.assertEqual(len(self.parts()), 6)
        session = self.split(3, rows_per_file=2)["session_id"]
        self.assertEqual(self.parts(), {"orders-00001.csv": "id\n0\n1\n", "orders-00002.csv": "id\n2\n",
                                        "orders-7.csv": "mine\n"})
        self.assertEqual(self.hidden(), [])
        log = (self.project.folder / SESSIONS / session / "logs/osiris.log").read_text()
        self.assertIn("step 'save': removed 3 files of an earlier split into more files", log)

    def test_few_open_files_are_enough(self):
        pipeline = self.project.pipeline(numbers(500), write("save", "out/orders.csv", rows_per_file=1))
        self.succeed("run", pipeline, under=("sh", "-c", 'ulimit -n 96; exec "$@"', "sh"))
        self.assertEqual(len(self.parts()), 500)

    def test_two_runs_at_once_do_not_mix(self):
        pipelines = [self.project.pipeline(numbers(300, f", '{name}' AS who"), name=name,
                                           *[write("save", "out/orders.csv", rows_per_file=rows)])
                     for name, rows in (("one", 2), ("two", 3))]
        running = [self.start(pipeline) for pipeline in pipelines]
        for program in running:
            self.assertEqual(program.end().exit_code, 0)
        texts = self.parts().values()
        who = {text.split("\n")[1].split(",")[1] for text in texts}
        self.assertIn((len(texts), who), [(150, {"one"}), (100, {"two"})])
        self.assertEqual(self.hidden(), [])


class Refusals(ProjectTest):
    def refuse(self, says, code="oml.broken_constraint", **config):
        path = config.pop("path", "out/orders.csv")
        self.refuse_to_run(numbers(3), write("save", path, **config), code=code, step_id="save", says=says)

    def test_options_that_contradict_each_other(self):
        self.refuse(["cannot be appended to files that are split"], if_exists="append", rows_per_file=10)
        self.refuse(["needs rows_per_file or bytes_per_file"], path="out/orders-{part}.csv")
        self.refuse(["not in that of a folder"], path="out/{part}/orders.csv", rows_per_file=10)

    def test_two_steps_that_split_into_one_pattern(self):
        for other in ({"path": "./out/orders-{part}.csv", "bytes_per_file": 4096}, {"path": "out/orders-00002.csv"}):
            self.refuse_to_run(numbers(3), write("one", "out/orders.csv", needs=["rows"], rows_per_file=1),
                               write("two", other.pop("path"), needs=["rows"], **other),
                               code="pipeline.shared_target", step_id="two", says=["step 'one' writes this file too"])

    def test_files_that_must_not_be_there(self):
        self.project.put("out/orders-00009.csv", "old\n")
        self.fail_to_run(numbers(3), write("save", "out/orders.csv", rows_per_file=1, if_exists="fail"),
                         code="csv.target_exists", step_id="save", says=["out/orders-00009.csv"])

    def test_too_many_files(self):
        self.fail_to_run(numbers(100_000), write("save", "out/orders.csv", rows_per_file=1),
                         code="csv.too_many_files", step_id="save", says=["99,999", "rows_per_file"])


class Failures(SplitProject):
    """What is left of a split that did not come to its end."""

    OLD = {f"orders-{number:05}.csv": f"id\n{number - 1}\n" for number in range(1, 6)}

    def setUp(self):
        super().setUp()
        self.split(5, rows_per_file=1)
        self.assertEqual(self.parts(), self.OLD)

    def test_a_failure_keeps_the_old_files(self):
        rows = numbers(1000, ", CASE WHEN i = 999 THEN chr(8364) END AS sign")
        self.fail_to_run(rows, write("save", "out/orders.csv", rows_per_file=100, encoding="latin-1"),
                         code="csv.not_encodable", step_id="save", says=["out/orders-00010.csv", "line 101"])
        self.assertEqual(self.parts(), self.OLD)

    @needs_mount
    def test_a_full_disk_keeps_the_old_files(self):
        pipeline = self.project.pipeline(numbers(1_500_000, ", hash(i) AS a"),
                                         write("save", "out/orders.csv", rows_per_file=10_000))
        with SmallDisk(self.project.folder / "out", "8m") as disk:
            (disk.folder / "orders-00001.csv").write_text("old\n")
            document = self.assert_failed(self.project.osiris("run", pipeline, "--json", under=disk.under), 1).document
            self.assertEqual((document["error"]["code"], document["failed_step"]), ("file.disk_full", "save"))
            self.assertEqual(os.listdir(disk.folder), ["orders-00001.csv"])
            self.assertEqual((disk.folder / "orders-00001.csv").read_text(), "old\n")
        self.assert_recorded(document)

    @unittest.skipIf(os.geteuid() != 0, "only root can make files of others")
    def test_a_file_that_cannot_be_replaced_keeps_the_others(self):
        folder = self.project.folder / "out"
        for path in (folder, folder / "orders-00003.csv"):
            os.chown(path, NOBODY, NOBODY)
        folder.chmod(0o1777)
        (folder / "orders-00003.csv").chmod(0o666)
        rights = "-fowner"
        self.fail_to_run(numbers(8), write("save", "out/orders.csv", rows_per_file=2), code="file.denied",
                         step_id="save", says=["out/orders-00003.csv"],
                         under=("setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", "--"))
        self.assertEqual(self.parts(), self.OLD)

    def kill_when(self, is_time, count):
        """Kills a run that splits `count` rows as soon as it is time; returns pipeline and session."""
        pipeline = self.project.pipeline(numbers(count, ", hash(i) AS a"),
                                         write("save", "out/orders.csv", columns=["id"], rows_per_file=count // 100))
        running = self.start(pipeline)
        session = running.await_event("step_start", "save")["session"]
        while running.process.poll() is None and not is_time():
            time.sleep(0.0005)
        running.send(signal.SIGKILL)
        outcome = running.end()
        return pipeline, session, outcome.exit_code == -signal.SIGKILL

    def assert_new(self, count):
        rows = count // 100
        texts = self.parts()
        self.assertEqual(list(texts), [f"orders-{number:05}.csv" for number in range(1, 101)])
        for number, text in enumerate(texts.values()):
            self.assertEqual(text, "id\n" + "".join(f"{row}\n" for row in range(number * rows, (number + 1) * rows)))
        self.assertEqual(self.hidden(), [])

    def test_a_kill_amid_the_write_keeps_the_old_files(self):
        count = 2_000_000

        def half_written():
            return any((self.project.folder / "out").glob(".orders-*/orders-00020.csv"))

        pipeline, _, was_killed = self.kill_when(half_written, count)
        self.assertTrue(was_killed)
        self.assertEqual(self.parts(), self.OLD)
        self.assertEqual(len(self.hidden()), 1, "what a kill leaves is hidden")
        self.succeed("run", pipeline)
        self.assert_new(count)

    def test_a_kill_amid_the_placing_is_put_right_by_a_resumed_run(self):
        count = 10_000

        def first_is_new():
            return self.project.content("out/orders-00001.csv") != b"id\n0\n"

        pipeline, session, was_killed = self.kill_when(first_is_new, count)
        for name, text in self.parts().items():
            self.assertTrue(text == self.OLD.get(name) or text.count("\n") == count // 100 + 1, f"{name}: {text}")
        if was_killed:
            self.succeed("run", pipeline, "--resume", session)
        self.assert_new(count)


if __name__ == "__main__":
    run_tests()
