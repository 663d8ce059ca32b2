"""docs/guide/getting-started.md: every command in it works, in the order in which it stands there."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from osiris_project import PATIENCE, ROOT, program, run_tests

GUIDE = ROOT / "docs/guide/getting-started.md"


def blocks(kind):
    """Returns the fenced blocks of one kind, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


class GettingStarted(unittest.TestCase):
    def test_every_command_works(self):
        with tempfile.TemporaryDirectory() as folder:
            tools = pathlib.Path(folder) / "bin"
            tools.mkdir()
            (tools / "osiris").symlink_to(program())
            # The build that `make demo` would make is the one under test; what it runs is demo_test's matter.
            (tools / "make").write_text("#!/bin/sh\nexit 0\n")
            (tools / "make").chmod(0o755)
            script = "set -euo pipefail\n" + "".join(blocks("sh"))
            done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, timeout=PATIENCE,
                                  env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            for expected in blocks("text"):
                for line in expected.splitlines():
                    self.assertIn(line.rstrip(), done.stdout + done.stderr)

    def test_there_are_commands(self):
        self.assertGreater(len(blocks("sh")), 4)


if __name__ == "__main__":
    run_tests()
