#!/usr/bin/env python3
"""Runs clang-tidy over the project's sources, two or more at a time, and remembers what was clean.

Usage: tools/clang_tidy.py BUILD_FOLDER [FILE...]

BUILD_FOLDER holds compile_commands.json. A file that was clean is not looked at again until it, a file of the
project that it includes, its compile command, .clang-tidy or clang-tidy itself changes.
"""

import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLANG_TIDY = "clang-tidy-19"
# The compile commands are g++'s, and the standard library of g++ 12 uses its own deprecated parts.
EXTRA = ("--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-deprecated-declarations")
CHECKED_FOLDERS = ("src", "components", "tests", "bench")
# Tests are half of all files, and slow to parse: they are held to the names and to what is wrong in any program.
TEST_CHECKS = "-*,clang-diagnostic-*,readability-identifier-naming,bugprone-use-after-move,bugprone-unused-raii"
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def commands(build):
    """Yields (source file, compile command) of every checked source."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in CHECKED_FOLDERS:
            yield path, entry["command"]


@functools.lru_cache(maxsize=None)
def content(path):
    return path.read_bytes()


@functools.lru_cache(maxsize=None)
def included(path, roots):
    """Returns the project's files that `path` includes directly."""
    found = []
    for name in INCLUDE.findall(content(path)):
        for root in (path.parent, *roots):
            candidate = root / name.decode()
            if candidate.is_file():
                found.append(candidate.resolve())
                break
    return tuple(found)


def closure(path, roots):
    """Returns `path` and everything of the project that it includes, sorted."""
    seen, waiting = set(), [path]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(included(current, roots))
    return sorted(seen)


def fingerprint(path, command, roots, base):
    digest = hashlib.sha256(base)
    digest.update(command.encode())
    for part in closure(path, roots):
        digest.update(str(part).encode() + b"\0" + content(part))
    return digest.hexdigest()


def is_test(path):
    return path.name.endswith("_test.cc") or path.relative_to(ROOT).parts[0] in ("tests", "bench")


def check(path, build):
    """Returns (seconds, findings); no findings means clean."""
    start = time.monotonic()
    checks = [f"--checks={TEST_CHECKS}"] if is_test(path) else []
    run = subprocess.run(
        [CLANG_TIDY, "--quiet", "-p", str(build), *EXTRA, *checks, str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    findings = ""
    if run.returncode != 0:
        findings = run.stdout if ": error" in run.stdout else run.stdout + run.stderr
    return time.monotonic() - start, findings


def main(arguments):
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    build = pathlib.Path(arguments[0]).resolve()
    wanted = {pathlib.Path(name).resolve() for name in arguments[1:]}
    memory = ROOT / "build" / "lint"
    memory.mkdir(parents=True, exist_ok=True)
    version = subprocess.run([CLANG_TIDY, "--version"], stdout=subprocess.PIPE, check=True).stdout
    base = version + (ROOT / ".clang-tidy").read_bytes() + TEST_CHECKS.encode()
    roots = (ROOT / "src", ROOT, build / "generated")

    todo, count = [], 0
    for path, command in sorted(set(commands(build))):
        if wanted and path not in wanted:
            continue
        count += 1
        mark = memory / fingerprint(path, command, roots, base)
        if not mark.exists():
            todo.append((path, mark))

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(check, path, build): (path, mark) for path, mark in todo}
        for done in concurrent.futures.as_completed(running):
            path, mark = running[done]
            seconds, findings = done.result()
            if findings:
                failed += 1
                print(findings, end="" if findings.endswith("\n") else "\n")
            else:
                mark.touch()
            if "OSIRIS_LINT_TIMES" in os.environ:
                print(f"{seconds:7.1f} s {path.relative_to(ROOT)}", file=sys.stderr)
    print(f"clang-tidy: {count} files, {len(todo)} looked at, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
