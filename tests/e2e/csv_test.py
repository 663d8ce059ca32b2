"""CSV as others write and read it: a public collection of awkward files, and Python's csv module with random texts."""

import csv
import io
import json
import random

from osiris_project import ROOT, ProjectTest, extract, run_tests, write

SPECTRUM = ROOT / "node_modules/csv-spectrum"
# The collection's answer for this file has another phone number than the file.
WRONG_ANSWERS = {"location_coordinates"}
PIECES = ["a", "", "7", "007", "1.5", ",", ";", '"', '""', "\n", "\r\n", " ", "\t", "é", "😀", "#", "'", "true",
          "NULL", "2024-01-31", "x,y", '","', "\n1,2\n"]


class Csv(ProjectTest):
    def rows_of(self, relation):
        """Returns the column names and the rows of a relation."""
        shown = self.succeed("data", "show", "last", relation, "--limit", "100000", "--json").document
        return [column["name"] for column in shown["columns"]], shown["rows"]

    def test_a_collection_of_awkward_files(self):
        files = sorted(SPECTRUM.glob("csvs/*.csv"))
        self.assertGreater(len(files), 10, "csv-spectrum is missing; run tools/setup")
        for file in files:
            if file.stem in WRONG_ANSWERS:
                continue
            with self.subTest(file=file.name):
                self.run_pipeline(extract("load", file, dtype="str"))
                names, rows = self.rows_of("load")
                answer = json.loads((SPECTRUM / f"json/{file.stem}.json").read_text(encoding="utf-8"))
                self.assertEqual([dict(zip(names, [value or "" for value in row])) for row in rows], answer)

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


if __name__ == "__main__":
    run_tests()
