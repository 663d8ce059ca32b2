"""The check of session logs that all tests of the whole program share notices what is wrong."""

import json

from osiris_project import SESSIONS, ProjectTest, check_logs, run_tests, transform


class SessionLogs(ProjectTest):
    def setUp(self):
        super().setUp()
        session = self.run_pipeline(transform("one", "SELECT 1 AS one", needs=[]))["session_id"]
        self.logs = self.project.folder / SESSIONS / session / "logs"

    def faults_with(self, name, change):
        """Returns the faults of the session when a log is changed so."""
        path = self.logs / name
        text = path.read_text()
        path.write_text(change(text))
        try:
            return check_logs(self.project.folder)
        finally:
            path.write_text(text)

    def test_logs_of_a_run_are_without_fault(self):
        self.assertEqual(check_logs(self.project.folder), [])
        names = {json.loads(line)["event"] for line in (self.logs / "events.jsonl").read_text().splitlines()}
        self.assertLessEqual({"run_start", "step_start", "step_complete", "run_complete", "run_end"}, names)

    def test_the_log_for_people_tells_the_run_in_words(self):
        shown = self.succeed("logs", "show", "last").stdout
        self.assertRegex(shown, r"INFO run of pipeline 'pipeline' began, manifest [0-9a-f]{64}\n")
        self.assertRegex(shown, r"INFO step 'one': began \(duckdb.processor\)\n")
        self.assertRegex(shown, r"INFO step 'one': complete: 0 rows in, 1 out in .*\n")
        self.assertTrue(shown.endswith("INFO run ended: success\n"), shown)
        self.assertEqual(self.succeed("logs", "show", "last", "--level", "WARNING").stdout, "")
        followed = self.succeed("logs", "tail", "-f", "last", "--limit", "0", "--step", "one").stdout
        self.assertEqual(followed.count("step 'one': "), len(followed.splitlines()))
        self.run_failing(transform("two", "SELECT error('no luck')", needs=[]))
        failed = self.succeed("logs", "show", "last", "--level", "ERROR").stdout
        self.assertRegex(failed, r"ERROR step 'two': failed after .*: sql.failed: .*no luck")
        self.assertIn("\n    hint: ", failed)

    def run_failing(self, *steps):
        return self.assert_failed(self.project.osiris("run", self.project.pipeline(*steps)), 1)

    def test_faults_are_found(self):
        changes = {
            "additional field": lambda text: text.replace('"status":', '"more":1,"status":'),
            "missing field": lambda text: text.replace('"rows_processed":1,', ""),
            "other type": lambda text: text.replace('"rows_processed":1', '"rows_processed":"1"'),
            "other time": lambda text: text.replace("+00:00", "Z", 1),
            "other session": lambda text: text.replace(self.logs.parent.name, "20260101T000000000Z-aaaaaa", 1),
            "unknown event": lambda text: text.replace('"step_complete"', '"step_finished"'),
            "no JSON": lambda text: "nonsense\n" + text,
            "no object": lambda text: "7\n" + text,
            "torn after the end": lambda text: text + '{"ts":',
            "out of order": lambda text: "".join(reversed(text.splitlines(keepends=True))),
        }
        for what, change in changes.items():
            with self.subTest(what):
                self.assertTrue(self.faults_with("events.jsonl", change))
        self.assertTrue(self.faults_with("metrics.jsonl", lambda text: text.replace('"unit":"rows"', '"unit":"row"')))

    def test_a_killed_run_may_leave_half_a_line(self):
        def tear(text):
            return "".join(text.splitlines(keepends=True)[:3]) + '{"ts":"20'

        self.assertEqual(self.faults_with("events.jsonl", tear), [])


if __name__ == "__main__":
    run_tests()
