"""Pipelines that work: what comes out, byte for byte, and that it always comes out the same."""

import os
import shutil

from osiris_project import Project, ProjectTest, extract, program, run_tests, transform, write

ORDERS = """id,ordered_at,customer,note,amount,paid
1,2026-01-03 08:15:00,Åsa,"a ""quoted"" word",12.50,true
2,2026-01-04 23:59:59.5,Bob,,-0.10,false
3,,Cho,"two
lines",1000000.00,
"""


class Results(ProjectTest):
    def test_what_comes_out_is_what_was_asked_for(self):
        self.project.put("orders.csv", ORDERS)
        document = self.run_pipeline(
            extract("extract-orders", "orders.csv"),
            transform("by-customer", 'SELECT customer, note, amount * 2 AS doubled, paid, ordered_at '
                                     'FROM "extract-orders" WHERE id <> 2 ORDER BY id DESC'),
            write("write-orders", "output/orders.csv"))
        self.assertEqual(self.project.content("output/orders.csv").decode(),
                         "customer,note,doubled,paid,ordered_at\n"
                         'Cho,"two\nlines",2000000.0,,\n'
                         'Åsa,"a ""quoted"" word",25.0,True,2026-01-03 08:15:00\n')
        self.assertEqual([(step["step_id"], step["status"], step["rows_out"]) for step in document["steps"]],
                         [("extract-orders", "complete", 3), ("by-customer", "complete", 2),
                          ("write-orders", "complete", 2)])

    def test_the_session_holds_every_relation_and_says_what_happened(self):
        self.project.put("orders.csv", ORDERS)
        document = self.run_pipeline(extract("orders", "orders.csv"), transform("one", "FROM input_df LIMIT 1"))
        self.assertEqual({name: relation["rows"] for name, relation in self.project.relations().items()},
                         {"orders": 3, "one": 1})
        run = self.succeed("runs", "list", "--json").document["runs"][0]
        self.assertEqual((run["session_id"], run["status"], run["steps_completed"]),
                         (document["session_id"], "success", 2))
        events = [event["event"] for event in self.succeed("runs", "show", "last", "--json").document["events"]]
        self.assertEqual((events[0], events[-1]), ("run_start", "run_end"))
        self.assertEqual(events.count("step_complete"), 2)

    def test_an_empty_result_keeps_its_header_and_types(self):
        self.project.put("orders.csv", ORDERS)
        self.run_pipeline(extract("orders", "orders.csv"),
                          transform("none", "SELECT id, amount, ordered_at FROM orders WHERE id > 99"),
                          write("write", "none.csv"))
        self.assertEqual(self.project.content("none.csv"), b"id,amount,ordered_at\n")
        relations = self.project.relations()
        types = {column["name"]: column["type"] for column in relations["orders"]["columns"]}
        self.assertEqual([(column["name"], column["type"]) for column in relations["none"]["columns"]],
                         [(name, types[name]) for name in ("id", "amount", "ordered_at")])
        self.assertEqual(relations["none"]["rows"], 0)

    def test_a_file_with_a_header_alone_makes_an_empty_relation(self):
        self.project.put("empty.csv", "id,name\n")
        self.run_pipeline(extract("empty", "empty.csv"), write("write", "out.csv"))
        self.assertEqual(self.project.content("out.csv"), b"id,name\n")

    def test_null_and_empty_text_stay_two_things(self):
        content = 'id,text\n1,\n2,""\n3,x\n'
        self.project.put("in.csv", content)
        self.run_pipeline(extract("in", "in.csv"), write("out", "out.csv"))
        self.assertEqual(self.project.content("out.csv").decode(), content)

    def test_a_new_result_replaces_the_old_file(self):
        self.project.put("in.csv", "id\n1\n")
        self.project.put("out.csv", "old\n")
        self.run_pipeline(extract("in", "in.csv"), write("out", "out.csv"))
        self.assertEqual(self.project.content("out.csv"), b"id\n1\n")

    def test_parameters_come_from_the_command_line_then_the_environment_then_the_default(self):
        pipeline = self.project.pipeline(transform("limit", "SELECT ${params.n} AS n", needs=[]),
                                         write("write", "n.csv"), params={"n": {"type": "integer", "default": 1}})
        for arguments, environment, expected in (((), {}, b"n\n1\n"), ((), {"OSIRIS_PARAM_N": "2"}, b"n\n2\n"),
                                                 (("--param", "n=3"), {"OSIRIS_PARAM_N": "2"}, b"n\n3\n")):
            with self.subTest(expected=expected):
                self.succeed("run", pipeline, *arguments, environment=environment)
                self.assertEqual(self.project.content("n.csv"), expected)


class Sameness(ProjectTest):
    STEPS = (extract("extract-orders", "orders.csv"),
             transform("clean", "SELECT *, amount / 3 AS third, strftime(ordered_at, '%A') AS weekday "
                                "FROM input_df ORDER BY id"),
             write("write", "output/clean.csv"))
    # What must not matter. The locale need not be installed: asking for it must not matter either.
    PLACES = ({}, {"LC_ALL": "cs_CZ.UTF-8", "LANG": "cs_CZ.UTF-8"}, {"TZ": "Asia/Kathmandu"}, {"LC_ALL": "C"})

    def project_in(self, folder):
        project = Project(folder)
        project.put("orders.csv", ORDERS)
        return project, project.pipeline(*self.STEPS)

    def test_folder_locale_and_time_zone_change_no_byte(self):
        seen = set()
        for number, environment in enumerate(self.PLACES):
            project, pipeline = self.project_in(self.project.folder / f"place {number}")
            compiled = project.osiris("compile", pipeline, "--json", environment=environment)
            self.assertEqual(compiled.exit_code, 0, compiled)
            ran = project.osiris("run", pipeline, environment=environment)
            self.assertEqual(ran.exit_code, 0, ran)
            document = compiled.document
            manifest = (project.folder / document["manifest_path"]).read_bytes()
            seen.add((document["manifest_hash"], manifest, project.content("output/clean.csv")))
        self.assertEqual(len(seen), 1, seen)

    def test_a_rerun_gives_the_same_bytes(self):
        project, pipeline = self.project_in(self.project.folder)
        results = set()
        for arguments in ((), (), ("--threads", "1")):
            self.succeed("run", pipeline, *arguments)
            results.add(project.content("output/clean.csv"))
        self.assertEqual(len(results), 1)

    def test_a_manifest_runs_as_its_pipeline_does(self):
        project, pipeline = self.project_in(self.project.folder)
        manifest = self.succeed("compile", pipeline, "--json").document["manifest_path"]
        self.succeed("run", pipeline)
        by_pipeline = project.content("output/clean.csv")
        shutil.rmtree(project.folder / "output")
        self.succeed("run", manifest)
        self.assertEqual(project.content("output/clean.csv"), by_pipeline)

    def test_order_of_rows_survives_parallel_reading(self):
        rows = "".join(f"{number},{number * 7919 % 10007}\n" for number in range(300_000))
        self.project.put("in.csv", "id,value\n" + rows)
        self.run_pipeline(extract("in", "in.csv"), write("out", "out.csv"))
        self.assertEqual(self.project.content("out.csv").decode(), "id,value\n" + rows)


class TwoRuns(ProjectTest):
    def test_runs_of_one_project_do_not_disturb_each_other(self):
        self.project.put("orders.csv", ORDERS)
        pipelines = [self.project.pipeline(extract("orders", "orders.csv"),
                                           transform("tagged", f"SELECT {number} AS run, count(*) AS n FROM orders"),
                                           write("write", f"out{number}.csv"), name=f"run{number}")
                     for number in range(4)]
        running = [self.start(pipeline) for pipeline in pipelines]
        for program_run in running:
            outcome = program_run.end()
            self.assertEqual(outcome.exit_code, 0, outcome)
        for number in range(4):
            self.assertEqual(self.project.content(f"out{number}.csv").decode(), f"run,n\n{number},3\n")
        runs = self.succeed("runs", "list", "--json").document
        self.assertEqual(([run["status"] for run in runs["runs"]], runs["damaged_lines"]), (["success"] * 4, 0))
        self.assertEqual(len({run["session_id"] for run in runs["runs"]}), 4)

    def test_runs_that_write_one_file_leave_a_whole_one(self):
        self.project.put("orders.csv", ORDERS)
        pipeline = self.project.pipeline(extract("orders", "orders.csv"), write("write", "out.csv"))
        before = self.project.files()
        running = [self.start(pipeline) for _ in range(3)]
        self.assertEqual([program_run.end().exit_code for program_run in running], [0, 0, 0])
        whole = self.project.content("out.csv")
        self.succeed("run", pipeline)
        self.assertEqual(whole, self.project.content("out.csv"), "not what one run alone writes")
        self.assertEqual(self.project.files(), before | {"out.csv"})


class JsonOutput(ProjectTest):
    def commands(self):
        self.project.put("orders.csv", ORDERS)
        good = self.project.pipeline(extract("orders", "orders.csv"), write("write", "out.csv"), name="good")
        broken = self.project.put("broken.yaml", "steps: [")
        failing = self.project.pipeline(extract("orders", "absent.csv"), name="failing")
        yield from ((0, ("run", good)), (0, ("validate", good)), (0, ("compile", good)), (0, ("runs", "list")),
                    (0, ("runs", "show", "last")), (0, ("data", "ls", "last")), (0, ("data", "show", "last", "orders")),
                    (0, ("data", "sql", "last", "SELECT 1 AS one")), (0, ("components", "list")),
                    (0, ("components", "show", "duckdb.processor")), (0, ("version",)), (0, ("help",)),
                    (0, ("init", self.project.folder / "new")))
        yield from ((2, ("run", broken)), (2, ("validate", broken)), (2, ("compile", broken)), (1, ("run", failing)),
                    (2, ("run", "absent.yaml")), (2, ("data", "ls", "absent")), (2, ("runs", "show", "absent")),
                    (2, ("data", "sql", "last", "SELEC")), (2, ("no-such-verb",)), (2, ("run",)),
                    (2, ("components", "show", "absent")))

    def test_json_is_one_document_whatever_happens(self):
        for exit_code, arguments in self.commands():
            with self.subTest(arguments=arguments):
                outcome = self.project.osiris(*arguments, "--json")
                self.assertEqual(outcome.exit_code, exit_code, outcome)
                document = outcome.document
                self.assertEqual(document["exit_code"], exit_code)
                self.assertEqual(document["status"], "success" if exit_code == 0 else "error")
                self.assertEqual("error" in document, exit_code != 0)


class Program(ProjectTest):
    def test_the_program_is_there(self):
        self.assertTrue(os.access(program(), os.X_OK), f"{program()} is missing; make build makes it")


if __name__ == "__main__":
    run_tests()
