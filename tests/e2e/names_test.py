"""Names that are hard on SQL: of steps, of columns, of inputs."""

import csv
import io

from osiris_project import ProjectTest, extract, run_tests, transform, write

STEP_IDS = ("extract-movies", "a.b.c", "2024", "select", "TABLE", "from", "null", "-", "--x", "a-b.c_d", "__",
            "pipeline_data", "temp", "main", "information_schema", "duckdb_tables", "x" * 128, "df_other")

COLUMNS = ("plain", "two words", 'quo"te', "apo'strophe", "select", "ORDER", "semi;colon", "comma,", "back\\slash",
           "line\nbreak", "tab\there", "čeština", "列", "🦆", " leading", "trailing ", "100%", "a.b", "$1", "?", "--",
           "/*", "{}", "rowid", "long " + "n" * 300)


def as_csv(*rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


class StepIds(ProjectTest):
    def test_every_allowed_id_is_a_relation_of_that_name(self):
        for number, step_id in enumerate(STEP_IDS):
            self.project.put(f"{number}.csv", f"value\n{number}\n")
        extracts = [extract(step_id, f"{number}.csv", needs=[]) for number, step_id in enumerate(STEP_IDS)]
        query = " UNION ALL ".join(f"SELECT {number} AS number, value FROM {quoted(step_id)}"
                                   for number, step_id in enumerate(STEP_IDS))
        self.run_pipeline(*extracts, transform("all.of-them", query + " ORDER BY number", needs=list(STEP_IDS)),
                          write("write.all", "out.csv"))
        self.assertEqual(self.project.content("out.csv").decode(),
                         as_csv(("number", "value"), *((number, number) for number in range(len(STEP_IDS)))))
        self.assertEqual(set(self.project.relations()), {*STEP_IDS, "all.of-them"})

    def test_such_steps_transform_and_write_too(self):
        self.project.put("in.csv", "value\n1\n")
        steps = [extract("in", "in.csv")]
        for number, step_id in enumerate(STEP_IDS):
            steps += [transform(step_id, f"SELECT value + {number} AS value FROM input_df", needs=["in"]),
                      write(step_id[:120] + ".write", f"out{number}.csv", needs=[step_id])]
        self.run_pipeline(*steps)
        for number, _ in enumerate(STEP_IDS):
            self.assertEqual(self.project.content(f"out{number}.csv").decode(), f"value\n{number + 1}\n")

    def test_such_relations_can_be_looked_at(self):
        self.run_pipeline(*(transform(step_id, "SELECT 7 AS value", needs=[]) for step_id in ("-", "--x", "from")))
        for step_id in ("-", "--x", "from"):
            shown = self.succeed("data", "show", "--json", "last", "--", step_id)
            self.assertEqual(shown.document["rows"], [[7]])

    def test_ids_that_name_no_relation_are_refused(self):
        step_ids = ("", "x" * 129, "a b", "a/b", "..", ".hidden", 'a"b', "é", "a\n")
        pipeline = self.project.pipeline(*(transform(step_id, "SELECT 1", needs=[]) for step_id in step_ids))
        outcome = self.assert_failed(self.project.osiris("validate", pipeline, "--json"), 2)
        self.assertEqual([error["code"] for error in outcome.document["errors"]], ["oml.invalid_id"] * len(step_ids))


class Columns(ProjectTest):
    def test_columns_keep_their_names(self):
        values = tuple(range(len(COLUMNS)))
        self.project.put("in.csv", as_csv(COLUMNS, values))
        self.run_pipeline(extract("in", "in.csv"),
                          transform("chosen", "SELECT " + ", ".join(map(quoted, COLUMNS)) + ' FROM "in"'),
                          write("out", "out.csv"))
        rows = list(csv.reader(io.StringIO(self.project.content("out.csv").decode(), newline="")))
        self.assertEqual(rows, [list(COLUMNS), [str(value) for value in values]])
        self.assertEqual([column["name"] for column in self.project.relations()["chosen"]["columns"]], list(COLUMNS))

    def test_sorted_columns_are_in_code_point_order(self):
        self.project.put("in.csv", as_csv(COLUMNS, range(len(COLUMNS))))
        self.run_pipeline(extract("in", "in.csv"), write("out", "out.csv", columns="sorted"))
        header = next(csv.reader(io.StringIO(self.project.content("out.csv").decode(), newline="")))
        self.assertEqual(header, sorted(COLUMNS))


class InputNames(ProjectTest):
    def values(self, names, **keys):
        """Returns the value that SQL sees under each name."""
        query = " UNION ALL ".join(f"SELECT {number} AS number, value FROM {name}" for number, name in enumerate(names))
        self.project.put("1.csv", "value\n1\n")
        self.project.put("2.csv", "value\n2\n")
        self.run_pipeline(extract("2024-orders.eu", "1.csv"), extract("other", "2.csv", needs=[]),
                          transform("names", query + " ORDER BY number", **keys))
        rows = self.succeed("data", "show", "last", "names", "--json").document["rows"]
        return [value for _, value in rows]

    def test_one_input_goes_by_five_names(self):
        names = ('"2024-orders.eu"', "_2024_orders_eu", "df__2024_orders_eu", "orders", "input_df", '"ORDERS"')
        self.assertEqual(self.values(names, inputs={"orders": "@2024-orders.eu"}), [1] * len(names))

    def test_two_inputs_are_told_apart(self):
        names = ('"2024-orders.eu"', "_2024_orders_eu", "other", "df_other")
        self.assertEqual(self.values(names, needs=["2024-orders.eu", "other"]), [1, 1, 2, 2])

    def test_names_given_to_inputs_may_be_reserved_words(self):
        self.assertEqual(self.values(('"select"', '"order"'), inputs={"select": "@2024-orders.eu", "order": "@other"}),
                         [1, 2])

    def test_input_df_is_for_one_input_only(self):
        self.project.put("in.csv", "value\n1\n")
        self.refuse_to_run(extract("a", "in.csv"), extract("b", "in.csv"),
                           transform("both", "FROM input_df", needs=["a", "b"]), code="sql.invalid", step_id="both",
                           says=["input_df"])

    def test_names_that_collide_are_refused_before_anything_runs(self):
        self.project.put("in.csv", "value\n1\n")
        pipeline = self.project.pipeline(extract("a-b", "in.csv"), extract("a.b", "in.csv"),
                                         transform("both", "FROM a_b", needs=["a-b", "a.b"]))
        outcome = self.project.osiris("run", pipeline, "--json")
        self.assertEqual(outcome.exit_code, 2, outcome)
        self.assertIn("oml.input_name_collision", [error["code"] for error in outcome.document["errors"]])


if __name__ == "__main__":
    run_tests()
