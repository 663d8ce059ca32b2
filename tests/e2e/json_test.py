"""JSON through the whole program, judged by Python's json module."""

import decimal
import json

from osiris_project import ProjectTest, extract, run_tests, step, transform

ROWS = """SELECT i AS id, 170141183460469231731687303715884105727::HUGEINT - i AS h, (i / 7)::DECIMAL(38,10) AS d,
  i / 3.0::DOUBLE AS f, 'text "' || chr((i % 1000 + 1)::INTEGER) AS t, i % 2 = 0 AS b, [i, NULL] AS l,
  {'x': i, 'y': ['z']} AS s, MAP {'k': i} AS m, NULL::VARCHAR AS n FROM range(40000) AS r(i)"""


def save(step_id, path, needs=None, **config):
    return step(step_id, "filesystem.json_writer", "write", {"path": str(path), **config}, needs=needs)


class Json(ProjectTest):
    def setUp(self):
        super().setUp()
        self.project.put("one.csv", "x\n1\n")

    def test_what_is_written_is_json_with_every_digit(self):
        self.run_pipeline(extract("in", "one.csv"), transform("made", ROWS, needs=["in"]),
                          save("lines", "rows.jsonl", needs=["made"]), save("array", "rows.json", needs=["made"]))
        exact = {"parse_float": decimal.Decimal}
        rows = json.loads(self.project.content("rows.json"), **exact)
        lines = self.project.content("rows.jsonl").decode().removesuffix("\n").split("\n")
        self.assertEqual([json.loads(line, **exact) for line in lines], rows)
        self.assertEqual(len(rows), 40000)
        for i, row in enumerate(rows):
            self.assertEqual(row["id"], i)
            self.assertEqual(row["h"], 170141183460469231731687303715884105727 - i)
            self.assertEqual(float(row["f"]), i / 3)
            self.assertEqual(row["t"], 'text "' + chr(i % 1000 + 1))
            self.assertEqual((row["b"], row["l"], row["s"]), (i % 2 == 0, [i, None], {"x": i, "y": ["z"]}))
            self.assertEqual((row["m"], row["n"]), ({"k": i}, None))
        self.assertEqual(str(rows[1]["d"]), "0.1428571429")

    def test_a_failure_leaves_the_old_file(self):
        self.project.put("rows.jsonl", "old")
        self.fail_to_run(extract("in", "one.csv"), save("save", "rows.jsonl", columns=["y"]),
                         code="data.column_not_found", step_id="save", says=("no column 'y'",))
        self.assertEqual(self.project.content("rows.jsonl"), b"old")


if __name__ == "__main__":
    run_tests()
