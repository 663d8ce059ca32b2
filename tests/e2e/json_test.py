"""JSON through the whole program, judged by Python's json module."""

import datetime
import decimal
import gzip
import json
import os
import random

from osiris_project import ProjectTest, extract, obeying_permissions, run_tests, step, transform

ROWS = """SELECT i AS id, 170141183460469231731687303715884105727::HUGEINT - i AS h, (i / 7)::DECIMAL(38,10) AS d,
  i / 3.0::DOUBLE AS f, 'text "' || chr((i % 1000 + 1)::INTEGER) AS t, i % 2 = 0 AS b, [i, NULL] AS l,
  {'x': i, 'y': ['z']} AS s, MAP {'k': i} AS m, NULL::VARCHAR AS n FROM range(40000) AS r(i)"""


def save(step_id, path, needs=None, **config):
    return step(step_id, "filesystem.json_writer", "write", {"path": str(path), **config}, needs=needs)


def load(step_id, path, needs=None, **config):
    return step(step_id, "filesystem.json_extractor", "read", {"path": str(path), **config}, needs=needs)


def anything(choose, depth=0):
    """Makes a value of JSON, awkward ones included."""
    kind = choose.randrange(8 if depth < 3 else 6)
    if kind == 6:
        return [anything(choose, depth + 1) for _ in range(choose.randrange(4))]
    if kind == 7:
        return {choose.choice("abcé\"\\"): anything(choose, depth + 1) for _ in range(choose.randrange(4))}
    return choose.choice([None, True, False, choose.randrange(-2**63, 2**63), choose.randrange(-2**100, 2**100),
                          choose.uniform(-1e9, 1e9), choose.uniform(-1, 1) * 1e-300, "", "007", "2024-01-31", "\u0000",
                          "line\nbreak", "\t\"\\/", "😀", "é"])


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

    def test_random_documents_there_and_back(self):
        for seed in range(6):
            choose = random.Random(seed)
            # One place, values of all kinds: JSON keeps each as it is. Others have one kind each.
            rows = [{"id": number, "any": anything(choose), "text": choose.choice(["x", "", "1", None]),
                     "big": choose.randrange(2**100), "list": [{"x": choose.random()}] * choose.randrange(3)}
                    for number in range(400)]
            text = (json.dumps(rows, indent=choose.choice([None, 2]), ensure_ascii=choose.choice([True, False]))
                    if seed % 2 else "".join(json.dumps(row) + "\n" for row in rows))
            self.project.put("in.json", text)
            with self.subTest(seed=seed):
                self.run_pipeline(load("load", "in.json"), save("save", "out.json"))
                self.assertEqual(json.loads(self.project.content("out.json")), rows)

    def test_packed_files_there_and_back(self):
        steps = [extract("in", "one.csv"), transform("made", ROWS, needs=["in"])]
        names = ["rows.json", "rows.json.gz", "rows.json.zst", "rows.jsonl.gz", "rows.ndjson.zst"]
        steps += [save(f"save-{number}", name, needs=["made"]) for number, name in enumerate(names)]
        self.run_pipeline(*steps)
        text = self.project.content("rows.json")
        self.assertEqual(gzip.decompress(self.project.content("rows.json.gz")), text)
        lines = gzip.decompress(self.project.content("rows.jsonl.gz")).splitlines()
        self.assertEqual([json.loads(line) for line in lines], json.loads(text))
        self.assertTrue(self.project.content("rows.json.zst").startswith(b"\x28\xb5\x2f\xfd"))
        self.assertLess(len(self.project.content("rows.json.zst")), len(text) / 3)
        again = set()
        for name in names:
            self.run_pipeline(load("load", name), save("save", "again.json"))
            again.add(self.project.content("again.json"))
        self.assertEqual(len(again), 1)
        self.assertEqual(len(json.loads(again.pop())), 40000)

    def test_packed_files_of_a_folder_in_the_order_of_their_names(self):
        whole = "".join(f'{{"n": {number}}}\n' for number in range(3000)).encode()
        self.project.put("in/1.jsonl", whole)
        members = (gzip.compress(whole[start:start + 1000]) for start in range(0, len(whole), 1000))
        self.project.put("in/2.jsonl.gz", b"".join(members))  # Cut anywhere: members are one text.
        self.run_pipeline(load("load", "in", source_file_column="file"), save("save", "out.jsonl"))
        rows = [json.loads(line) for line in self.project.content("out.jsonl").splitlines()]
        self.assertEqual([(row["n"], row["file"]) for row in rows],
                         [(number, file) for file in ("in/1.jsonl", "in/2.jsonl.gz") for number in range(3000)])

    def test_a_packed_file_that_is_damaged_is_told_by_name(self):
        whole = gzip.compress(b'{"a": 1}\n' * 100_000)
        middle = len(whole) // 2
        for content, says in ((whole[:-1], "cut off"), (whole[:middle], "cut off"), (whole[:1], "cut off"),
                              (whole + b"more", "not valid gzip"), (b'{"a": 1}', "not valid gzip"),
                              (whole[:middle] + b"damaged" + whole[middle + 7:], "not valid gzip")):
            self.project.put("in.jsonl.gz", content)
            with self.subTest(says=says, size=len(content)):
                self.fail_to_run(load("load", "in.jsonl.gz"), code="json.bad_compression", step_id="load",
                                 says=("in.jsonl.gz", says))
        self.project.put("in.jsonl", whole)
        self.fail_to_run(load("load", "in.jsonl"), code="json.bad_compression", step_id="load",
                         says=("in.jsonl: the file is packed with gzip", "'compression'"))

    def test_what_is_no_readable_file_is_told_as_such(self):
        os.mkfifo(self.project.folder / "pipe.json")
        self.project.put("closed.json", '{"a": 1}').chmod(0)
        self.project.put("in/closed/a.json", '{"a": 1}').parent.chmod(0)
        for path, code in (("pipe.json", "file.wrong_kind"), ("closed.json", "file.denied"),
                           ("in/closed/a.json", "file.denied"), ("in", "file.denied"),
                           ("absent.json", "file.not_found"), ("absent*.json", "file.not_found")):
            with self.subTest(path=path):
                self.fail_to_run(load("load", path), code=code, step_id="load", says=(path,),
                                 under=obeying_permissions())
        (self.project.folder / "in/closed").chmod(0o755)

    def test_other_packings_are_refused(self):
        self.project.put("in/a.json", '{"a": 1}')
        self.project.put("in/b.json.xz", b"\xfd7zXZ")
        self.refuse_to_run(load("load", "in/b.json.xz"), code="json.bad_compression", step_id="load",
                           says=("in/b.json.xz: .xz files cannot be read", "gzip"))
        for path in ("in", "in/*"):
            self.fail_to_run(load("load", path), code="json.bad_compression", step_id="load",
                             says=("in/b.json.xz: .xz files cannot be read",))
        self.fail_to_run(extract("in", "one.csv"), save("save", "out.json.zip"), code="file.unsupported_ending",
                         step_id="save", says=("out.json.zip: .zip files cannot be written",))

    def test_rows_are_not_appended(self):
        self.refuse_to_run(extract("in", "one.csv"), save("save", "rows.jsonl", if_exists="append"),
                           code="oml.invalid_config_value", step_id="save", says=("'if_exists'", "'replace', 'fail'"))

    def test_columns_are_known_before_the_run(self):
        text = '{"data": {"items": [{"amount": 1}, {"amount": 2.5}]}}'
        self.project.put("in.json", text)
        self.project.put("in.json.gz", gzip.compress(text.encode()))
        for name in ("in.json", "in.json.gz"):
            read = load("load", name, records_path="/data/items")
            self.refuse_to_run(read, transform("sum", "SELECT sum(price) FROM load"), code="sql.invalid", step_id="sum")
            pipeline = self.project.pipeline(read, save("save", "out.json"))
            shown = self.succeed("compile", pipeline, "--schema", "--json").document["schema"][0]
            self.assertEqual((shown["certainty"], shown["basis"]), ("seen", f"{name} as it is now"))
            self.assertEqual(shown["columns"], [{"name": "amount", "type": "DOUBLE"}])

    def test_declared_types_keep_every_digit_and_every_day(self):
        choose = random.Random(7)
        rows, expected = [], []
        for number in range(5000):
            cents = choose.randrange(-10**13, 10**13)
            amount = f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"
            day = datetime.date.fromordinal(choose.randrange(1, 3_652_059))
            at = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(
                microseconds=choose.randrange(10**15))
            zone = datetime.timezone(datetime.timedelta(minutes=choose.randrange(-14 * 60, 14 * 60 + 1)))
            rows.append({"id": choose.choice([f"{number}", f"{number}.0", f"{number}e0", f'"{number}"']),
                         "amount": choose.choice([amount, json.dumps(amount), f"{cents}e-2"]),
                         "day": json.dumps(day.isoformat()), "at": json.dumps(at.astimezone(zone).isoformat()),
                         "more": json.dumps(anything(choose))})
            expected.append((number, cents, day, at, json.loads(rows[-1]["more"])))
        keys = ("id", "amount", "day", "at", "more")
        self.project.put("in.jsonl", "".join(
            "{" + ", ".join(f'"{key}": {row[key]}' for key in choose.sample(keys, 5)) + "}\n" for row in rows))
        types = ("BIGINT", "DECIMAL(15,2)", "DATE", "TIMESTAMPTZ", "JSON")
        schema = [{"name": key, "type": type} for key, type in zip(keys, types)]
        self.run_pipeline(load("load", "in.jsonl", schema=schema), save("save", "out.json"))
        columns = self.project.relations()["load"]["columns"]
        self.assertEqual([(column["name"], column["type"]) for column in columns],
                         [*zip(keys[:3], types[:3]), ("at", "TIMESTAMP WITH TIME ZONE"), ("more", "JSON")])
        found = json.loads(self.project.content("out.json"), parse_float=decimal.Decimal)
        for row, (number, cents, day, at, more) in zip(found, expected, strict=True):
            self.assertEqual((row["id"], row["amount"] * 100, row["day"]), (number, cents, day.isoformat()))
            self.assertEqual(datetime.datetime.fromisoformat(row["at"].replace("Z", "+00:00")), at)
            self.assertEqual(json.loads(json.dumps(row["more"], default=float)), more)

    def test_a_value_that_does_not_fit_is_told_with_its_place(self):
        lines = [f'{{"id": {number}, "amount": "{number}.50"}}\n' for number in range(200_000)]
        lines[123_456] = '{"id": 123456,  "amount": "12,50"}\n'
        self.project.put("in.jsonl.gz", gzip.compress("".join(lines).encode()))
        schema = [{"name": "id", "type": "BIGINT"}, {"name": "amount", "type": "DECIMAL(12,2)"}]
        self.fail_to_run(load("load", "in.jsonl.gz", schema=schema), code="json.bad_value", step_id="load",
                         says=("in.jsonl.gz:123457", "'amount'", '"12,50"', "DECIMAL(12,2)"))
        lines[123_456] = '{"id": 123456,  "amuont": "12.50"}\n'
        self.project.put("in.jsonl.gz", gzip.compress("".join(lines).encode()))
        self.fail_to_run(load("load", "in.jsonl.gz", schema=schema), code="json.schema_differs", step_id="load",
                         says=("in.jsonl.gz:123457", "'amuont'", "did you mean 'amount'?", "'columns'"))
        self.run_pipeline(load("load", "in.jsonl.gz", columns=["id"], dtype="BIGINT"))
        self.assertEqual(self.project.relations()["load"]["rows"], 200_000)

    def test_declared_columns_are_certain_without_the_file(self):
        schema = [{"name": "id", "type": "BIGINT"}, {"name": "day", "type": "date"}]
        read = load("load", "later.json", schema=schema)
        pipeline = self.project.pipeline(read, save("save", "out.json"))
        shown = self.succeed("compile", pipeline, "--schema", "--json").document["schema"][0]
        self.assertEqual((shown["certainty"], shown["basis"]), ("certain", "the option schema"))
        self.assertEqual(shown["columns"], [{"name": "id", "type": "BIGINT"}, {"name": "day", "type": "DATE"}])
        self.refuse_to_run(load("load", "later.json", schema=[{"name": "id", "type": "BIGINT[]"}]),
                           code="json.bad_option", step_id="load", says=("'BIGINT[]'", "JSON or VARCHAR"))

    def test_a_mistake_in_the_file_is_told_with_its_line(self):
        self.project.put("in.json", '{"a": 1}\n{"a": tru}\n')
        self.fail_to_run(load("load", "in.json"), code="json.malformed", step_id="load",
                         says=("in.json:2: 'true' is expected here",))

    def test_a_failure_leaves_the_old_file(self):
        self.project.put("rows.jsonl", "old")
        self.fail_to_run(extract("in", "one.csv"), save("save", "rows.jsonl", columns=["y"]),
                         code="data.column_not_found", step_id="save", says=("no column 'y'",))
        self.assertEqual(self.project.content("rows.jsonl"), b"old")


if __name__ == "__main__":
    run_tests()
