"""Writing to real servers: what is in the table after kills, locks and silence, and after the next run."""

import json
import pathlib
import random
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from mysql_server import PATIENCE, MysqlServer  # noqa: E402  pylint: disable=wrong-import-position
from osiris_project import ProjectTest, run_tests, step, transform  # noqa: E402  pylint: disable=wrong-import-position

SEED = 20260101
# Enough for a kill to come amid them on a fast machine, not too many for a slow one.
ROWS = 400_000
ROWS_QUERY = f"SELECT i::INTEGER AS id, hash(i) AS v, 'text ' || i AS name FROM range({ROWS}) AS numbers(i)"
TABLE = "CREATE TABLE t (id INT PRIMARY KEY, v BIGINT UNSIGNED, name VARCHAR(30))"
OLD_ROWS = "INSERT INTO t VALUES (-1, 1, 'old'), (-2, 2, 'older'), (7, 7, 'to be changed')"
# A kill that comes too late hits nothing: the next try waits half as long.
TRIES_MAX = 8
INTERRUPTED = 130
TRANSIENT = 5

MODES = {"append": {"write_mode": "append"}, "replace": {"write_mode": "replace", "primary_key": ["id"]},
         "truncate": {"write_mode": "truncate"}, "upsert": {"write_mode": "upsert", "primary_key": ["id"]},
         # A table with a trigger cannot be put in the place of itself.
         "truncate in place": {"write_mode": "truncate"}}


def rows_step(query=ROWS_QUERY):
    return transform("rows", query, needs=[])


def save(config, needs=None, **keys):
    return step("save", "mysql.writer", "write", {"table": "t", **config}, needs=needs or ["rows"], **keys)


class Session:
    """A session of a server that stays open, so that it can hold locks."""

    def __init__(self, server):
        self.process = subprocess.Popen(
            ["mariadb", "--no-defaults", f"--socket={server.socket}", "-uroot", "--batch", "--skip-column-names",
             "--unbuffered", "--force", "shop"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def run(self, *statements):
        """Runs statements to their end."""
        self.send(*statements)
        self.process.stdin.write("SELECT 'done';\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line == "done\n":
                return
        raise AssertionError("the session ended")

    def send(self, *statements):
        self.process.stdin.write("".join(f"{statement};\n" for statement in statements))
        self.process.stdin.flush()

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=PATIENCE)
        self.process.stdout.close()


class Writing:
    """The tests, for a server of one kind."""

    flavour = ""
    options = ("--innodb-lock-wait-timeout=2", "--innodb-buffer-pool-size=128M")

    @classmethod
    def setUpClass(cls):
        server = MysqlServer(cls.flavour, cls.options)
        cls.server = server.__enter__()
        cls.addClassCleanup(server.__exit__)
        cls.random = random.Random(SEED)

    def setUp(self):
        super().setUp()
        self.server.sql("DROP DATABASE IF EXISTS shop; CREATE DATABASE shop CHARACTER SET utf8mb4")
        self.connect()

    def connect(self, **settings):
        connection = self.server.connection(**settings)
        self.project.put("osiris_connections.yaml", json.dumps({"connections": {"mysql": {"main": connection}}}))

    def sql(self, *statements):
        return self.server.sql("; ".join(statements), "shop")

    def tables(self):
        return set(self.sql("SHOW TABLES").split())

    def await_quiet(self):
        """Waits until the server has noticed that the dead run is gone, and has undone what it did."""
        end = time.monotonic() + PATIENCE
        while self.sql("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'osiris'") != "0\n":
            self.assertLess(time.monotonic(), end, "the server still works for a dead run")
            time.sleep(0.05)

    def content(self):
        """Sums up the rows of the table."""
        return self.sql("SELECT COUNT(*), COALESCE(SUM(id), 0), BIT_XOR(CRC32(CONCAT_WS('|', id, v, name))) FROM t")

    def expect_whole(self, mode):
        """Asserts that the table holds all rows of the input, and of the old ones what the mode keeps."""
        old = {"append": 2, "upsert": 2}.get(mode, 0)
        count, total, _ = self.content().split()
        self.assertEqual((int(count), int(total)), (ROWS + old, ROWS * (ROWS - 1) // 2 - (3 if old else 0)), mode)
        self.assertEqual(self.sql(f"SELECT name FROM t WHERE id = {ROWS - 1}"), f"text {ROWS - 1}\n")
        self.assertLessEqual(self.tables(), {"t", "_osiris_loads"})

    def end_amid(self, mode, act, restore=lambda: None):
        """Runs the pipeline of a mode and does `act` amid the write. Returns the run's outcome and its session.

        `restore` makes good what `act` did to the server.
        """
        pipeline = self.project.pipeline(rows_step(), save(MODES[mode]))
        delay = self.random.uniform(0.2, 1.0)
        for _ in range(TRIES_MAX):
            self.before = self.prepare(mode)
            running = self.start(pipeline)
            session = running.await_event("step_start", "save")["session"]
            # The delay is the test: it shall happen at any moment of the write.
            time.sleep(delay)
            act(running)
            outcome = running.end()
            restore()
            if not running.seen("step_complete", "save"):
                return outcome, session
            delay /= 2
        raise AssertionError("the write is too short to be ended amid it")

    def prepare(self, mode):
        """Makes the table anew, with old rows; returns what it holds."""
        self.sql("DROP TABLE IF EXISTS t", TABLE, OLD_ROWS)
        if mode == "append":
            self.sql("DELETE FROM t WHERE id = 7")
        if mode == "truncate in place":
            self.sql("CREATE TRIGGER watch BEFORE INSERT ON t FOR EACH ROW SET NEW.v = NEW.v")
        return self.content()

    def test_every_mode_writes_all_rows(self):
        for mode, config in MODES.items():
            with self.subTest(mode=mode):
                self.prepare(mode)
                document = self.run_pipeline(rows_step(), save(config))
                self.assertEqual(document["status"], "success")
                self.expect_whole(mode)

    def expect_old_or_whole(self, mode):
        """What dies just after the last statement, and before the answer, has done all of it."""
        if self.content() != self.before:
            self.expect_whole(mode)

    def test_a_killed_run_leaves_the_table_as_it_was(self):
        for mode in MODES:
            with self.subTest(mode=mode):
                _, session = self.end_amid(mode, lambda running: running.send(signal.SIGKILL))
                self.await_quiet()
                self.expect_old_or_whole(mode)
                self.succeed("run", "--resume", session)
                self.expect_whole(mode)

    def test_a_server_that_dies_leaves_the_table_as_it_was(self):
        for mode in MODES:
            with self.subTest(mode=mode):
                outcome, session = self.end_amid(mode, lambda _: self.server.kill(), self.server.start)
                self.assertEqual(outcome.exit_code, TRANSIENT, outcome)
                self.assertIn("mysql.connection_lost", self.last_error())
                if self.was_lost_by_the_server(mode):
                    continue
                self.expect_old_or_whole(mode)
                self.succeed("run", "--resume", session)
                self.expect_whole(mode)

    def was_lost_by_the_server(self, mode):
        """MySQL before 8.0 cannot rename tables so that it may die amid it: its own files contradict each other then.

        Whoever meets that moment goes on with a new server.
        """
        if self.flavour != "mysql" or mode not in ("replace", "truncate") or "t" in self.tables():
            return False
        self.server.close()
        type(self).setUpClass()
        self.server.sql("DROP DATABASE IF EXISTS shop; CREATE DATABASE shop CHARACTER SET utf8mb4")
        self.connect()
        return True

    def last_error(self):
        return self.succeed("runs", "list", "--json").document["runs"][0]["error_code"]

    def test_an_interrupted_run_leaves_nothing(self):
        for mode in MODES:
            with self.subTest(mode=mode):
                outcome, _ = self.end_amid(mode, lambda running: running.send(signal.SIGINT))
                self.assertEqual(outcome.exit_code, INTERRUPTED, outcome)
                self.await_quiet()
                self.assertEqual(self.content(), self.before)
                self.assertLessEqual(self.tables(), {"t", "_osiris_loads"}, "a staging table was left")

    def test_a_resumed_append_is_done_once_whenever_it_was_killed(self):
        query = "SELECT i::INTEGER AS id, i::UBIGINT AS v, '' AS name FROM range(1000) AS numbers(i)"
        pipeline = self.project.pipeline(rows_step(query), save(MODES["append"]))
        self.sql(TABLE)
        for turn in range(8):
            self.sql("DELETE FROM t")
            running = self.start(pipeline)
            session = running.await_event("step_start", "save")["session"]
            time.sleep(self.random.uniform(0, 0.15))
            running.send(signal.SIGKILL)
            running.end()
            # A run that ended before it was killed is not to be resumed, which is no failure of the test.
            self.project.osiris("run", "--resume", session)
            self.assertEqual(self.sql("SELECT COUNT(*) FROM t"), "1000\n", f"turn {turn}")

    def test_a_deadlock_is_tried_again(self):
        self.sql(TABLE, "INSERT INTO t SELECT 100 + n, n, 'x' FROM (SELECT @n := @n + 1 AS n FROM "
                        "information_schema.columns, (SELECT @n := 0) AS start LIMIT 500) AS numbers",
                 "INSERT INTO t VALUES (1, 0, 'a'), (2, 0, 'b')")
        other = Session(self.server)
        self.addCleanup(other.close)
        # The other one has done more, so that the server undoes the work of ours.
        other.run("START TRANSACTION", "UPDATE t SET v = 5 WHERE id > 100", "UPDATE t SET v = 5 WHERE id = 2")
        running = self.start(self.project.pipeline(
            rows_step("SELECT * FROM (VALUES (1, 9, 'A'), (2, 9, 'B')) AS rows(id, v, name)"), save(MODES["upsert"])))
        running.await_event("step_start", "save")
        self.await_lock_wait()
        other.run("UPDATE t SET v = 5 WHERE id = 1", "COMMIT")
        outcome = running.end()
        self.assertEqual(outcome.exit_code, 0, outcome)
        self.assertEqual(self.sql("SELECT id, v FROM t WHERE id < 100 ORDER BY id"), "1\t9\n2\t9\n")
        log = "".join(path.read_text() for path in self.project.folder.glob(".osiris_sessions/*/logs/osiris.log"))
        self.assertIn("tries again", log)

    def await_lock_wait(self):
        """Waits until a statement of ours waits for a lock."""
        end = time.monotonic() + PATIENCE
        while self.sql("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'") == "0\n":
            self.assertLess(time.monotonic(), end, "nothing waits for a lock")
            time.sleep(0.2)  # InnoDB shows what it knew before if it is asked more often than each 0.1 s.

    def test_a_lock_that_nobody_gives_back_is_a_failure_to_try_again(self):
        before = self.prepare("upsert")
        other = Session(self.server)
        self.addCleanup(other.close)
        other.run("START TRANSACTION", "UPDATE t SET v = 5 WHERE id = 7")
        steps = (rows_step("SELECT 7 AS id, 9 AS v, 'new' AS name"), save(MODES["upsert"]))
        self.fail_to_run(*steps, code="mysql.lock_timeout", step_id="save", exit_code=TRANSIENT)
        other.run("ROLLBACK")
        self.assertEqual(self.content(), before)
        self.run_pipeline(*steps)
        self.assertEqual(self.sql("SELECT v FROM t WHERE id = 7"), "9\n")

    def test_a_hanging_server_is_given_up(self):
        self.prepare("upsert")
        self.connect(read_timeout_seconds=1, connect_timeout_seconds=1)
        running = self.start(self.project.pipeline(rows_step(), save(MODES["upsert"])))
        running.await_event("step_start", "save")
        self.server.pause()
        try:
            outcome = running.end()
        finally:
            self.server.resume()
        self.assertEqual(outcome.exit_code, TRANSIENT, outcome)
        self.await_quiet()

    def test_two_runs_at_once_do_not_mix(self):
        self.prepare("upsert")
        pipelines = [self.project.pipeline(rows_step(f"SELECT i::INTEGER AS id, {number}::UBIGINT AS v, '' AS name "
                                                     f"FROM range(50000 + {number}) AS numbers(i)"),
                                           save(MODES["replace"]), name=f"run{number}") for number in (1, 2)]
        outcomes = [running.end() for running in [self.start(pipeline) for pipeline in pipelines]]
        self.assertLessEqual({outcome.exit_code for outcome in outcomes}, {0, TRANSIENT})
        self.assertIn(0, {outcome.exit_code for outcome in outcomes})
        self.assertIn(self.sql("SELECT COUNT(*), MIN(v), MAX(v) FROM t"), ("50001\t1\t1\n", "50002\t2\t2\n"))
        self.assertEqual(self.tables(), {"t"})


class OnMariaDb(Writing, ProjectTest):
    flavour = "mariadb"


class OnMysql(Writing, ProjectTest):
    flavour = "mysql"


if __name__ == "__main__":
    run_tests()
