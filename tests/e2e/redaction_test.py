"""Secrets of connections reach no file and no terminal, in no guise, however a run fails.

The canaries stand in the environment, in .env, in the connections file and inside a URL of it. The data holds all of
them in all guises, so that whatever a failure quotes is theirs. Looked at is all that a run writes or prints but for
the data itself: inputs, outputs and databases.
"""

import base64
import json
import os
import pathlib
import signal
import urllib.parse

from osiris_project import SESSIONS, ProjectTest, SmallDisk, extract, needs_mount, run_tests, step, transform, write

# Quotes, blanks, percent signs and letters beyond ASCII look different in every guise.
PASSWORD = 'canary-1 "quoted"/äöü%41&x=y'
TOKEN = "canary-2:Zq7+/~plain"
KEY = "canary-3-from-dotenv-ěšč"
URL_PASSWORD = "canary-4-in-a-url"
SECRETS = (PASSWORD, TOKEN, KEY, URL_PASSWORD)
ENDLESS = "SELECT sum(hash(a.i, b.i)) AS n FROM range(10000000) AS a(i), range(10000000) AS b(i)"
# What belongs to the user: pipeline, connections, inputs, outputs; and the relations.
DATA = ("osiris_connections.yaml", ".env", "in/", "out/", "disk/")
DATABASE = "pipeline_data.duckdb"


def guises(secret):
    """Returns the texts in which a secret may stand."""
    inner = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    found = {secret, secret.replace('"', '""'), urllib.parse.quote(secret), urllib.parse.quote(secret, safe=""),
             urllib.parse.quote_plus(secret), urllib.parse.quote(urllib.parse.quote(secret, safe=""), safe=""),
             *inner, *(json.dumps(text)[1:-1] for text in inner)}
    found |= {base64.b64encode((before + secret + after).encode()).decode() for before in ("", "u", "us")
              for after in ("", "u", "us")}
    return found


def traces(secret):
    """Returns the texts that give a secret away: the beginnings of its guises, and of what base64 makes of them."""
    found = {guise[:8] for guise in guises(secret)}
    for before in ("u", "us"):
        # The first letters are those of what stands before.
        found.add(base64.b64encode((before + secret).encode()).decode()[4:14])
    return found


ALL_GUISES = sorted(set().union(*map(guises, SECRETS)))
ALL_TRACES = sorted(set().union(*map(traces, SECRETS)))
PAYLOAD = " | ".join(ALL_GUISES)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


class Canaries(ProjectTest):
    def setUp(self):
        super().setUp()
        self.environment = {"CANARY_PASSWORD": PASSWORD}
        self.project.put(".env", f"CANARY_KEY='{KEY}'\n")
        self.project.put("osiris_connections.yaml", json.dumps({"connections": {"filesystem": {
            "vault": {"default": True, "base_dir": "in"},
            "nowhere": {"base_dir": "in/missing"},
            "unset": {"base_dir": "${CANARY_UNSET}"},
        }, "service": {  # No step uses it: its secrets are secrets all the same.
            "vault": {"password": "${CANARY_PASSWORD}", "token": TOKEN, "api_key": "${CANARY_KEY}",
                      "url": f"https://user:{URL_PASSWORD}@example.org/x"},
        }}}, ensure_ascii=False))
        self.project.put("in/data.csv", f"id,text\n1,{quoted(PAYLOAD)}\n2,{quoted(PAYLOAD)}\n")
        self.printed = []

    def from_vault(self, step_id="load", path="data.csv", alias="vault", **config):
        return extract(step_id, path, needs=[], connection=f"@filesystem.{alias}", **config)

    def osiris(self, *arguments, **options):
        outcome = self.project.osiris(*arguments, environment=self.environment, **options)
        self.printed.append((arguments, outcome.stdout + outcome.stderr))
        return outcome

    def run_canaries(self, *steps, code=None, under=()):
        """Runs a pipeline in every style of output; looks at all that it left. It fails with `code`, or succeeds."""
        pipeline = self.project.pipeline(*steps)
        for style in (("--json",), (), ("--verbose",), ("--progress", "json")):
            outcome = self.osiris("run", pipeline, *style, under=under)
            if code is None:
                self.assertEqual(outcome.exit_code, 0, outcome)
            else:
                self.assertNotEqual(outcome.exit_code, 0, outcome)
                self.assertIn(code, outcome.stdout + outcome.stderr)
        for verb in (("validate", pipeline), ("compile", pipeline), ("compile", pipeline, "--schema"),
                     ("runs", "list", "--json"), ("runs", "show", "last"), ("runs", "show", "last", "--json"),
                     ("logs", "show", "last"), ("logs", "show", "last", "--events"), ("connections", "list", "--json"),
                     ("connections", "doctor"), ("connections", "doctor", "--json")):
            self.osiris(*verb)
        self.assert_no_canary()

    def assert_no_canary(self):
        for arguments, text in self.printed:
            self.look_for_canaries(f"output of {arguments}", text)
        for path in self.project.folder.rglob("*"):
            name = path.relative_to(self.project.folder).as_posix()
            if path.is_file() and not name.startswith(DATA) and not path.name.startswith(DATABASE):
                self.look_for_canaries(name, path.read_bytes().decode(errors="replace"))
                self.look_for_canaries("a file's name", name)

    def look_for_canaries(self, place, text):
        for trace in ALL_TRACES:
            if trace in text:
                at = text.index(trace)
                self.fail(f"{place} holds {trace!r}: …{text[max(0, at - 200):at + 200]}…")


class GoodRuns(Canaries):
    def test_the_search_finds_what_it_looks_for(self):
        for guise in ALL_GUISES:
            with self.assertRaises(AssertionError):
                self.look_for_canaries("a text", f"before {guise} after")
        self.assertGreaterEqual(len(ALL_GUISES), 30)

    def test_a_run_that_succeeds(self):
        self.run_canaries(self.from_vault(), transform("copy", "SELECT * FROM load"), write("save", "out/copy.csv"))
        self.assertIn(quoted(PAYLOAD).encode(), self.project.content("out/copy.csv"))  # Data is not masked.
        # The settings are told without their secrets.
        self.assertIn("***", "".join(text for _, text in self.printed))

    def test_no_command_line_holds_one(self):
        running = self.start_with_environment(self.from_vault(), transform("endless", ENDLESS))
        running.await_event("step_start", "endless")
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = path.read_bytes().decode(errors="replace")
            except OSError:
                continue  # The process has ended.
            self.look_for_canaries(str(path), line)
        running.send(signal.SIGINT)
        self.printed.append((("run",), str(running.end()) + json.dumps(running.events, ensure_ascii=False)))
        self.assert_no_canary()

    def start_with_environment(self, *steps):
        os.environ.update(self.environment)
        self.addCleanup(lambda: [os.environ.pop(name, None) for name in self.environment])
        return self.start(self.project.pipeline(*steps))


class FailingRuns(Canaries):
    """One test for each kind of failure that can quote something."""

    def fail_on(self, content, code, **config):
        self.project.put("in/data.csv", content)
        self.run_canaries(self.from_vault(**config), code=code)

    def fail_in_sql(self, query, code="sql.failed"):
        self.run_canaries(self.from_vault(), transform("use", query), code=code)

    def fail_to_write(self, code, path="out/result.csv", query="SELECT * FROM load", under=(), **config):
        self.run_canaries(self.from_vault(), transform("make", query), write("save", path, **config), code=code,
                          under=under)

    def test_a_value_of_another_type(self):
        self.fail_on(f"id,text\n1,{quoted(PAYLOAD)}\n", "csv.bad_value", dtype={"text": "BIGINT"})

    def test_each_guise_as_a_value(self):
        for guise in ALL_GUISES:
            with self.subTest(guise):
                self.project.put("in/data.csv", f"id,text\n1,{quoted(guise)}\n")
                self.osiris("run", self.project.pipeline(self.from_vault(dtype={"text": "DATE"})))
        self.assert_no_canary()

    def test_a_value_of_another_type_in_a_late_row(self):
        rows = "".join(f"{number},{number}\n" for number in range(5000))
        self.fail_on(f"id,text\n{rows}1,{quoted(PAYLOAD)}\n", "csv.bad_value", dtype={"text": "BIGINT"})

    def test_too_many_fields(self):
        self.fail_on(f"id,text\n1,2,{quoted(PAYLOAD)}\n", "csv.malformed")

    def test_too_few_fields(self):
        self.fail_on(f"id,text,more\n1,{quoted(PAYLOAD)}\n", "csv.malformed")

    def test_text_behind_a_quote(self):
        self.fail_on(f"id,text\n1,{quoted('a')}{TOKEN}\n", "csv.malformed")

    def test_an_open_quote(self):
        self.fail_on(f'id,text\n1,"{PAYLOAD}\n', "csv.malformed")

    def test_invalid_utf8(self):
        self.fail_on(f"id,text\n1,{TOKEN}".encode() + b"\xff\xfe\n", "csv.")

    def test_a_date_that_is_none(self):
        self.fail_on(f"id,text\n1,{quoted(PAYLOAD)}\n", "csv.bad_value", parse_dates=["text"])

    def test_a_missing_file(self):
        self.run_canaries(self.from_vault(path="missing.csv"), code="file.not_found")

    def test_a_missing_folder(self):
        self.run_canaries(self.from_vault(alias="nowhere"), code="file.not_found")

    def test_a_missing_variable(self):
        self.run_canaries(self.from_vault(alias="unset"), code="CANARY_UNSET")

    def test_an_unknown_connection(self):
        self.run_canaries(self.from_vault(alias="vaultt"), code="vault")

    def test_a_failing_cast(self):
        self.fail_in_sql("SELECT CAST(text AS INTEGER) AS n FROM load")

    def test_an_error_that_the_query_raises(self):
        self.fail_in_sql("SELECT error(text) AS n FROM load")

    def test_a_date_that_sql_cannot_read(self):
        self.fail_in_sql("SELECT strptime(text, '%Y-%m-%d') AS day FROM load")

    def test_a_pattern_that_sql_cannot_read(self):
        self.fail_in_sql("SELECT regexp_matches('x', '(' || text) AS found FROM load")

    def test_json_that_sql_cannot_read(self):
        self.fail_in_sql("SELECT CAST(text AS JSON) AS j FROM load")

    def test_a_row_that_no_encoding_holds(self):
        self.fail_to_write("csv.", encoding="ascii")

    def test_a_folder_in_the_way(self):
        (self.project.folder / "out/result.csv").mkdir(parents=True)
        self.fail_to_write("file.wrong_kind")

    def test_a_file_in_the_way(self):
        self.project.put("out/result.csv", "old")
        self.fail_to_write("csv.target_exists", if_exists="fail")

    def test_a_missing_target_folder(self):
        self.fail_to_write("file.not_found", create_dirs=False)

    @needs_mount
    def test_a_full_disk(self):
        with SmallDisk(self.project.folder / "disk", "64k") as disk:
            self.fail_to_write("file.disk_full", path="disk/result.csv", under=disk.under,
                               query="SELECT text || i AS text FROM load, range(1000) AS t(i)")

    def test_a_timeout(self):
        slow = step("use", "duckdb.processor", "transform", {"query": f"{ENDLESS}, load"}, timeout="1s")
        self.run_canaries(self.from_vault(), slow, code="run.timed_out")

    def test_a_signal(self):
        os.environ.update(self.environment)
        self.addCleanup(lambda: [os.environ.pop(name, None) for name in self.environment])
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            running = self.start(self.project.pipeline(self.from_vault(), transform("use", f"{ENDLESS}, load")))
            session = running.await_event("step_start", "use")["session"]
            running.send(number)
            self.printed.append(((number,), str(running.end()) + json.dumps(running.events, ensure_ascii=False)))
            self.osiris("run", "--resume", session, "--timeout", "1s")
        self.assert_no_canary()

    def test_a_broken_connections_file(self):
        good = self.project.content("osiris_connections.yaml").decode()
        for broken in (good[:-2], good.replace("password", "{password", 1), good.replace('"token"', '"token" "'),
                       f"connections: [{TOKEN}]", f"connections: {TOKEN} {KEY}\n  {PASSWORD}",
                       json.dumps({"connections": {"filesystem": {"vault": {"default": TOKEN}}}}),
                       json.dumps({"connections": {"filesystem": {"vault": TOKEN}}})):
            with self.subTest(broken):
                self.project.put("osiris_connections.yaml", broken)
                pipeline = self.project.pipeline(self.from_vault())
                for verb in (("run", pipeline), ("run", pipeline, "--json"), ("validate", pipeline),
                             ("connections", "list"), ("connections", "doctor", "--json")):
                    self.osiris(*verb)
        self.assert_no_canary()

    def test_a_broken_dotenv_file(self):
        for broken in (f"CANARY_KEY='{KEY}", f"{KEY}\n", f"CANARY_KEY='{KEY}' {KEY}\n", f"1={KEY}\n"):
            with self.subTest(broken):
                self.project.put(".env", broken)
                for verb in (("run", self.project.pipeline(self.from_vault())), ("connections", "list")):
                    self.osiris(*verb)
        self.assert_no_canary()


if __name__ == "__main__":
    run_tests()
