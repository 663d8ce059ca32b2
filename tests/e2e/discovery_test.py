#!/usr/bin/env python3
"""`osiris discovery run` over real files, and that what it says of a file holds in a step that reads it."""

import gzip
import json

from osiris_project import ProjectTest, extract, run_tests, step

CONNECTIONS = """connections:
  filesystem:
    data: {base_dir: data}
    gone: {base_dir: nowhere}
"""


class Discovery(ProjectTest):
    def setUp(self):
        super().setUp()
        self.project.put("osiris_connections.yaml", CONNECTIONS)
        self.project.put("data/orders.csv", "id,total,day\n1,2.50,2026-01-01\n2,3,2026-01-02\n")
        self.project.put("data/german.csv", "id;preis\n1;2\n")
        self.project.put("data/deep/tabs.tsv", "a\tb\nx\t1\n")
        self.project.put("data/packed.csv.gz", gzip.compress(b"n\n1\n2\n3\n"))
        self.project.put("data/lines.ndjson", '{"id": 1, "tags": ["a"]}\n{"id": 2}\n')
        self.project.put("data/list.json", '[{"x": true}]')
        self.project.put("data/packed.jsonl.gz", gzip.compress(b'{"x": 1}\n{"x": 2}\n'))
        self.project.put("data/broken.json", '{"x":')
        self.project.put("data/_notes.csv", "hidden\n")
        self.project.put("big.csv", "n,t\n" + "".join(f"{n},text\n" for n in range(50_000)))
        self.make_parquet()

    def make_parquet(self):
        pipeline = self.project.pipeline(
            extract("read", "big.csv"),
            step("save", "filesystem.parquet_writer", "write", {"path": "data/big.parquet"}))
        self.assertEqual(self.project.osiris("run", pipeline).exit_code, 0)

    def discover(self, *arguments):
        done = self.project.osiris("discovery", "run", "@filesystem.data", *arguments, "--json")
        self.assertEqual((done.exit_code, done.stderr), (0, ""), str(done))
        return done.document

    def tables(self, *arguments):
        return {table["name"]: table for table in self.discover(*arguments)["tables"]}

    def test_every_kind_of_file_with_its_columns(self):
        document = self.discover()
        names = [table["name"] for table in document["tables"]]
        self.assertEqual(names, ["big.parquet", "broken.json", "deep/tabs.tsv", "german.csv", "lines.ndjson",
                                 "list.json", "orders.csv", "packed.csv.gz", "packed.jsonl.gz"])
        self.assertEqual((document["tables_found"], document["tables_left_out"]), (9, 0))
        tables = {table["name"]: table for table in document["tables"]}

        def columns(name):
            return [(column["name"], column["type"]) for column in tables[name]["columns"]]
        self.assertEqual(columns("orders.csv"), [("id", "BIGINT"), ("total", "DOUBLE"), ("day", "DATE")])
        self.assertEqual(columns("deep/tabs.tsv"), [("a", "VARCHAR"), ("b", "BIGINT")])
        self.assertEqual(columns("lines.ndjson"), [("id", "BIGINT"), ("tags", "VARCHAR[]")])
        self.assertEqual(columns("list.json"), [("x", "BOOLEAN")])
        self.assertEqual(columns("big.parquet"), [("n", "BIGINT"), ("t", "VARCHAR")])
        rows = {name: (table["row_count"], table["row_count_basis"]) for name, table in tables.items()}
        self.assertEqual(rows["big.parquet"], (50_000, "exact"))
        self.assertEqual(rows["packed.csv.gz"], (3, "exact"))
        self.assertEqual(rows["packed.jsonl.gz"], (2, "exact"))
        self.assertEqual(columns("packed.jsonl.gz"), [("x", "BIGINT")])
        self.assertEqual(rows["broken.json"], (None, "unknown"))
        self.assertEqual(tables["broken.json"]["problem"]["code"], "json.malformed")
        self.assertEqual(tables["german.csv"]["config"], {"path": "german.csv", "delimiter": ";"})

    def test_files_that_name_their_delimiter(self):
        self.project.put("data/excel.csv", "sep=;\r\nid;name\r\n1;a,b\r\n")
        self.project.put("data/excel.csv.gz", gzip.compress(b"sep=|\nid|name\n1|a,b\n"))
        tables = self.tables("--samples", "1")
        for name, delimiter in (("excel.csv", ";"), ("excel.csv.gz", "|")):
            self.assertEqual(tables[name]["config"], {"path": name, "delimiter": delimiter})
            self.assertEqual(tables[name]["samples"], [{"id": 1, "name": "a,b"}])
            self.assertEqual(tables[name]["row_count"], 1)

    def test_large_text_is_estimated_and_says_so(self):
        (self.project.folder / "big.csv").rename(self.project.folder / "data/big.csv")
        self.project.put("data/big.csv.gz", gzip.compress(self.project.content("data/big.csv")))
        lines = "".join(f'{{"n": {n}, "t": "text"}}\n' for n in range(50_000)).encode()
        self.project.put("data/big.jsonl", lines)
        self.project.put("data/big.jsonl.gz", gzip.compress(lines))
        tables = self.tables()
        self.assertEqual(tables["big.csv"]["row_count_basis"], "estimated")
        self.assertEqual(tables["big.csv"]["certainty"], "likely")
        self.assertTrue(35_000 < tables["big.csv"]["row_count"] < 65_000, tables["big.csv"]["row_count"])
        self.assertEqual(tables["big.csv.gz"]["row_count"], None)
        self.assertEqual(tables["big.jsonl"]["row_count_basis"], "estimated")
        self.assertTrue(35_000 < tables["big.jsonl"]["row_count"] < 65_000, tables["big.jsonl"]["row_count"])
        self.assertEqual((tables["big.jsonl.gz"]["row_count"], tables["big.jsonl.gz"]["certainty"]), (None, "likely"))
        shown = self.project.osiris("discovery", "run", "@filesystem.data").stdout
        self.assertIn("about ", shown)
        self.assertIn("unknown number of rows", shown)

    def test_samples(self):
        tables = self.tables("--samples", "1")
        self.assertEqual(tables["orders.csv"]["samples"], [{"id": 1, "total": 2.5, "day": "2026-01-01"}])
        self.assertEqual(tables["big.parquet"]["samples"], [{"n": 0, "t": "text"}])
        self.assertEqual(len(tables["lines.ndjson"]["samples"]), 1)
        self.assertEqual(tables["packed.csv.gz"]["samples"], [{"n": 1}])
        self.assertEqual(tables["packed.jsonl.gz"]["samples"], [{"x": 1}])

    def test_a_step_with_the_config_gives_the_columns(self):
        for number, table in enumerate(self.discover()["tables"]):
            if "problem" in table:
                continue
            read = step("read", table["component"], "read", {"connection": "@filesystem.data", **table["config"]})
            ran = self.project.osiris("run", self.project.pipeline(read, name=f"p{number}"))
            self.assertEqual(ran.exit_code, 0, str(ran))
            relation = self.project.relations()["read"]
            self.assertEqual(relation["columns"], table["columns"], table["name"])
            self.assertEqual(relation["rows"], table["row_count"])

    def test_it_is_the_same_each_time_and_changes_nothing(self):
        before = self.project.files()
        first, second = self.discover("--samples", "3"), self.discover("--samples", "3")
        del first["duration_ms"], second["duration_ms"]
        self.assertEqual(json.dumps(first), json.dumps(second))
        self.assertEqual(self.project.files(), before)

    def test_only_one_component(self):
        document = self.discover("--component", "filesystem.parquet_extractor")
        self.assertEqual(document["components"], ["filesystem.parquet_extractor"])
        self.assertEqual([table["name"] for table in document["tables"]], ["big.parquet"])

    def test_many_files_are_cut(self):
        for number in range(120):
            self.project.put(f"data/many/{number:03}.csv", "a\n")
        document = self.discover("--component", "filesystem.csv_extractor")
        self.assertEqual((document["tables_found"], document["tables_left_out"]), (100, 24))
        done = self.project.osiris("discovery", "run", "@filesystem.data")
        self.assertIn("29 more were not looked at", done.stderr)

    def test_refusals(self):
        for arguments, code in ((("@filesystem.gone",), "file.not_found"), (("@filesystem.x",), "connection.unknown"),
                                (("@duckdb.x",), "connection.unknown"),
                                (("@filesystem.data", "--component", "duckdb.processor"), "discovery.unsupported")):
            done = self.project.osiris("discovery", "run", *arguments, "--json")
            self.assertEqual((done.exit_code, done.document["error"]["code"]), (2, code), str(done))


if __name__ == "__main__":
    run_tests()
