"""Parquet through the whole program: written, read back in one pipeline, by many files, and confined."""

from osiris_project import ProjectTest, extract, run_tests, step, transform, write

TYPES = """SELECT i AS id, i::HUGEINT AS h, (i / 3)::DECIMAL(18,4) AS d, 'text ' || i AS t, i % 2 = 0 AS b,
  DATE '2024-01-31' + i::INTEGER AS day, TIMESTAMP '2024-01-31 10:00:00.123456' AS at, [i, NULL] AS l,
  {'x': i, 'y': ['z']} AS s, MAP {'k': i} AS m, NULL::VARCHAR AS n FROM range(5000) AS r(i)"""


def save(step_id, path, needs=None, **config):
    return step(step_id, "filesystem.parquet_writer", "write", {"path": str(path), **config}, needs=needs)


def load(step_id, path, needs=None, **config):
    return step(step_id, "filesystem.parquet_extractor", "read", {"path": str(path), **config}, needs=needs)


class Parquet(ProjectTest):
    def query(self, sql):
        return self.succeed("data", "sql", "last", sql, "--json").document["rows"]

    def setUp(self):
        super().setUp()
        self.project.put("one.csv", "x\n1\n")

    def test_there_and_back_in_one_pipeline(self):
        self.run_pipeline(extract("in", "one.csv"), transform("made", TYPES, needs=["in"]),
                          save("save", "out/made.parquet", needs=["made"]),
                          load("again", "out/made.parquet", needs=["save"]),
                          load("folder", "out", needs=["save"], source_file_column="file"))
        lost = "SELECT * REPLACE (h::DECIMAL(38,0) AS h) FROM made EXCEPT ALL FROM again"
        self.assertEqual(self.query(f"SELECT count(*) FROM ({lost})"), [[0]])
        self.assertEqual(self.query("SELECT count(*), bool_and(id = rowid) FROM again"), [[5000, True]])
        self.assertEqual(self.query("SELECT DISTINCT file FROM folder"), [["out/made.parquet"]])
        types = {row[0]: row[1] for row in self.query("SELECT column_name, column_type FROM (DESCRIBE again)")}
        self.assertEqual(types["h"], "DECIMAL(38,0)")
        self.assertEqual(types["s"], "STRUCT(x BIGINT, y VARCHAR[])")

    def test_same_rows_give_same_bytes(self):
        steps = (extract("in", "one.csv"), transform("made", TYPES, needs=["in"]),
                 save("save", "made.parquet", needs=["made"]))
        self.run_pipeline(*steps)
        first = self.project.content("made.parquet")
        self.run_pipeline(*steps)
        self.assertEqual(self.project.content("made.parquet"), first)

    def test_many_files_by_pattern(self):
        self.run_pipeline(extract("in", "one.csv"),
                          *(piece for day in (3, 1, 2) for piece in (
                              transform(f"day{day}", f"SELECT {day} AS day FROM input_df", needs=["in"]),
                              save(f"save{day}", f"days/{day}.parquet", needs=[f"day{day}"]))))
        self.run_pipeline(load("days", "days/[12]*.parquet", source_file_column="file"), write("save", "days.csv"))
        self.assertEqual(self.project.content("days.csv"), b"day,file\n1,days/1.parquet\n2,days/2.parquet\n")

    def test_a_pattern_is_settled_when_the_run_begins(self):
        pipeline = self.project.pipeline(extract("in", "one.csv"), save("save", "late/a.parquet", needs=["in"]),
                                         load("load", "late/*.parquet", needs=["save"]))
        outcome = self.assert_failed(self.project.osiris("run", pipeline, "--json"), 1)
        self.assertEqual(outcome.document["error"]["code"], "parquet.file_appeared", outcome)
        self.assertIn("late/a.parquet appeared after the run had begun", outcome.document["error"]["message"])
        self.succeed("run", pipeline)  # Now it is there from the start.

    def test_a_pattern_opens_no_other_file_to_sql(self):
        self.run_pipeline(extract("in", "one.csv"), save("save", "a.parquet"))
        self.project.put("secret.txt", "secret")
        manifest = self.project.forge([load("load", "*.parquet"), transform("escape", "FROM input_df")],
                                      {"escape": f"FROM read_text('{self.project.folder}/secret.txt')"})
        outcome = self.project.osiris("run", manifest, "--json")
        self.assert_failed(outcome, 1)
        self.assertEqual(outcome.document["error"]["code"], "sql.denied", outcome)

    def test_columns_are_known_before_the_run(self):
        self.run_pipeline(extract("in", "one.csv"), save("save", "a.parquet"))
        self.refuse_to_run(load("load", "a.parquet"), transform("sum", "SELECT sum(y) AS y FROM input_df"),
                           code="sql.invalid", step_id="sum")

    def test_nothing_of_a_failure_stays(self):
        self.fail_to_run(extract("in", "one.csv"),
                         transform("big", "SELECT 170141183460469231731687303715884105727 AS n FROM input_df"),
                         save("save", "a.parquet"), code="parquet.value_not_storable", step_id="save",
                         says=("column 'n', row 1",))
        left = [path for path in self.project.folder.rglob("*") if path.suffix in (".parquet", ".tmp")]
        self.assertEqual(left, [])


if __name__ == "__main__":
    run_tests()
