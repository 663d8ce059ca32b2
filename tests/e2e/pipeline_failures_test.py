"""Mistakes in pipelines and SQL: told with place and remedy, at once where nothing has to run."""

import signal

from osiris_project import ProjectTest, extract, run_tests, transform, write

ENDLESS = "SELECT sum(hash(a.i, b.i)) AS n FROM range(1000000) AS a(i), range(1000000) AS b(i)"


class Sql(ProjectTest):
    def setUp(self):
        super().setUp()
        self.project.put("in.csv", "id,amount\n1,2\n3,4\n")

    def fail_to_transform(self, query, code, says=(), **keys):
        return self.fail_to_run(extract("orders", "in.csv"), transform("sum-up", query, **keys),
                                write("save", "out.csv"), code=code, step_id="sum-up", says=says)

    def refuse_to_transform(self, query, code, says=(), **keys):
        self.refuse_to_run(extract("orders", "in.csv"), transform("sum-up", query, **keys), write("save", "out.csv"),
                           code=code, step_id="sum-up", says=says)

    def test_sql_that_is_no_sql(self):
        self.refuse_to_transform("SELEC id FROM orders", "sql.invalid", says=["SELEC"])

    def test_an_unknown_column(self):
        self.refuse_to_transform("SELECT amout FROM orders", "sql.invalid", says=["amout", "amount"])

    def test_an_unknown_table(self):
        self.refuse_to_transform("SELECT * FROM ordres", "sql.invalid", says=["ordres", "orders"])

    def test_a_value_that_does_not_fit(self):
        self.fail_to_transform("SELECT CAST('x' || id AS INTEGER) AS id FROM orders", "sql.failed", says=["x1"])

    def test_an_overflow(self):
        self.fail_to_transform("SELECT id * 9223372036854775807 AS id FROM orders", "sql.failed")

    def test_an_error_that_the_query_raises_late(self):
        # Rows are stored by then; none may stay.
        self.fail_to_transform("SELECT CASE WHEN i = 999999 THEN error('the last row') ELSE i END AS i "
                               "FROM range(1000000) AS numbers(i)", "sql.failed", says=["the last row"])

    def test_a_relation_that_the_step_does_not_need(self):
        query = "SELECT * FROM orders JOIN others USING (id)"
        steps = [extract("orders", "in.csv"), extract("others", "in.csv")]
        self.refuse_to_run(*steps, transform("sum-up", query, needs=["others"]), code="sql.undeclared_input",
                           step_id="sum-up", says=["orders", "needs"])
        manifest = self.project.forge([*steps, transform("sum-up", "FROM others", needs=["others"])],
                                      {"sum-up": query})
        document = self.assert_failed(self.project.osiris("run", manifest, "--json"), 1).document
        self.assertEqual(document["error"]["code"], "sql.undeclared_input")
        self.assertEqual([step["status"] for step in document["steps"]], ["complete", "complete", "failed"])

    def test_columns_that_are_known_only_when_the_step_runs(self):
        # The file that the transform reads is not there when the pipeline is checked.
        steps = (extract("orders", "in.csv"), write("save", "copy.csv"), extract("again", "copy.csv", needs=["save"]),
                 transform("sum-up", "SELECT amout FROM again", needs=["again"]))
        pipeline = self.project.pipeline(*steps)
        self.assertEqual(self.succeed("validate", pipeline, "--json").document["warnings"], [])
        document = self.assert_failed(self.project.osiris("run", pipeline, "--json"), 1).document
        self.assertEqual(document["error"]["code"], "sql.invalid")
        self.assertEqual(document["failed_step"], "sum-up")

    def test_several_statements(self):
        self.refuse_to_transform("SELECT 1; SELECT 2", "sql.not_one_select")

    def test_too_little_memory(self):
        # A sort of whole rows under so little memory cannot even spill.
        query = "SELECT list(i) AS all_of_them FROM range(20000000) AS numbers(i)"
        pipeline = self.project.pipeline(extract("orders", "in.csv"), transform("sum-up", query),
                                         write("save", "out.csv"))
        outcome = self.assert_failed(self.project.osiris("run", pipeline, "--memory-limit", "32MiB", "--json"), 1)
        self.assertEqual(outcome.document["error"]["code"], "database.out_of_memory", outcome)
        self.assertEqual(outcome.document["failed_step"], "sum-up")
        self.assertIn("--memory-limit", outcome.document["error"]["hint"])
        self.assertEqual(set(self.project.relations()), {"orders"})
        self.assert_recorded(outcome.document)

    def test_memory_that_is_less_than_the_data_spills(self):
        query = "SELECT i, hash(i) AS h, repeat('x', 50) AS t FROM range(2000000) AS numbers(i) ORDER BY h"
        pipeline = self.project.pipeline(transform("sorted", query, needs=[]),
                                         transform("count", "SELECT count(*) AS n FROM sorted"),
                                         write("save", "out.csv"))
        self.succeed("run", pipeline, "--memory-limit", "128MiB")
        self.assertEqual(self.project.content("out.csv"), b"n\n2000000\n")


class Documents(ProjectTest):
    def refuse(self, text, code, says=(), line=None, arguments=()):
        """Runs, validates and compiles a document that is refused; nothing may happen."""
        self.project.put("pipeline.yaml", text)
        before = self.project.files()
        for verb in ("validate", "compile", "run"):
            told = self.assert_failed(self.project.osiris(verb, "pipeline.yaml", *arguments), 2)
            outcome = self.project.osiris(verb, "pipeline.yaml", *arguments, "--json")
            errors = self.assert_failed(outcome, 2).document["errors"]
            error = next((error for error in errors if error["code"] == code), None)
            self.assertIsNotNone(error, outcome)
            self.assertEqual(error["file"], "pipeline.yaml")
            self.assertIn(code, told.stderr + told.stdout)
            # Some messages are their own remedy: "missing 'path'".
            self.assertTrue(error["hint"] or says, f"no remedy: {error}")
            for words in says:
                self.assertIn(words, error["message"] + error["hint"])
            if line is not None:
                self.assertEqual(error["line"], line, error)
                self.assertIn(f"pipeline.yaml:{line}:", told.stderr + told.stdout)
        self.assertEqual(self.project.files(), before)
        self.assertFalse((self.project.folder / ".osiris_sessions").exists(), "a session of a run that never was")

    def test_yaml_that_is_no_yaml(self):
        self.refuse('oml_version: "0.1.0"\nname: x\nsteps: [\n', "yaml.syntax")

    def test_an_unknown_component(self):
        self.refuse('oml_version: "0.1.0"\nname: x\nsteps:\n  - id: a\n    component: filesystem.csv_extracter\n'
                    "    mode: read\n    config: {path: a.csv}\n", "oml.unknown_component",
                    says=["filesystem.csv_extractor"], line=5)

    def test_a_missing_option(self):
        self.refuse('oml_version: "0.1.0"\nname: x\nsteps:\n  - id: a\n    component: filesystem.csv_extractor\n'
                    "    mode: read\n    config: {}\n", "oml.missing_config_key", says=["path"])

    def test_a_parameter_without_value(self):
        self.refuse('oml_version: "0.1.0"\nname: x\nsteps:\n  - id: a\n    component: filesystem.csv_extractor\n'
                    "    mode: read\n    config: {path: '${params.file}'}\n", "oml.unresolved_parameter",
                    says=["file"], line=7)

    def test_a_parameter_that_nobody_declared(self):
        self.refuse('oml_version: "0.1.0"\nname: x\nsteps:\n  - id: a\n    component: filesystem.csv_extractor\n'
                    "    mode: read\n    config: {path: a.csv}\n", "oml.unknown_parameter", says=["day"],
                    arguments=("--param", "day=1"))

    def test_a_cycle(self):
        self.refuse('oml_version: "0.1.0"\nname: x\nsteps:\n'
                    "  - {id: a, component: duckdb.processor, mode: transform, needs: [b], config: {query: FROM b}}\n"
                    "  - {id: b, component: duckdb.processor, mode: transform, needs: [a], config: {query: FROM a}}\n",
                    "oml.dependency_cycle", says=["a", "b"])

    def test_a_missing_pipeline(self):
        outcome = self.project.osiris("run", "absent.yaml", "--json")
        self.assert_failed(outcome, 2)
        self.assertEqual(outcome.document["error"]["code"], "file.not_found")
        self.assertIn("absent.yaml", outcome.document["error"]["message"])

    def test_a_folder_as_pipeline(self):
        outcome = self.assert_failed(self.project.osiris("run", ".", "--json"), 2)
        self.assertEqual(outcome.document["error"]["code"], "file.wrong_kind", outcome)

    def test_a_missing_project(self):
        self.project.folder = self.project.folder / "absent"
        outcome = self.project.osiris("runs", "list", "--json", cwd="/")
        self.assert_failed(outcome, 2)
        self.assertIn("osiris init", outcome.document["error"]["hint"])


class RunningSessions(ProjectTest):
    def test_data_of_a_run_can_be_looked_at_meanwhile(self):
        running = self.start(self.project.pipeline(transform("done", "SELECT 7 AS seven, 'é' AS text", needs=[]),
                                                   transform("endless", ENDLESS)))
        session = running.await_event("step_start", "endless")["session"]
        runs = self.succeed("runs", "list", "--json").document["runs"]
        self.assertEqual([(run["session_id"], run["status"]) for run in runs], [(session, "running")])
        self.assertEqual(set(self.project.relations(session)), {"done"})
        shown = self.succeed("data", "show", session, "done", "--json").document
        self.assertEqual(shown["rows"], [[7, "é"]])
        queried = self.succeed("data", "sql", session, "SELECT seven + 1 AS eight FROM done", "--format", "csv")
        self.assertEqual(queried.stdout, "eight\n8\n")
        self.succeed("data", "export", session, "done", "--out", self.project.folder / "done.csv")
        self.assertEqual(self.project.content("done.csv"), "seven,text\n7,é\n".encode())
        refused = self.assert_failed(self.project.osiris("data", "show", session, "dome", "--json"), 2).document
        self.assertEqual(refused["error"]["code"], "relation.not_found")
        self.assertIn("done", refused["error"]["message"] + refused["error"]["hint"])
        refused = self.assert_failed(self.project.osiris("data", "sql", session, "DROP TABLE done", "--json"), 2)
        self.assertEqual(refused.document["error"]["code"], "sql.not_one_select", refused)
        self.assertEqual(running.process.poll(), None)
        running.send(signal.SIGINT)
        self.assert_failed(running.end(), 130)
        self.assertEqual(set(self.project.relations(session)), {"done"})
        runs = self.succeed("runs", "list", "--json").document["runs"]
        self.assertEqual([(run["session_id"], run["status"]) for run in runs], [(session, "interrupted")])

    def test_a_session_that_is_not_there(self):
        self.project.put("in.csv", "id\n1\n")
        self.run_pipeline(extract("in", "in.csv"))
        outcome = self.assert_failed(self.project.osiris("data", "ls", "2001", "--json"), 2)
        self.assertEqual(outcome.document["error"]["code"], "session.not_found")
        outcome = self.assert_failed(self.project.osiris("data", "show", "last", "inn", "--json"), 2)
        self.assertEqual(outcome.document["error"]["code"], "relation.not_found")
        self.assertIn("in", outcome.document["error"]["hint"])


if __name__ == "__main__":
    run_tests()
