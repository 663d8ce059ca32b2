"""The benchmark runs with little data, and both sides of every scenario agree. Never looks at the clock."""

import json
import os
import pathlib
import subprocess
import sys
import unittest

BENCH = pathlib.Path(__file__).resolve().parent
BUILD = sys.argv.pop()


class Smoke(unittest.TestCase):
    def test_every_scenario_runs_and_its_sides_agree(self):
        command = [BENCH / "run", "--build", BUILD, "--no-build", "--rows", "2000", "--ingest-rows", "150000",
                   "--rounds", "1", "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        findings = json.loads(done.stdout)
        self.assertEqual(len(findings), 31 if len(os.sched_getaffinity(0)) > 1 else 30)
        for finding in findings:
            self.assertGreater(finding["ours"], 0, finding)
            self.assertGreater(finding["reference"], 0, finding)

    def test_generated_rows_are_the_same_every_time(self):
        program = pathlib.Path(BUILD) / "bench/generate_csv"
        texts = {subprocess.run([program, "500", "/dev/stdout"], capture_output=True, check=True).stdout
                 for _ in range(2)}
        self.assertEqual(len(texts), 1)
        self.assertEqual(texts.pop().count(b"\n"), 501)


if __name__ == "__main__":
    unittest.main()
