"""CSV as others write and read it: a public collection of awkward files, and Python's csv module with random texts."""

import csv
import io
import json
import random

from osiris_project import ROOT, ProjectTest, extract, run_tests, step, write

SPECTRUM = ROOT / "node_modules/csv-spectrum"
# The types that each file's values call for: zip codes with zeros in front are text, a text makes its column text.
SPECTRUM_TYPES = {
    "comma_in_quotes": ["VARCHAR"] * 5,
    "empty": ["BIGINT"] * 3,
    "empty_crlf": ["BIGINT"] * 3,
    "escaped_quotes": ["BIGINT", "VARCHAR"],
    "json": ["BIGINT", "VARCHAR"],
    "location_coordinates": ["BIGINT", "VARCHAR", "VARCHAR", "VARCHAR"],
    "newlines": ["VARCHAR", "BIGINT", "BIGINT"],
    "newlines_crlf": ["VARCHAR", "BIGINT", "BIGINT"],
    "quotes_and_newlines": ["BIGINT", "VARCHAR"],
    "simple": ["BIGINT"] * 3,
    "simple_crlf": ["BIGINT"] * 3,
    "utf8": ["BIGINT", "BIGINT", "VARCHAR"],
}
# The collection's answer for this file has another phone number than the file.
CORRECTIONS = {"location_coordinates": {"Contact Phone Number": "2095257564"}}
PIECES = ["a", "", "7", "007", "1.5", ",", ";", '"', '""', "\n", "\r\n", " ", "\t", "é", "😀", "#", "'", "true",
          "NULL", "2024-01-31", "x,y", '","', "\n1,2\n"]


class Csv(ProjectTest):
    def table_of(self, relation):
        """Returns the column names, their types and the rows of a relation."""
        shown = self.succeed("data", "show", "last", relation, "--limit", "100000", "--json").document
        columns = shown["columns"]
        return [column["name"] for column in columns], [column["type"] for column in columns], shown["rows"]

    def rows_of(self, relation):
        """Returns the column names and the rows of a relation."""
        names, _, rows = self.table_of(relation)
        return names, rows

    @staticmethod
    def answer_of(name):
        """Returns the rows that the collection says a file has: objects of texts, in the order of the columns."""
        answer = json.loads((SPECTRUM / f"json/{name}.json").read_text(encoding="utf-8"))
        rows = answer if isinstance(answer, list) else [answer]
        return [{**row, **CORRECTIONS.get(name, {})} for row in rows]

    def test_a_collection_of_awkward_files(self):
        files = sorted(SPECTRUM.glob("csvs/*.csv"))
        self.assertEqual({file.stem for file in files}, set(SPECTRUM_TYPES), "run tools/setup")
        for file in files:
            with self.subTest(file=file.name):
                self.run_pipeline(extract("texts", file, dtype="str"), extract("load", file))
                answer = [list(row.values()) for row in self.answer_of(file.stem)]
                names, types, rows = self.table_of("texts")
                self.assertEqual(names, list(self.answer_of(file.stem)[0]))
                self.assertEqual(set(types), {"VARCHAR"})
                self.assertEqual(rows, answer, "every empty field of the collection is in quotes")
                self.assertEqual(self.table_of("load")[:2], (names, SPECTRUM_TYPES[file.stem]))
                typed = [[text if kind == "VARCHAR" else int(text) if text else None
                          for text, kind in zip(row, SPECTRUM_TYPES[file.stem])] for row in answer]
                self.assertEqual(self.table_of("load")[2], typed)

    def test_random_texts_there_and_back(self):
        for seed in range(4):
            choose = random.Random(seed)
            rows = [["".join(choose.choices(PIECES, k=choose.randrange(4))) for _ in range(3)] for _ in range(500)]
            line_end = choose.choice(["\n", "\r\n"])
            quoting = choose.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
            text = io.StringIO(newline="")
            csv.writer(text, lineterminator=line_end, quoting=quoting).writerows([["one", "two", "three"], *rows])
            self.project.put("in.csv", text.getvalue())
            with self.subTest(seed=seed, line_end=line_end, quoting=quoting):
                self.run_pipeline(extract("load", "in.csv"), write("save", "out.csv"))
                written = csv.reader(io.StringIO(self.project.content("out.csv").decode(), newline=""))
                self.assertEqual(list(written), [["one", "two", "three"], *rows])
                self.run_pipeline(extract("load", "out.csv"), write("save", "again.csv"))
                self.assertEqual(self.project.content("again.csv"), self.project.content("out.csv"))


    def rows_by_an_independent_reader(self, names):
        """Returns the rows of files as Python's csv module reads them, by the first file's columns."""
        rows, columns = [], None
        for name in names:
            text = io.StringIO(self.project.content(name).decode("utf-8-sig"), newline="")
            header, *records = csv.reader(text)
            columns = columns or header
            order = [header.index(column) for column in columns]
            rows += [[record[position] for position in order] + [name] for record in records if record]
        return columns, rows

    def put_shape(self, name, choose):
        """Writes a file whose header, first and last row stand at the places where readers lose them."""
        columns = ["one", "two", "three"]
        choose.shuffle(columns)
        # About 256 KiB, which the reader takes at once; 0 and 1 rows; and texts that end at its border.
        count = choose.choice([0, 1, 2, 7, 3000, 12000])
        rows = [["".join(choose.choices(PIECES, k=choose.randrange(1, 4))) for _ in range(3)] for _ in range(count)]
        line_end = choose.choice(["\n", "\r\n", "\r"])
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows([columns, *rows])
        content = text.getvalue()
        if choose.random() < 0.5:
            content = content.removesuffix(line_end)
        elif line_end != "\r":
            content += choose.choice(["", line_end, line_end * 3])
        content = choose.choice(["", "\ufeff"]) + content
        self.project.put(name, content)

    def test_no_row_of_many_shapes_is_lost(self):
        for seed in range(12):
            choose = random.Random(seed)
            names = [f"in{seed}/{number:02}.csv" for number in range(choose.choice([1, 2, 5]))]
            for name in names:
                self.put_shape(name, choose)
            with self.subTest(seed=seed):
                path = choose.choice([f"in{seed}", f"in{seed}/*.csv", f"**/in{seed}/*", names])
                config = {"path": path, "dtype": "str", "source_file_column": "file"}
                self.run_pipeline(step("load", "filesystem.csv_extractor", "read", config))
                columns, expected = self.rows_by_an_independent_reader(names)
                shown, rows = self.rows_of("load")
                self.assertEqual(shown, [*columns, "file"])
                self.assertEqual([[value or "" for value in row] for row in rows], expected)

    def test_files_at_every_length_around_the_end_of_a_read(self):
        for length in [*range(262134, 262154), *range(524278, 524296, 3)]:
            head = "id,text\n1,"
            tail = "\n2,last"
            self.project.put("in.csv", head + "x" * (length - len(head) - len(tail)) + tail)
            with self.subTest(length=length):
                self.run_pipeline(extract("load", "in.csv"))
                sql = "SELECT count(*), sum(id), max(length(text)), min(text) FROM load"
                rows = self.succeed("data", "sql", "last", sql, "--json").document["rows"]
                self.assertEqual(rows, [[2, "3", length - len(head) - len(tail), "last"]])


if __name__ == "__main__":
    run_tests()
