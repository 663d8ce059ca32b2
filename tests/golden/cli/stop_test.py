#!/usr/bin/env python3
"""Stops running pipelines with signals and looks at what is left.

Usage: stop_test.py OSIRIS

Given a step that would run for hours, when a signal comes, then the program ends within a second with the signal's exit
code, the logs are closed in order, the database can be opened, and `runs list` says so. Given such a run, then its log can
be followed, and its session is left alone by what looks into it or cleans up.
"""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from session_logs import check_logs  # noqa: E402  pylint: disable=wrong-import-position

OSIRIS = ""
STARTED_SECONDS_MAX = 30
STOPPED_SECONDS_MAX = float(os.environ.get("OSIRIS_STOP_SECONDS_MAX", "1.0"))

PIPELINE = """
oml_version: "0.1.0"
name: endless
steps:
  - id: small
    component: duckdb.processor
    mode: transform
    config: {query: "SELECT 1 AS n"}
  - id: huge
    component: duckdb.processor
    mode: transform
    config:
      query: |
        SELECT sum(hash(a.range, b.range) % 1000) AS n
        FROM range(10000000) AS a CROSS JOIN range(10000000) AS b
"""

# One value that takes minutes and no memory; within one, DuckDB does not look up.
DEAF_SQL = "SELECT levenshtein(repeat('ab', 200000), repeat('ba', 200000)) AS n"
DEAF = PIPELINE[:PIPELINE.index("      query: |")] + f"      query: {DEAF_SQL}\n"


def use_usual_signals():
    """A test runner in the background ignores SIGINT, and children inherit that."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})


class StopTest(unittest.TestCase):
    def setUp(self):
        self.holder = tempfile.TemporaryDirectory()
        self.addCleanup(self.holder.cleanup)
        self.addCleanup(lambda: self.assertEqual(check_logs(self.holder.name), []))
        self.folder = pathlib.Path(self.holder.name)
        (self.folder / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")

    def start(self, text=PIPELINE):
        """Starts the run and returns when the long step is under way."""
        (self.folder / "pipeline.yaml").write_text(text, encoding="utf-8")
        process = subprocess.Popen([OSIRIS, "run", "pipeline.yaml", "--progress", "json", "--threads", "2"],
                                   cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=use_usual_signals)
        self.addCleanup(process.kill)
        deadline = time.monotonic() + STARTED_SECONDS_MAX
        while time.monotonic() < deadline:
            line = process.stderr.readline().decode()
            if not line:
                break
            event = json.loads(line)
            if event["event"] == "step_start" and event["step_id"] == "huge":
                time.sleep(0.2)  # Into the query itself.
                return process
        self.fail("the long step did not start")

    def wait_for_database(self, process):
        """Waits until the process has opened a session's database."""
        deadline = time.monotonic() + STARTED_SECONDS_MAX
        descriptors = pathlib.Path(f"/proc/{process.pid}/fd")
        while time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError):  # Closed meanwhile.
                if any(os.readlink(one).endswith(".duckdb") for one in descriptors.iterdir()):
                    return
            time.sleep(0.02)
        self.fail("the database was not opened")

    def osiris(self, *arguments):
        done = subprocess.run([OSIRIS, *arguments, "--json"], cwd=self.folder, stdout=subprocess.PIPE, check=False)
        return json.loads(done.stdout)

    def check_stopped(self, number, exit_code, text=PIPELINE):
        process = self.start(text)
        begin = time.monotonic()
        process.send_signal(number)
        process.communicate(timeout=STARTED_SECONDS_MAX)
        spent = time.monotonic() - begin
        self.assertEqual(process.returncode, exit_code)
        self.assertLess(spent, STOPPED_SECONDS_MAX)
        return self.check_left_behind(exit_code)

    def check_left_behind(self, exit_code):
        run = self.osiris("runs", "list")["runs"][0]
        self.assertEqual((run["status"], run["exit_code"], run["steps_completed"]), ("interrupted", exit_code, 1))
        events = self.osiris("runs", "show", "last")["events"]
        self.assertEqual([event["event"] for event in events[-3:]], ["cleanup_complete", "run_error", "run_end"])
        self.assertEqual(events[-1]["status"], "interrupted")
        relations = self.osiris("data", "ls", "last")["relations"]
        self.assertEqual([relation["name"] for relation in relations], ["small"])
        session = self.folder / ".osiris_sessions" / run["session_id"]
        status = json.loads((session / "status.json").read_text(encoding="utf-8"))
        self.assertEqual((status["reason"], status["exit_code"]), ("interrupted", exit_code))
        return session

    def test_ctrl_c(self):
        session = self.check_stopped(signal.SIGINT, 130)
        self.assertFalse((session / "pipeline_data.duckdb.wal").exists())

    def test_terminate(self):
        self.check_stopped(signal.SIGTERM, 143)

    def test_ctrl_c_that_a_step_does_not_hear(self):
        session = self.check_stopped(signal.SIGINT, 130, DEAF)
        events = self.osiris("runs", "show", "last")["events"]
        failed = [event["step_id"] for event in events if event["event"] == "step_failed"]
        self.assertEqual(failed, ["huge"])
        resumed = self.osiris("run", "--resume", session.name, "--timeout", "1s")
        self.assertEqual([step["status"] for step in resumed["steps"]], ["kept", "failed"])

    def test_ctrl_c_that_a_query_does_not_hear(self):
        session = self.osiris("run", "pipeline.yaml", "--only", "small")["session_id"]
        process = subprocess.Popen([OSIRIS, "data", "sql", session, DEAF_SQL], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=use_usual_signals)
        self.addCleanup(process.kill)
        self.wait_for_database(process)
        time.sleep(0.2)  # Into the query itself.
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=STARTED_SECONDS_MAX)
        self.assertLess(time.monotonic() - begin, STOPPED_SECONDS_MAX)
        self.assertEqual(process.returncode, 130)
        self.assertIn(b"run.cancelled", told)

    def test_second_signal_ends_at_once(self):
        process = self.start()
        process.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=STARTED_SECONDS_MAX)
        self.assertIn(process.returncode, (130, 143))

    def test_killed(self):
        process = self.start()
        process.kill()
        process.communicate(timeout=STARTED_SECONDS_MAX)
        self.assertEqual(self.osiris("runs", "list")["runs"][0]["status"], "died")
        (self.folder / "pipeline.yaml").write_text(PIPELINE.replace("10000000", "10"), encoding="utf-8")
        self.assertEqual(self.osiris("run", "pipeline.yaml")["status"], "success")

    def follow(self):
        """Follows the events of the run and returns when it has shown what there is."""
        follower = subprocess.Popen([OSIRIS, "logs", "tail", "-f", "last", "--events"], cwd=self.folder,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=use_usual_signals)
        self.addCleanup(follower.kill)
        for line in follower.stdout:
            event = json.loads(line)
            if event["event"] == "step_start" and event["step_id"] == "huge":
                return follower
        self.fail("the follower did not show the step")

    def test_follows_a_run_to_its_end(self):
        process = self.start()
        follower = self.follow()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=STARTED_SECONDS_MAX)
        rest, _ = follower.communicate(timeout=STARTED_SECONDS_MAX)
        self.assertEqual(follower.returncode, 0)
        self.assertEqual(json.loads(rest.splitlines()[-1])["event"], "run_end")

    def test_follows_a_killed_run_to_its_end(self):
        process = self.start()
        follower = self.follow()
        process.kill()
        process.communicate(timeout=STARTED_SECONDS_MAX)
        follower.communicate(timeout=STARTED_SECONDS_MAX)
        self.assertEqual(follower.returncode, 0)

    def test_stops_following(self):
        process = self.start()
        follower = self.follow()
        follower.send_signal(signal.SIGINT)
        follower.communicate(timeout=STARTED_SECONDS_MAX)
        self.assertEqual(follower.returncode, 130)
        self.assertIsNone(process.poll())
        process.kill()
        process.communicate(timeout=STARTED_SECONDS_MAX)

    def test_leaves_a_running_session_alone(self):
        process = self.start()
        cleaned = self.osiris("maintenance", "clean", "--keep", "0", "--yes")
        self.assertEqual((cleaned["sessions"], cleaned["kept"]), ([], 1))
        process.kill()
        process.communicate(timeout=STARTED_SECONDS_MAX)

    def test_reader_goes_away(self):
        done = subprocess.run(f"{OSIRIS} help run | true; exit ${{PIPESTATUS[0]}}", shell=True, cwd=self.folder,
                              executable="/bin/bash", stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertIn(done.returncode, (0, 1))  # 0 if all was written before the reader left.
        self.assertEqual(done.stderr, b"")

    def test_full_disk_behind_stdout(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([OSIRIS, "version"], stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"file.disk_full", done.stderr)


if __name__ == "__main__":
    OSIRIS = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main(verbosity=1)
