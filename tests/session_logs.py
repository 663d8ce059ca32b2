"""Holds the logs of sessions against the JSON Schemas that ship with the documentation.

Every test of the whole program calls check_logs() on the projects it made, so that every line the program ever wrote in
a test is one that readers were promised.
"""

import functools
import json
import pathlib
import sys

sys.path.append("/usr/lib/python3/dist-packages")  # Where Debian puts modules, whichever python runs this.

import jsonschema  # noqa: E402  pylint: disable=wrong-import-position

REFERENCE = pathlib.Path(__file__).resolve().parents[1] / "docs/reference"
# Kind of line, file of the session, schema.
LOGS = (("event", "events.jsonl", "events.schema.json"), ("metric", "metrics.jsonl", "metrics.schema.json"))


@functools.lru_cache(maxsize=None)
def validators(kind, schema_name):
    """Returns a validator for each name that a line of this kind may have."""
    schema = json.loads((REFERENCE / schema_name).read_text())
    return {one["properties"][kind]["const"]: jsonschema.Draft202012Validator(one) for one in schema["oneOf"]}


def faults_of_line(line, kind, schema_name, session):
    try:
        value = json.loads(line)
    except ValueError as error:
        return [f"no JSON: {error}"]
    if not isinstance(value, dict) or value.get(kind) not in validators(kind, schema_name):
        return [f"{kind} of an unknown name"]
    faults = [error.message for error in validators(kind, schema_name)[value[kind]].iter_errors(value)]
    if value.get("session") != session:
        faults.append(f"the session is {session}")
    return faults


def check_logs(project):
    """Checks all sessions below a project folder; returns one text for each fault.

    The last line of a log may be torn if the run was killed, which its missing run_end shows.
    """
    faults = []
    for folder in sorted(pathlib.Path(project).rglob(".osiris_sessions/*/logs")):
        for kind, name, schema_name in LOGS:
            path = folder / name
            text = path.read_text() if path.is_file() else ""
            lines = text.split("\n")
            torn = lines.pop()
            if torn and '"event":"run_end"' in text:
                faults.append(f"{path}: torn: {torn}")
            time = ""
            for number, line in enumerate(lines, 1):
                found = faults_of_line(line, kind, schema_name, folder.parent.name)
                faults += [f"{path}:{number}: {fault}: {line}" for fault in found]
                now = time if found else json.loads(line)["ts"]
                if now < time:
                    faults.append(f"{path}:{number}: earlier than the line above: {line}")
                time = now
    return faults
