"""docs/guide: every command of a guide works, in the order in which it stands there.

A block ```sh is run, a block ```text has to be printed by then, and a block ```yaml file=NAME is a file that is there
from the start.
"""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from osiris_project import PATIENCE, ROOT, check_logs, program, run_tests

GUIDES = ROOT / "docs/guide"


def blocks(guide, kind):
    """Returns the fenced blocks of one kind of a guide, in order."""
    text = (GUIDES / guide).read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def files(guide):
    """Returns the files that a guide shows: (name, text)."""
    text = (GUIDES / guide).read_text(encoding="utf-8")
    return re.findall(r"^```yaml file=(\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


class Guides(unittest.TestCase):
    def follow(self, guide):
        """Does what a guide says and returns all that was printed."""
        with tempfile.TemporaryDirectory() as folder:
            tools, project = pathlib.Path(folder) / "bin", pathlib.Path(folder) / "project"
            tools.mkdir()
            project.mkdir()
            (tools / "osiris").symlink_to(program())
            # The build that `make demo` would make is the one under test; what it runs is demo_test's matter.
            (tools / "make").write_text("#!/bin/sh\nexit 0\n")
            (tools / "make").chmod(0o755)
            for name, text in files(guide):
                (project / name).write_text(text, encoding="utf-8")
            script = "set -euo pipefail\n" + "".join(blocks(guide, "sh"))
            done = subprocess.run(["bash", "-c", script], cwd=project, capture_output=True, text=True, timeout=PATIENCE,
                                  env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}, check=False)
            printed = done.stdout + done.stderr
            self.assertEqual(done.returncode, 0, printed)
            self.assertEqual(check_logs(project), [])
            for expected in blocks(guide, "text"):
                for line in expected.splitlines():
                    self.assertIn(line.rstrip(), printed)
            return printed

    def test_getting_started(self):
        self.assertGreater(len(blocks("getting-started.md", "sh")), 4)
        self.follow("getting-started.md")

    def test_connections(self):
        self.assertGreater(len(blocks("connections.md", "sh")), 3)
        printed = self.follow("connections.md")
        self.assertEqual(printed.count("exit code 2\n"), 2)  # Once for the warning, once for the run.
        self.assertIn("warning connection.env_unset", printed)


if __name__ == "__main__":
    run_tests()
