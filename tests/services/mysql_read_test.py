"""Reading from real servers with the whole program: pipelines, series of runs, stops, and servers that die or hang."""

import contextlib
import json
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from mysql_server import (  # noqa: E402  pylint: disable=wrong-import-position
    FLAVOURS, PASSWORD, PATIENCE, USER, MysqlServer)
from osiris_project import (  # noqa: E402  pylint: disable=wrong-import-position
    SESSIONS, ProjectTest, SmallDisk, needs_mount, run_tests, step, transform, write)

INTERRUPTED = 130
TRANSIENT = 5
# A second is promised, to those who have a machine for themselves. Unit: seconds.
STOP_PATIENCE = 5
# In a statement that is to be found on the server; it takes a hundredth of a second a row.
SLOW_ROWS = "SELECT a.id * 100 + b.id * 10 + c.id AS id, SLEEP(0.01) AS slept FROM few a, few b, few c"
FEW = "CREATE TABLE few (id INT PRIMARY KEY); INSERT INTO few VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)"


def read(step_id="load", **config):
    retry = config.pop("retry", None)
    return step(step_id, "mysql.extractor", "read", {"connection": "@mysql.shop", **config}, needs=[], retry=retry)


class Servers:
    """One server of each kind, for all tests that do not harm it."""

    started = {}
    stack = contextlib.ExitStack()

    @classmethod
    def shared(cls, flavour):
        if flavour not in cls.started:
            cls.started[flavour] = cls.stack.enter_context(MysqlServer(flavour))
        return cls.started[flavour]


def tearDownModule():  # pylint: disable=invalid-name
    Servers.stack.close()


class MysqlReadTest(ProjectTest):
    def connect(self, server, **settings):
        connection = {**server.connection(), "password": "${SHOP_PASSWORD}", **settings}
        self.project.put("osiris_connections.yaml", json.dumps({"connections": {"mysql": {"shop": connection}}}))
        self.project.put(".env", f"SHOP_PASSWORD='{PASSWORD}'\n")

    def own_server(self, flavour, *options):
        server = MysqlServer(flavour, options)
        self.addCleanup(server.close)
        return server.__enter__()

    def use(self, server, statements):
        server.sql(f"USE shop; SET sql_mode = ''; {statements}")

    def running(self, server):
        """Returns how many connections of ours the server has."""
        return int(server.sql("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'osiris'"))

    def await_true(self, condition, what):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), end, f"waited in vain: {what}")
            time.sleep(0.01)

    def await_query(self, server):
        self.await_true(lambda: server.sql("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'osiris' "
                                           "AND info LIKE '%SLEEP%'") != "0\n", "the query on the server")


class PipelinesTest(MysqlReadTest):
    def test_from_a_table_by_sql_to_a_file(self):
        for flavour in FLAVOURS:
            with self.subTest(flavour):
                self.project = self.new_project()
                server = Servers.shared(flavour)
                self.connect(server)
                self.use(server, "DROP TABLE IF EXISTS orders; CREATE TABLE orders (id INT PRIMARY KEY, amount "
                                 "DECIMAL(10,2), placed DATETIME, note VARCHAR(40)); INSERT INTO orders VALUES "
                                 "(1, 10.50, '2026-01-31 13:45:00', 'é, \"quoted\"'), (2, -0.25, NULL, NULL), "
                                 "(3, 99999999.99, '2026-02-01', '')")
                document = self.run_pipeline(
                    read(table="orders"),
                    transform("sums", "SELECT *, sum(amount) OVER (ORDER BY id) AS total FROM load", needs=["load"]),
                    write("save", "orders.csv", needs=["sums"]))
                self.assertEqual(document["status"], "success")
                self.assertEqual(self.project.content("orders.csv").decode(),
                                 "id,amount,placed,note,total\n"
                                 "1,10.50,2026-01-31 13:45:00,\"é, \"\"quoted\"\"\",10.50\n"
                                 "2,-0.25,,,10.25\n"
                                 "3,99999999.99,2026-02-01 00:00:00,\"\",100000010.24\n")
                shown = self.succeed("runs", "show", "last", "--json").document
                loaded = next(event for event in shown["events"]
                              if event["event"] == "step_complete" and event["step_id"] == "load")
                self.assertEqual((loaded["rows_in"], loaded["rows_processed"]), (3, 3))
                self.assertGreater(loaded["bytes"], 0)
                for path in self.project.folder.rglob("*"):
                    if path.is_file() and path.name != ".env":
                        self.assertNotIn(PASSWORD.encode(), path.read_bytes(), path)

    def test_columns_are_known_before_the_run_if_the_server_answers(self):
        server = Servers.shared("mariadb")
        self.use(server, "DROP TABLE IF EXISTS orders; CREATE TABLE orders (id INT UNSIGNED, amount DECIMAL(10,2))")
        steps = [read(table="orders"), transform("sums", "SELECT sum(amuont) AS total FROM \"load\"", needs=["load"])]
        self.connect(server)
        refused = self.assert_failed(self.project.osiris("validate", self.project.pipeline(*steps), "--json"), 2)
        self.assertIn("amuont", refused.document["errors"][0]["message"])
        self.connect(server, host="127.0.0.1", port=1)
        begin = time.monotonic()
        self.succeed("validate", self.project.pipeline(*steps), "--warnings-as-errors")
        self.assertLess(time.monotonic() - begin, 10)

    def test_what_writes_is_refused_before_anything_happens(self):
        self.connect(Servers.shared("mariadb"))
        self.refuse_to_run(read(query="SELECT 1;\nDELETE FROM orders"), code="mysql.not_read_only", step_id="load",
                           says=["line 2, column 1", "DELETE"])

    def test_options_of_old_pipelines_are_told_their_place(self):
        self.connect(Servers.shared("mariadb"))
        pipeline = self.project.pipeline(read(table="orders", host="db", batch_size=1000))
        refused = self.assert_failed(self.project.osiris("validate", pipeline, "--json"), 2)
        self.assertEqual(len(refused.document["errors"]), 1, refused)
        self.assertIn("it belongs to the connection", refused.document["errors"][0]["hint"])


class SeriesTest(MysqlReadTest):
    """What a run leaves for the next."""

    def ids(self, document):
        query = "SELECT id FROM \"load\" ORDER BY id"
        shown = self.succeed("data", "sql", document["session_id"], query, "--json").document
        return [row[0] for row in shown["rows"]]

    def test_no_row_is_lost_or_read_twice_over_runs_that_fail(self):
        for flavour in FLAVOURS:
            with self.subTest(flavour):
                self.project = self.new_project()
                server = Servers.shared(flavour)
                self.connect(server)
                self.use(server, "DROP TABLE IF EXISTS events; CREATE TABLE events (id INT PRIMARY KEY, t TEXT); "
                                 "INSERT INTO events VALUES (1, 'a'), (2, 'b')")
                load = read(table="events", cursor_column="id")
                good = transform("use", "SELECT * FROM \"load\"", needs=["load"])
                bad = transform("use", "SELECT error('boom') AS e, id FROM \"load\"", needs=["load"])
                self.assertEqual(self.ids(self.run_pipeline(load, good)), [1, 2])
                self.assertEqual(self.ids(self.run_pipeline(load, good)), [])
                self.use(server, "INSERT INTO events VALUES (3, 'c')")
                failed = self.project.osiris("run", self.project.pipeline(load, bad), "--json")
                self.assert_failed(failed, 1)
                self.use(server, "INSERT INTO events VALUES (4, 'd')")
                self.assertEqual(self.ids(self.run_pipeline(load, good)), [3, 4])
                self.assertEqual(self.ids(self.run_pipeline(load, good)), [])
                shown = self.succeed("state", "show", "pipeline", "--step", "load", "--json")
                self.assertIn('"value": "4"', shown.stdout)
                self.assertNotIn(PASSWORD, shown.stdout)
                again = self.succeed("run", self.project.pipeline(load, good), "--full-refresh", "--json").document
                self.assertEqual(self.ids(again), [1, 2, 3, 4])

    def test_a_state_of_another_column_is_refused_with_the_remedy(self):
        server = Servers.shared("mariadb")
        self.connect(server)
        self.use(server, "DROP TABLE IF EXISTS events; CREATE TABLE events (id INT PRIMARY KEY, n INT NOT NULL); "
                         "INSERT INTO events VALUES (1, 10)")
        self.run_pipeline(read(table="events", cursor_column="id"))
        failed = self.project.osiris("run", self.project.pipeline(read(table="events", cursor_column="n")), "--json")
        self.assert_failed(failed, 1)
        self.assertEqual(failed.document["error"]["code"], "mysql.state_mismatch")
        self.assertIn("osiris state reset", failed.document["error"]["hint"])
        self.succeed("state", "reset", "pipeline")
        self.run_pipeline(read(table="events", cursor_column="n"))

    def test_a_state_is_nothing_to_a_step_without_a_cursor(self):
        server = Servers.shared("mariadb")
        self.connect(server)
        self.use(server, "DROP TABLE IF EXISTS events; CREATE TABLE events (id INT PRIMARY KEY); "
                         "INSERT INTO events VALUES (1)")
        self.run_pipeline(read(table="events", cursor_column="id"))
        state = self.succeed("state", "show", "pipeline", "--json").stdout
        connection = {**server.connection(), "password": "${SHOP_PASSWORD}"}
        self.project.put("osiris_connections.yaml",
                         json.dumps({"connections": {"mysql": {"shop": connection, "copy": connection}}}))
        elsewhere = read(connection="@mysql.copy", table="events", cursor_column="id")
        refused = self.project.osiris("run", self.project.pipeline(elsewhere), "--json")
        self.assert_failed(refused, 2)
        self.assertEqual(refused.document["error"]["code"], "state.foreign")
        self.run_pipeline(read(connection="@mysql.copy", table="events"))
        self.assertEqual(self.succeed("state", "show", "pipeline", "--json").stdout, state)


class FaultsTest(MysqlReadTest):
    def test_a_stopped_run_leaves_nothing_on_the_server(self):
        for flavour in FLAVOURS:
            for config in ({"query": SLOW_ROWS}, {"table": "few", "where": "SLEEP(1) = 0"},
                           {"table": "few", "where": "SLEEP(1) = 0", "parallel": 3}):
                with self.subTest(f"{flavour} {config}"):
                    server = Servers.shared(flavour)
                    self.connect(server)
                    self.use(server, f"DROP TABLE IF EXISTS few; {FEW}")
                    running = self.start(self.project.pipeline(read(**config)))
                    self.await_query(server)
                    begin = time.monotonic()
                    running.send(signal.SIGINT)
                    outcome = running.end()
                    taken = time.monotonic() - begin
                    self.assertEqual(outcome.exit_code, INTERRUPTED, outcome)
                    self.assertLess(taken, STOP_PATIENCE)
                    self.await_true(lambda server=server: self.running(server) == 0, "the end of the query")
                    self.assertEqual(self.project.relations(), {})

    def test_a_server_that_dies_is_a_failure_that_passes(self):
        for flavour in FLAVOURS:
            with self.subTest(flavour):
                server = self.own_server(flavour)
                self.connect(server)
                self.use(server, f"SET GLOBAL innodb_flush_log_at_trx_commit = 1; {FEW}")
                running = self.start(self.project.pipeline(read(query=SLOW_ROWS)))
                self.await_query(server)
                server.kill()
                outcome = running.end()
                self.assertEqual(outcome.exit_code, TRANSIENT, outcome)
                failed = next(event for event in running.events if event["event"] == "step_failed")
                self.assertEqual(failed["error_code"], "mysql.connection_lost")
                self.assertEqual(self.project.relations(), {})

                server.start()
                retry = {"max_attempts": 20, "delay_seconds": 1}
                running = self.start(self.project.pipeline(read(query=SLOW_ROWS, retry=retry)))
                self.await_query(server)
                server.kill()
                running.await_event("step_retry_attempt")
                server.start()
                outcome = running.end()
                self.assertEqual(outcome.exit_code, 0, outcome)
                self.assertEqual(self.project.relations()["load"]["rows"], 1000)

    def test_a_full_server_is_a_failure_that_passes(self):
        for flavour in FLAVOURS:
            with self.subTest(flavour):
                server = self.own_server(flavour, "--max-connections=10")  # MariaDB takes no fewer.
                # Whoever may do all is let in as one more.
                self.use(server, "CREATE USER guest IDENTIFIED BY 'g'; GRANT SELECT ON shop.* TO guest")
                self.connect(server, user="guest", password="g")
                with contextlib.ExitStack() as crowd:
                    for _ in range(10):
                        waiting = self.start_waiting(server)
                        crowd.callback(waiting.wait)
                        crowd.callback(waiting.kill)
                    self.await_true(lambda server=server: self.running(server) == 10, "a full server")
                    self.fail_to_run(read(query="SELECT 1 AS one"), code="mysql.too_many_connections", step_id="load",
                                     exit_code=TRANSIENT, says=["Too many connections"])

    def start_waiting(self, server):
        """Starts a client that keeps a connection."""
        return subprocess.Popen(
            ["mariadb", "--no-defaults", "--host=127.0.0.1", f"--port={server.port}", f"--user={USER}",
             f"--password={PASSWORD}", "--execute=SELECT SLEEP(600)"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def test_a_server_with_a_certificate_of_somebody_else_gets_nothing(self):
        folder = self.project.folder
        for name in ("ours", "theirs"):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj",
                            f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / f"{name}.key",
                            "-out", folder / f"{name}.pem"], check=True, capture_output=True)
            (folder / f"{name}.key").chmod(0o644)
        for flavour in FLAVOURS:
            with self.subTest(flavour):
                server = self.own_server(flavour, f"--ssl-cert={folder / 'theirs.pem'}",
                                         f"--ssl-key={folder / 'theirs.key'}", f"--ssl-ca={folder / 'theirs.pem'}")
                self.connect(server, ssl_ca="ours.pem")
                self.fail_to_run(read(query="SELECT 1 AS one"), code="mysql.tls_failed", step_id="load", exit_code=1)
                self.connect(server, ssl_ca="theirs.pem", ssl_mode="verify_identity")
                document = self.run_pipeline(read(query="SELECT 1 AS one"))
                self.assertEqual(document["status"], "success")

    def test_a_server_that_hangs_is_given_up(self):
        for flavour in FLAVOURS:
            with self.subTest(flavour):
                server = self.own_server(flavour)
                self.connect(server, read_timeout_seconds=2, connect_timeout_seconds=2)
                self.use(server, FEW)
                running = self.start(self.project.pipeline(read(query=SLOW_ROWS)))
                self.await_query(server)
                server.pause()
                outcome = running.end()
                self.assertEqual(outcome.exit_code, TRANSIENT, outcome)
                failed = next(event for event in running.events if event["event"] == "step_failed")
                self.assertEqual(failed["error_code"], "mysql.timeout", failed)
                self.fail_to_run(read(query="SELECT 1 AS one"), code="mysql.timeout", step_id="load",
                                 exit_code=TRANSIENT, says=["did not take us in"])
                server.resume()

    @needs_mount
    def test_a_full_disk_ends_the_reading(self):
        server = Servers.shared("mariadb")
        self.connect(server)
        self.use(server, f"DROP TABLE IF EXISTS few; {FEW}")
        with SmallDisk(self.project.folder / SESSIONS, "40m") as disk:
            rows = "SELECT RANDOM_BYTES(1000) AS noise FROM few a, few b, few c, few d, few e"
            outcome = self.project.osiris("run", self.project.pipeline(read(query=rows)), "--json", under=disk.under)
            self.assert_failed(outcome, 1)
            self.assertEqual(outcome.document["error"]["code"], "file.disk_full")
        self.await_true(lambda: self.running(server) == 0, "the end of the query")


if __name__ == "__main__":
    run_tests()
