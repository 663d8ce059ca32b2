#!/usr/bin/env python3
"""The manual page, held against programs that read such pages."""

import os
import shutil
import subprocess
import tempfile

import osiris_project
from osiris_project import PATIENCE, ProjectTest


class ManualTest(ProjectTest):
    def setUp(self):
        super().setUp()
        printed = self.project.osiris("man")
        self.assertEqual((printed.exit_code, printed.stderr), (0, ""))
        self.page = printed.stdout

    def read_by(self, *command):
        """Returns what a program prints of the page; skips the test if it is not here."""
        if shutil.which(command[0]) is None:
            self.skipTest(f"{command[0]} is not installed (tools/setup --lint)")
        with tempfile.NamedTemporaryFile("w", suffix=".1") as file:
            file.write(self.page)
            file.flush()
            done = subprocess.run([*command, file.name], capture_output=True, text=True, timeout=PATIENCE, check=False,
                                  env={**os.environ, "MANWIDTH": "100", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""})
        return done

    def test_is_clean(self):
        # A date of its own would make two builds of one release differ.
        found = self.read_by("mandoc", "-T", "lint").stdout.splitlines()
        self.assertEqual([line for line in found if "missing date" not in line], [])

    def test_is_clean_for_groff(self):
        done = self.read_by("groff", "-man", "-ww", "-z", "-Tutf8")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_reads_as_the_help_does(self):
        shown = self.read_by("mandoc", "-T", "html").stdout
        for phrase in ("osiris data export", "finish_independent", "csv|parquet|ndjson|json", "transient"):
            self.assertIn(phrase, shown)


if __name__ == "__main__":
    osiris_project.run_tests()
