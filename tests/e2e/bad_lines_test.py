"""Bad lines of CSV files: set aside, used by other steps, counted in the ledger, and kept when a run is resumed."""

from osiris_project import ProjectTest, extract, run_tests, step, write

LINES = 'id,amount\n1,2.50\n2,abc\n3\n4,"x"y\n5,5\n'
READ = {"on_bad_lines": "reject", "dtype": {"amount": "DECIMAL(8,2)"}}
BAD = b"line,reason\n3,'amount'\n4,1 field\n5,closing quote\n"


def steps():
    query = ("SELECT line, regexp_extract(reason, '''amount''|1 field|closing quote') AS reason "
             "FROM broken ORDER BY line")
    return (extract("load", "in.csv", **READ),
            step("bad", "duckdb.processor", "transform", {"query": query}, inputs={"broken": "@load.rejects"}),
            write("save-bad", "out/bad.csv"),
            step("save-raw", "filesystem.csv_writer", "write", {"path": "out/raw.csv", "columns": ["text"]},
                 inputs={"broken": "@load.rejects"}),
            write("save", "out/good.csv", needs=["load"]))


class BadLines(ProjectTest):
    def setUp(self):
        super().setUp()
        self.project.put("in.csv", LINES)

    def check_files(self):
        self.assertEqual(self.project.content("out/bad.csv"), BAD)
        self.assertEqual(self.project.content("out/raw.csv"), b'text\n"2,abc"\n3\n"4,""x""y"\n')
        self.assertEqual(self.project.content("out/good.csv"), b"id,amount\n1,2.50\n5,5.00\n")

    def test_are_a_relation_for_other_steps(self):
        self.run_pipeline(*steps())
        self.check_files()
        relations = self.succeed("data", "ls", "last", "--json").document["relations"]
        self.assertIn(("load.rejects", 3), [(relation["name"], relation["rows"]) for relation in relations])
        events = self.succeed("runs", "show", "last", "--json").document["events"]
        ledger = next(event for event in events if event["event"] == "step_complete" and event["step_id"] == "load")
        self.assertEqual([ledger[key] for key in ("rows_in", "rows_rejected", "rows_processed")], [5, 3, 2])
        self.assertEqual(ledger["outputs"], {"rejects": 3})

    def test_are_kept_when_the_run_is_resumed(self):
        pipeline = self.project.pipeline(*steps())
        self.project.put("out", "a file where a folder should be")
        session = self.project.osiris("run", pipeline, "--json").document["session_id"]
        (self.project.folder / "out").unlink()
        document = self.succeed("run", pipeline, "--resume", session, "--json").document
        self.assertEqual({line["step_id"]: line["status"] for line in document["steps"]}["load"], "kept")
        self.check_files()

    def test_stop_the_step_when_there_are_too_many(self):
        pipeline = self.project.pipeline(extract("load", "in.csv", max_bad_lines=2, **READ))
        outcome = self.assert_failed(self.project.osiris("run", pipeline, "--json"), 1)
        self.assertEqual(outcome.document["error"]["code"], "csv.too_many_bad_lines")
        self.assertEqual(self.succeed("data", "ls", "last", "--json").document["relations"], [])

    def test_are_no_input_of_a_query_that_does_not_name_them(self):
        query = {"query": 'SELECT * FROM "load.rejects"'}
        pipeline = self.project.pipeline(extract("load", "in.csv", **READ),
                                         step("bad", "duckdb.processor", "transform", query))
        outcome = self.assert_failed(self.project.osiris("validate", pipeline), 2)
        self.assertIn('inputs: {load_rejects: "@load.rejects"}', outcome.stderr)


if __name__ == "__main__":
    run_tests()
