"""`make demo`: the pipelines of examples/demo run on real data."""

import csv
import shutil
import subprocess
import tempfile
import pathlib
import unittest

from osiris_project import PATIENCE, ROOT, Project, check_logs, program, run_tests

RESULTS = ("genres", "directors", "delays_by_hour", "delays_by_airport")


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """Runs the demo once, in a copy of the tree, so that no earlier run helps it."""
        tree = tempfile.TemporaryDirectory()
        cls.addClassCleanup(tree.cleanup)
        cls.demo = pathlib.Path(tree.name).resolve() / "examples/demo"
        made = shutil.ignore_patterns("data", "output", ".osiris_sessions", ".osiris_cache", "build")
        shutil.copytree(ROOT / "examples/demo", cls.demo, ignore=made)
        (pathlib.Path(tree.name) / "node_modules").symlink_to(ROOT / "node_modules")
        cls.shown = subprocess.run([cls.demo / "run.sh", program()], capture_output=True, text=True, timeout=PATIENCE,
                                   check=False)

    def test_it_runs_and_tells_nothing_but_good_news(self):
        self.assertEqual(self.shown.returncode, 0, self.shown.stderr)
        self.assertNotIn("error", self.shown.stderr)
        self.assertNotIn("warning", self.shown.stderr)

    def test_its_logs_are_what_was_promised(self):
        self.assertEqual(check_logs(self.demo), [])

    def test_it_shows_the_results_and_where_they_are(self):
        for result in RESULTS:
            with open(self.demo / f"output/{result}.csv", newline="", encoding="utf-8") as file:
                rows = list(csv.reader(file))
            self.assertGreater(len(rows), 10, result)
            self.assertIn(",".join(rows[0]), self.shown.stdout)
        self.assertIn("delays-by-airport", self.shown.stdout)
        self.assertIn(str(self.demo / ".osiris_sessions"), self.shown.stdout)

    def test_dates_of_old_movies_are_mended(self):
        listed = Project(self.demo).osiris("runs", "list", "--json").document["runs"]
        movies = next(run["session_id"] for run in listed if run["pipeline_id"] == "movies")
        years = Project(self.demo).osiris("data", "sql", movies, "--json",
                                          'SELECT min(year(released_on)), max(year(released_on)) FROM "clean-movies"')
        first, last = years.document["rows"][0]
        self.assertTrue(1900 < first < last <= 2011, (first, last))

    def test_parameters_change_the_result(self):
        demo = Project(self.demo)
        ran = demo.osiris("run", self.demo / "pipelines/airports.yaml", "--param", "state=CA")
        self.assertEqual(ran.exit_code, 0, ran)
        states = demo.osiris("data", "sql", "last", 'SELECT DISTINCT state FROM "delays-by-airport"', "--json")
        self.assertEqual(states.document["rows"], [["CA"]])


if __name__ == "__main__":
    run_tests()
