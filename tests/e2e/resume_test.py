"""Runs that are gone on with: only what is not finished is done again, and the result is that of a whole run."""

import signal

from osiris_project import ProjectTest, extract, run_tests, transform, write

STEPS = (extract("orders", "orders.csv", needs=[]), extract("rates", "rates.csv", needs=[]),
         transform("totals", "SELECT country, sum(amount * rate) AS total FROM orders JOIN rates USING (country) "
                             "GROUP BY country ORDER BY country", needs=["orders", "rates"]),
         write("save", "out/totals.csv"))
RESULT = b"country,total\nDE,3.0\nFR,20.0\n"


class Resumed(ProjectTest):
    def setUp(self):
        super().setUp()
        self.project.put("orders.csv", "country,amount\nDE,1\nDE,2\nFR,10\n")
        self.project.put("rates.csv", "country,rate\nDE,1.0\nFR,2.0\n")

    def fail_once(self):
        """Runs a pipeline whose writer fails; returns its file and session."""
        pipeline = self.project.pipeline(*STEPS)
        self.project.put("out", "a file where a folder should be")
        outcome = self.project.osiris("run", pipeline, "--json")
        self.assertEqual(outcome.document["failed_step"], "save", outcome)
        (self.project.folder / "out").unlink()
        return pipeline, outcome.document["session_id"]

    def refuse(self, code, *arguments):
        outcome = self.assert_failed(self.project.osiris("run", *arguments, "--json"), 2)
        self.assertEqual(outcome.document["error"]["code"], code, outcome)
        return outcome.document["error"]

    def statuses(self, document):
        return {step["step_id"]: step["status"] for step in document["steps"]}

    def test_only_what_is_not_finished_is_run(self):
        pipeline, session = self.fail_once()
        document = self.succeed("run", pipeline, "--resume", session, "--json").document
        self.assertEqual(self.statuses(document),
                         {"orders": "kept", "rates": "kept", "totals": "kept", "save": "complete"})
        self.assertEqual(document["session_id"], session)
        self.assertEqual(self.project.content("out/totals.csv"), RESULT)
        runs = self.succeed("runs", "list", "--json").document["runs"]
        self.assertEqual([(run["session_id"], run["status"]) for run in runs],
                         [(session, "success"), (session, "failed")])

    def test_the_pipeline_may_be_left_out(self):
        _, session = self.fail_once()
        self.succeed("run", "--resume", session[:-2])
        self.assertEqual(self.project.content("out/totals.csv"), RESULT)

    def test_a_finished_session_has_nothing_left_to_do(self):
        pipeline = self.project.pipeline(*STEPS)
        self.succeed("run", pipeline)
        document = self.succeed("run", pipeline, "--resume", "last", "--json").document
        self.assertEqual(set(self.statuses(document).values()), {"kept"})

    def test_a_changed_pipeline_is_refused(self):
        _, session = self.fail_once()
        pipeline = self.project.pipeline(*STEPS[:-1], write("save", "out/other.csv"))
        error = self.refuse("run.manifest_changed", pipeline, "--resume", session)
        self.assertIn("osiris diff", error["hint"])

    def test_a_changed_set_of_files_is_refused(self):
        self.project.put("in/1.csv", "id\n1\n")
        self.project.put("in/2.csv", "id\n2\n")
        self.project.put("out", "a file where a folder should be")
        pipeline = self.project.pipeline(extract("load", "in/*.csv"), write("save", "out/all.csv"))
        session = self.project.osiris("run", pipeline, "--json").document["session_id"]
        (self.project.folder / "out").unlink()
        self.project.put("in/3.csv", "id\n3\n")
        error = self.refuse("run.input_changed", pipeline, "--resume", session)
        self.assertIn("has the new file", error["message"])
        (self.project.folder / "in/3.csv").unlink()
        self.project.put("in/2.csv", "id\n22\n")
        self.assertIn("has changed", self.refuse("run.input_changed", pipeline, "--resume", session)["message"])
        (self.project.folder / "in/2.csv").unlink()
        self.assertIn("is gone", self.refuse("run.input_changed", pipeline, "--resume", session)["message"])
        self.succeed("run", pipeline, "--resume", session, "--from", "load")
        self.assertEqual(self.project.content("out/all.csv"), b"id\n1\n")

    def test_a_changed_source_is_refused(self):
        pipeline, session = self.fail_once()
        self.project.put("rates.csv", "country,rate\nDE,5.0\nFR,2.0\n")
        error = self.refuse("run.input_changed", pipeline, "--resume", session)
        self.assertIn("rates.csv", error["message"])
        document = self.succeed("run", pipeline, "--resume", session, "--from", "rates", "--json").document
        self.assertEqual(self.statuses(document),
                         {"orders": "kept", "rates": "complete", "totals": "complete", "save": "complete"})
        self.assertEqual(self.project.content("out/totals.csv"), b"country,total\nDE,15.0\nFR,20.0\n")

    def test_a_file_that_is_lost_is_written_again(self):
        pipeline = self.project.pipeline(*STEPS)
        self.succeed("run", pipeline)
        out = self.project.folder / "out/totals.csv"
        for lose in (out.unlink, lambda: out.write_text("country,total\nDE,3.0\nFR,20.1\n")):
            lose()
            document = self.succeed("run", pipeline, "--resume", "last", "--json").document
            self.assertEqual(self.statuses(document),
                             {"orders": "kept", "rates": "kept", "totals": "kept", "save": "complete"})
            self.assertEqual([warning["code"] for warning in document["steps"][3]["warnings"]], ["run.target_lost"])
            self.assertEqual(self.project.content("out/totals.csv"), RESULT)
        outcome = self.succeed("logs", "show", "last", "--level", "WARNING")
        self.assertIn("WARNING step 'save': run.target_lost: ", outcome.stdout)

    def test_what_was_appended_is_not_appended_again(self):
        pipeline = self.project.pipeline(extract("rates", "rates.csv"), write("save", "all.csv", if_exists="append"))
        self.succeed("run", pipeline)
        self.project.put("all.csv", self.project.content("all.csv").decode() + "IT,3.0\n")
        document = self.succeed("run", pipeline, "--resume", "last", "--json").document
        self.assertEqual(document["steps"][1]["warnings"], [])
        (self.project.folder / "all.csv").unlink()
        document = self.succeed("run", pipeline, "--resume", "last", "--json").document
        self.assertEqual(self.statuses(document), {"rates": "kept", "save": "kept"})
        self.assertIn("not appended again", document["steps"][1]["warnings"][0]["message"])

    def test_a_session_without_a_manifest_never_began_unless_it_has_run(self):
        _, session = self.fail_once()
        folder = self.project.folder / ".osiris_sessions" / session
        (folder / "manifest.yaml").unlink()
        self.assertIn("has run, but", self.refuse("file.not_found", "--resume", "last")["message"])
        (folder / "logs" / "events.jsonl").unlink()
        self.refuse("session.never_began", "--resume", "last")

    def test_steps_that_do_not_meet_are_refused(self):
        pipeline = self.project.pipeline(*STEPS)
        error = self.refuse("run.nothing_chosen", pipeline, "--from", "save", "--until", "orders")
        self.assertIn("'orders' does not need 'save'", error["message"])

    def test_data_that_is_gone_is_told(self):
        pipeline, session = self.fail_once()
        (self.project.folder / ".osiris_sessions" / session / "pipeline_data.duckdb").unlink()
        error = self.refuse("run.data_lost", pipeline, "--resume", session)
        self.assertIn("--from orders", error["hint"])
        runs = self.succeed("runs", "list", "--json").document["runs"]
        self.assertEqual(len(runs), 1, "a refusal is no run")

    def test_a_session_that_is_not_there(self):
        self.refuse("session.not_found", "--resume", "2020")

    def test_steps_can_be_chosen(self):
        pipeline = self.project.pipeline(*STEPS)
        document = self.succeed("run", pipeline, "--until", "totals", "--json").document
        self.assertEqual(self.statuses(document)["save"], "not_chosen")
        document = self.succeed("run", pipeline, "--resume", "last", "--only", "save", "--json").document
        self.assertEqual(self.statuses(document)["save"], "complete")
        self.assertEqual(self.project.content("out/totals.csv"), RESULT)
        self.refuse("run.input_absent", pipeline, "--only", "save")
        self.refuse("run.step_unknown", pipeline, "--until", "save2")

    def test_a_run_that_is_killed_at_any_event_can_be_gone_on_with(self):
        pipeline = self.project.pipeline(*STEPS)
        events = self.succeed("run", pipeline, "--progress", "json").stderr.count('"event"')
        self.assertGreater(events, 20)
        hits = 0
        for number in range(1, events + 1):
            (self.project.folder / "out/totals.csv").unlink(missing_ok=True)
            running = self.start(pipeline)
            lines = [running.process.stderr.readline() for _ in range(number)]
            running.process.send_signal(signal.SIGKILL)
            hits += running.process.wait() == -signal.SIGKILL
            with self.subTest(event=lines[-1]):
                document = self.succeed("run", pipeline, "--resume", "last", "--json").document
                self.assertLessEqual(set(self.statuses(document).values()), {"kept", "complete"})
                self.assertEqual(self.project.content("out/totals.csv"), RESULT)
        self.assertGreater(hits, events // 2, "the runs ended before they were killed")

    def test_a_run_stops_when_its_time_is_up(self):
        pipeline = self.project.pipeline(transform("long", "SELECT sum(hash(i)) AS n FROM range(100000000000) t(i)",
                                                   needs=[]))
        outcome = self.project.osiris("run", pipeline, "--timeout", "1s", "--json")
        self.assertEqual(outcome.document["error"]["code"], "run.timed_out", outcome)
        self.assertIn("--timeout", outcome.document["error"]["hint"])


if __name__ == "__main__":
    run_tests()
