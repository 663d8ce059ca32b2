#!/usr/bin/env python3
"""Sums up which lines of src/ and components/ the tests ran, by folder.

Usage: tools/coverage_report.py BUILD_FOLDER [--files]

BUILD_FOLDER holds the .gcda files of a run. --files adds a row for each file.
"""

import collections
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def line_counts(build):
    """Returns {file: {line: times run}} over all object files."""
    counts = collections.defaultdict(lambda: collections.defaultdict(int))
    data_files = [str(path.resolve()) for path in sorted(build.rglob("*.gcda"))]
    with tempfile.TemporaryDirectory() as work:
        for start in range(0, len(data_files), 50):
            subprocess.run(["gcov", "--json-format", *data_files[start:start + 50]], cwd=work, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for report in pathlib.Path(work).glob("*.gcov.json.gz"):
                add(counts, json.loads(gzip.decompress(report.read_bytes())))
                report.unlink()
    return counts


def add(counts, report):
    for file in report["files"]:
        path = pathlib.Path(report["current_working_directory"], file["file"]).resolve()
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ("src", "components"):
            name = path.relative_to(ROOT).as_posix()
            if not name.endswith("_test.cc"):
                for line in file["lines"]:
                    counts[name][line["line_number"]] += line["count"]


def row(name, lines):
    run = sum(1 for count in lines if count)
    return f"{name:48} {run:6} / {len(lines):6}  {100 * run / max(1, len(lines)):5.1f} %"


def main(arguments):
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    counts = line_counts(pathlib.Path(arguments[0]))
    folders = collections.defaultdict(list)
    for name, lines in sorted(counts.items()):
        folders[str(pathlib.PurePosixPath(name).parent)] += lines.values()
        if "--files" in arguments:
            print(row(name, lines.values()))
    for folder, lines in sorted(folders.items()):
        print(row(folder, lines))
    print(row("total", [count for lines in folders.values() for count in lines]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
