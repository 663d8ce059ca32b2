"""What tests of the whole program share: a project of their own, and the program run in it.

The program is $OSIRIS_BIN, or the first argument of a test file, or what the release build made.
"""

import functools
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.append("/usr/lib/python3/dist-packages")  # Where Debian puts modules, whichever python runs this.

import yaml  # noqa: E402  pylint: disable=wrong-import-position

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from session_logs import check_logs  # noqa: E402  pylint: disable=wrong-import-position

# No command here needs a tenth of it, even on a busy machine; what takes longer hangs. Unit: seconds.
PATIENCE = 300
SESSIONS = ".osiris_sessions"
CACHE = ".osiris_cache"


def program():
    """Returns the path of the program under test."""
    return os.path.abspath(os.environ.get("OSIRIS_BIN") or ROOT / "build/release/bin/osiris")


def run_tests():
    """Runs the tests of the calling file; its first argument may name the program."""
    if len(sys.argv) > 1 and os.path.isfile(sys.argv[1]):
        os.environ["OSIRIS_BIN"] = sys.argv.pop(1)
    unittest.main()


def extract(step_id, path, needs=None, **config):
    """Makes a step that reads a CSV file."""
    return step(step_id, "filesystem.csv_extractor", "read", {"path": str(path), **config}, needs=needs)


def transform(step_id, query, **keys):
    """Makes a step that runs SQL."""
    return step(step_id, "duckdb.processor", "transform", {"query": query}, **keys)


def write(step_id, path, needs=None, **config):
    """Makes a step that writes a CSV file, columns in the source's order."""
    config = {"path": str(path), "columns": "source", **config}
    return step(step_id, "filesystem.csv_writer", "write", config, needs=needs)


def step(step_id, component, mode, config, **keys):
    given = {key: value for key, value in keys.items() if value is not None}
    return {"id": step_id, "component": component, "mode": mode, **given, "config": config}


class Outcome:
    """How a command ended and what it printed."""

    def __init__(self, exit_code, stdout, stderr):
        self.exit_code, self.stdout, self.stderr = exit_code, stdout, stderr

    def __str__(self):
        return f"exit code {self.exit_code}\n--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}"

    @property
    def document(self):
        """The one JSON document on stdout; anything before or after it is an error."""
        return json.loads(self.stdout)


class RunningProgram:
    """A run that is under way, told event by event."""

    def __init__(self, process):
        self.process = process
        self.events = []

    def await_event(self, name, step_id=None):
        """Waits for an event and returns it."""
        for line in self.process.stderr:
            event = json.loads(line) if line.startswith("{") else {}
            if "event" in event:
                self.events.append(event)
                if event["event"] == name and step_id in (None, event.get("step_id")):
                    return event
        raise AssertionError(f"the program ended without {name} of {step_id}: {self.events}")

    def seen(self, name, step_id):
        return any(event["event"] == name and event.get("step_id") == step_id for event in self.events)

    def send(self, number):
        self.process.send_signal(number)

    def end(self):
        """Waits for the end and returns the outcome; stderr is what nobody awaited."""
        stdout, stderr = self.process.communicate(timeout=PATIENCE)
        for line in stderr.splitlines():
            event = json.loads(line) if line.startswith("{") else {}
            if "event" in event:  # Others tell of failures and findings.
                self.events.append(event)
        return Outcome(self.process.returncode, stdout, stderr)


class Project:
    """A project folder that one test owns."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()

    def put(self, name, content):
        """Writes a file of the project, text or bytes; returns its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def pipeline(self, *steps, name="pipeline", **keys):
        """Writes a pipeline; JSON is YAML too, and any text survives in it."""
        document = {"oml_version": "0.1.0", "name": name, **keys, "steps": list(steps)}
        return self.put(f"{name}.yaml", json.dumps(document, indent=2, ensure_ascii=False))

    def content(self, name):
        return (self.folder / name).read_bytes()

    def command(self, *arguments):
        return [program(), "--project", str(self.folder), "--no-color", *map(str, arguments)]

    def osiris(self, *arguments, under=(), environment=None, stdin="", cwd=None):
        """Runs the program. `under` is a command that calls it, such as setpriv with its options."""
        done = subprocess.run([*under, *self.command(*arguments)], input=stdin, capture_output=True, text=True,
                              env={**os.environ, **(environment or {})}, cwd=cwd or self.folder,
                              timeout=PATIENCE, check=False)
        return Outcome(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments, under=()):
        """Starts `osiris run` and returns the running program."""
        return RunningProgram(subprocess.Popen(
            [*under, *self.command("run", *arguments, "--progress", "json")], cwd=self.folder, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE))

    def files(self):
        """Returns what lies in the project but for its sessions and cache, hidden files too."""
        found = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*"))
        return {path for path in found if path.split("/")[0] not in (SESSIONS, CACHE)}

    def sessions(self):
        """Returns the names of the sessions."""
        return {path.name for path in (self.folder / SESSIONS).glob("2*")}

    def forge(self, steps, queries):
        """Writes a manifest that the compiler would refuse: that of `steps`, with other queries in it.

        A manifest may come from anywhere, so what its SQL may do is decided when it runs. Returns its path.
        """
        compiled = self.osiris("compile", self.pipeline(*steps), "--json")
        if compiled.exit_code != 0:
            raise AssertionError(f"compile: {compiled}")
        manifest = yaml.safe_load(pathlib.Path(compiled.document["manifest_path"]).read_text())
        for compiled_step in manifest["steps"]:
            compiled_step["config"]["query"] = queries.get(compiled_step["id"], compiled_step["config"].get("query"))
            if compiled_step["config"]["query"] is None:
                del compiled_step["config"]["query"]
        del manifest["hash"]
        canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        manifest["hash"] = hashlib.sha256(canonical.encode()).hexdigest()
        return self.put("forged.yaml", json.dumps(manifest))

    def relations(self, session="last"):
        """Returns the relations of a session with their rows."""
        listed = self.osiris("data", "ls", session, "--json")
        if listed.exit_code != 0:
            raise AssertionError(f"data ls: {listed}")
        return {relation["name"]: relation for relation in listed.document["relations"]}


class ProjectTest(unittest.TestCase):
    """A test with a project, and what such tests assert."""

    maxDiff = None

    def setUp(self):
        self.project = self.new_project()

    def new_project(self, parent=None):
        folder = tempfile.mkdtemp(prefix="osiris-test-", dir=parent)
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.addCleanup(self.assert_logs, folder)
        return Project(folder)

    def assert_logs(self, folder):
        """Holds every line that was logged below a folder against the schemas."""
        self.assertEqual(check_logs(folder), [])

    def start(self, *arguments, **options):
        """Starts a run that does not outlive the test."""
        running = self.project.start(*arguments, **options)
        self.addCleanup(reap, running.process)
        return running

    def succeed(self, *arguments, **options):
        """Runs the program, which must succeed; returns the outcome."""
        outcome = self.project.osiris(*arguments, **options)
        self.assertEqual(outcome.exit_code, 0, outcome)
        return outcome

    def run_pipeline(self, *steps, **options):
        """Writes a pipeline and runs it; returns the document that `--json` prints."""
        return self.succeed("run", self.project.pipeline(*steps), "--json", **options).document

    def fail_to_run(self, *steps, code, step_id=None, says=(), exit_code=1, **options):
        """Runs a pipeline that must fail in one way only, told the same in words and in JSON.

        `says` are the words that a person needs: file, line, value. Nothing may appear in the project.
        """
        pipeline = self.project.pipeline(*steps)
        before = self.project.files()
        told = self.project.osiris("run", pipeline, **options)
        self.assert_failed(told, exit_code)
        document = self.assert_failed(self.project.osiris("run", pipeline, "--json", **options), exit_code).document
        self.assertEqual(self.project.files(), before)
        self.assertEqual(document["status"], "error")
        self.assertEqual(document["error"]["code"], code, told)
        self.assertIn(f"error {code}:", told.stderr)
        self.assertTrue(document["error"]["hint"], f"no remedy: {told}")
        self.assertIn("hint: ", told.stderr)
        for words in says:
            self.assertIn(str(words), told.stderr)
            self.assertIn(str(words), document["error"]["message"] + document["error"]["hint"])
        if step_id is not None:
            self.assertIn(f"step '{step_id}'", told.stderr)
            self.assertEqual(document["failed_step"], step_id)
            self.assert_recorded(document)
        return document

    def refuse_to_run(self, *steps, code, step_id, says=()):
        """Checks, compiles and runs a pipeline with one mistake, which is told before anything happens."""
        pipeline = self.project.pipeline(*steps)
        before = self.project.files()
        runs = self.project.sessions()
        for verb in ("validate", "compile", "run"):
            told = self.assert_failed(self.project.osiris(verb, pipeline), 2)
            document = self.assert_failed(self.project.osiris(verb, pipeline, "--json"), 2).document
            self.assertEqual([error["code"] for error in document["errors"]], [code], told)
            error = document["errors"][0]
            number = next(number for number, step in enumerate(steps) if step["id"] == step_id)
            self.assertTrue(error["location"].startswith(f"steps[{number}].config"), error)
            self.assertTrue(error["hint"], f"no remedy: {told}")
            self.assertIn(f"pipeline.yaml:{error['line']}:{error['column']} error {code}:", told.stderr)
            for words in says:
                self.assertIn(str(words), error["message"] + error["hint"])
        self.assertEqual(self.project.files(), before)
        self.assertEqual(self.project.sessions(), runs)

    def assert_failed(self, outcome, exit_code):
        self.assertEqual(outcome.exit_code, exit_code, outcome)
        return outcome

    def assert_recorded(self, document):
        """Holds that the index and the session tell of a failed run."""
        run = self.succeed("runs", "list", "--json").document["runs"][0]
        self.assertEqual(run["session_id"], document["session_id"])
        self.assertEqual(run["status"], "failed")
        self.assertEqual(run["exit_code"], document["exit_code"])
        self.assertEqual(run["error_code"], document["error"]["code"])
        self.assertEqual(run["error_message"], document["error"]["message"])
        shown = self.succeed("runs", "show", document["session_id"], "--json").document
        failures = [event for event in shown["events"] if event["event"] == "step_failed"]
        self.assertEqual([event["step_id"] for event in failures], [document["failed_step"]])
        self.assertEqual(failures[0]["error_code"], document["error"]["code"])
        self.assertNotIn(document["failed_step"], self.project.relations(document["session_id"]))


def reap(process):
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
        process.wait()
    for stream in (process.stdout, process.stderr):
        stream.close()


def obeying_permissions():
    """Returns a command that runs another one without root's right to read and write every file."""
    if os.geteuid() != 0:
        return ()
    rights = "-dac_override,-dac_read_search"
    return ("setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", "--")


class SmallDisk:
    """A file system of few bytes over a folder, seen by programs that run `under` it alone.

    It lives in a mount namespace of its own, so nothing has to be cleaned up. `folder` shows it from outside.
    """

    def __init__(self, folder, size):
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        mount = 'mount -t tmpfs -o "size=$1" none "$2" && echo ready && read -r _'
        self._holder = subprocess.Popen([*unshare(), "sh", "-c", mount, "sh", size, str(folder)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self._holder.stdout.readline() != "ready\n":
            self.close()
            raise OSError("mounting is not permitted")
        self.folder = pathlib.Path(f"/proc/{self._holder.pid}/root{folder}")
        user = () if os.geteuid() == 0 else ("--user", "--preserve-credentials")
        self.under = ("nsenter", *user, f"--mount=/proc/{self._holder.pid}/ns/mnt", "--")

    def close(self):
        self._holder.communicate()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def unshare():
    return ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--map-root-user", "--mount")


@functools.lru_cache(maxsize=None)
def may_mount():
    with tempfile.TemporaryDirectory() as folder:
        try:
            SmallDisk(folder, "1m").close()
            return True
        except OSError:
            return False


def needs_mount(test):
    """Skips a test where mounting is not permitted, loudly; with CI in the environment it fails there."""
    @functools.wraps(test)
    def run(self):
        if not may_mount() and not os.environ.get("CI"):
            print(f"\nNOT TESTED: {self.id()}: mounting is not permitted here", file=sys.stderr)
            self.skipTest("mounting is not permitted")
        test(self)
    return run
