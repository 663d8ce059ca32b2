#!/usr/bin/env python3
"""Runs command lines against the real program and holds what they print against case files.

Usage: run_cases.py OSIRIS CASE...

A case file is a story in one folder that starts empty:

    # Comments say why the case is there.
    @file pipeline.yaml
    ...text...
    @end

    $ osiris validate pipeline.yaml
    > what it writes on stdout
    ! what it writes on stderr
    (exit 2)

A command is a line for the shell, with `osiris` on its PATH; `(exit N)` stands only if N is not 0. Session ids,
durations, times, hashes and the folder are replaced by words first. With OSIRIS_UPDATE_GOLDEN=1 the files are rewritten
with what the program prints now; review the difference like code.
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from session_logs import check_logs  # noqa: E402  pylint: disable=wrong-import-position

COMMAND_SECONDS_MAX = 60  # A command that hangs is a failure, not a stuck test run.

SCRUBS = (
    (re.compile(r"\b\d{8}T\d{9}Z-[0-9a-f]{6}\b"), "SESSION"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+\+00:00)?"), "TIME"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
    (re.compile(r"(build/[a-z0-9_-]+/)[0-9a-f]{7}\b"), r"\1HASH7"),
    (re.compile(r"\b\d+(\.\d+)? [KM]iB\b"), "SIZE"),
    (re.compile(r'("manifest_short": ")[0-9a-f]{7}"'), r'\1HASH7"'),
    (re.compile(r'("(?:duration_ms|bytes|data_bytes)": )\d+'), r"\1N"),
)
# A duration's length changes the width of its column: a line that has one keeps only single gaps.
DURATION = re.compile(r"\b(\d+ m )?\d+(\.\d+)? m?s\b")


def scrub(text, folder):
    text = text.replace(str(folder), "FOLDER")
    for pattern, word in SCRUBS:
        text = pattern.sub(word, text)
    lines = []
    for line in text.splitlines():
        shortened = DURATION.sub("DURATION", line)
        # The header of a table with durations is aligned to them as well.
        if shortened != line or re.search(r"\bduration\b|\bstarted \(UTC\)", line):
            shortened = re.sub(r"  +", "  ", shortened)
        lines.append(shortened)
    return lines


class Case:
    """A case file, run line by line into the text that it should be."""

    def __init__(self, path, program):
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.program = program

    def actual(self, folder):
        """Runs the case in `folder` and returns its text with what the program printed now."""
        out = []
        lines = iter(self.text.splitlines())
        for line in lines:
            if line.startswith("@file "):
                out.append(line)
                out.extend(self.write_file(folder / line.removeprefix("@file ").strip(), lines))
            elif line.startswith("$ "):
                out.append(line)
                out.extend(self.run(line[2:], folder))
            elif not line.startswith(("> ", "! ", "(exit ")) and line not in (">", "!"):
                out.append(line)
        return "\n".join(out) + "\n"

    @staticmethod
    def write_file(path, lines):
        content = []
        for line in lines:
            if line == "@end":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("".join(text + "\n" for text in content), encoding="utf-8")
                return [*content, "@end"]
            content.append(line)
        raise SystemExit(f"{path}: @file without @end")

    def run(self, command, folder):
        environment = {"PATH": f"{self.program.parent}:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8",
                       "LSAN_OPTIONS": os.environ.get("LSAN_OPTIONS", ""),
                       "TSAN_OPTIONS": os.environ.get("TSAN_OPTIONS", "")}
        done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=COMMAND_SECONDS_MAX,
                              check=False)
        lines = [("> " + line).rstrip() for line in scrub(done.stdout.decode(), folder)]
        lines += [("! " + line).rstrip() for line in scrub(done.stderr.decode(), folder)]
        if done.returncode != 0:
            lines.append(f"(exit {done.returncode})")
        return lines


def check(path, program):
    """Returns True if the case holds, or was rewritten."""
    case = Case(path, program)
    with tempfile.TemporaryDirectory() as name:
        actual = case.actual(pathlib.Path(name).resolve())
        # Sessions whose id ends in -aaaaaa are not of the program's but of the case's making.
        faults = [fault for fault in check_logs(name) if "-aaaaaa/" not in fault]
    if faults:
        print(f"{path.name}: logs that break their schema:", *faults, sep="\n")
        return False
    if actual == case.text:
        return True
    if os.environ.get("OSIRIS_UPDATE_GOLDEN") == "1":
        path.write_text(actual, encoding="utf-8")
        print(f"rewritten: {path.name}")
        return True
    sys.stdout.writelines(difflib.unified_diff(case.text.splitlines(True), actual.splitlines(True),
                                               f"{path.name} (expected)", f"{path.name} (now)"))
    return False


def main(arguments):
    program = pathlib.Path(arguments[0]).resolve()
    results = [check(pathlib.Path(name), program) for name in arguments[1:]]
    print(f"{sum(results)} of {len(results)} cases hold")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
