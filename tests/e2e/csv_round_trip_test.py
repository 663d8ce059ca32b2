"""Random tables written to CSV with random options and read back with the options that match: the same table.

Each table comes from a seed, which a failure names; OSIRIS_SEEDS=40-2000 tries others.
"""

import csv
import gzip
import io
import json
import os
import random

from osiris_project import ProjectTest, extract, run_tests, step, transform, write

SEEDS = os.environ.get("OSIRIS_SEEDS", "0-39")
PIECES = ["a", "7", "007", "1.5", "-", ",", ";", "|", '"', '""', "\n", "\r\n", "\r", " ", "\t", "#", "'", "\\", "true",
          "NULL", "2024-01-31", '","', "\n1,2\n", "=1+1", "é", "ß", "\x85", "\xa0"]
WIDE_PIECES = ["😀", "ž", "\u2028", "\ufeff", "\0", "שלום", "e\u0301", "\U0010ffff"]
NAMES = ["id", "Id2", "a b", " x", "x ", 'q"q', "n,m", "n;m", "line\nbreak", "cr\rlf", "select", "rowid", "1", "-5",
         "2024-01-31", "naïve", "#c", "'", "column1", "a=b", "a|b", "tab\tx"]
DELIMITERS = [",", ";", "|", "\t", " ", ":", ".", "-", "+", "#", "'", "\\", "e", "T", "1", "/"]
ENCODINGS = ["utf-8", "utf-16", "latin-1"]


def random_text(choose, wide):
    return "".join(choose.choices(PIECES + (WIDE_PIECES if wide else []), k=choose.choice([0, 1, 1, 2, 3, 8])))


def random_time(choose):
    fraction = choose.choice(["", ".5", ".123456", ".000001", ".999999"])
    return f"{choose.randrange(24):02}:{choose.randrange(60):02}:{choose.randrange(60):02}{fraction}"


def random_date(choose):
    year = choose.choice([1, 999, 1582, 1900, 1969, 1970, 2024, 9999])
    return f"{year:04}-{choose.randrange(1, 13):02}-{choose.randrange(1, 29):02}"


def random_integer(choose, bits):
    """Makes a signed integer, often at an end of its range."""
    top = 2 ** (bits - 1)
    return choose.choice([0, 1, -1, top - 1, -top, choose.randrange(-top, top), choose.randrange(-9, 10)])


def random_decimal(choose, digits, scale):
    unscaled = choose.choice([0, 1, 10 ** digits - 1, choose.randrange(10 ** digits)])
    text = f"{unscaled:0{scale + 1}}"
    return choose.choice(["", "-"]) + text[:-scale] + "." + text[-scale:]


def random_double(choose):
    return choose.choice(["0", "-0.0", "nan", "inf", "-inf", "5e-324", "1.7976931348623157e308", "0.1", "1e22", "1e-7",
                          repr(choose.uniform(-1e6, 1e6)), repr(choose.random() * 10 ** choose.randrange(-300, 300))])


# By type, a function that makes the text of a value; texts are made by random_text().
VALUES = {
    "TINYINT": lambda choose: random_integer(choose, 8),
    "INTEGER": lambda choose: random_integer(choose, 32),
    "BIGINT": lambda choose: random_integer(choose, 64),
    "UBIGINT": lambda choose: choose.choice([0, 2 ** 64 - 1, choose.randrange(2 ** 64)]),
    "HUGEINT": lambda choose: random_integer(choose, choose.choice([64, 100, 126])),
    "DECIMAL(9,2)": lambda choose: random_decimal(choose, 9, 2),
    "DECIMAL(38,10)": lambda choose: random_decimal(choose, 38, 10),
    "DOUBLE": random_double,
    "BOOLEAN": lambda choose: choose.choice(["true", "false"]),
    "DATE": random_date,
    "TIME": random_time,
    "TIMESTAMP": lambda choose: f"{random_date(choose)} {random_time(choose)}",
    "TIMESTAMP WITH TIME ZONE": lambda choose: f"2024-0{choose.randrange(1, 10)}-02 {random_time(choose)}+00",
    "VARCHAR": None,
}


class Table:
    """A random table and how it is written."""

    def __init__(self, seed):
        choose = random.Random(seed)
        self.encoding = choose.choice(ENCODINGS)
        self.names = choose.sample(NAMES, choose.choice([1, 2, 3, 5, len(NAMES)]))
        self.types = [choose.choice([*VALUES, *["VARCHAR"] * 6]) for _ in self.names]
        self.delimiter = choose.choice(DELIMITERS)
        self.header = choose.random() < 0.7
        self.packed = choose.random() < 0.3
        self.quoting = choose.choice(["minimal", "all", "nonnumeric"])
        self.newline = choose.choice(["lf", "crlf"])
        self.order = choose.choice(["source", "sorted"])
        self.path = "out.csv.gz" if self.packed else "out.csv"
        row_count = choose.choice([0, 1, 2, 50, 1000])
        share_of_null = choose.choice([0, 0.1, 0.9])
        # The NULL of a single text column is written as the empty text, and a file without rows needs a header.
        self.header |= row_count == 0
        share_of_null *= len(self.names) > 1
        self.rows = [[None if choose.random() < share_of_null else self.random_value(choose, type_name)
                      for type_name in self.types] for _ in range(row_count)]

    def random_value(self, choose, type_name):
        make = VALUES[type_name]
        return str(make(choose)) if make else random_text(choose, self.encoding != "latin-1")

    def __str__(self):
        return str({key: value for key, value in vars(self).items() if key != "rows"} | {"row_count": len(self.rows)})


class CsvRoundTrip(ProjectTest):
    def table_of(self, relation):
        shown = self.succeed("data", "show", "last", relation, "--limit", "100000", "--json").document
        columns = [(column["name"], column["type"]) for column in shown["columns"]]
        # The database's compression takes -0.0 and 0.0 for one value.
        return columns, [["0.0" if repr(value) == "-0.0" else json.dumps(value) for value in row]
                         for row in shown["rows"]]

    def write_table(self, table):
        """Makes the table from texts and writes it; returns its columns and rows in the order of the file."""
        keys = [f"c{number}" for number in range(len(table.names))]
        # The first record tells the reader of all columns, even if there are no rows.
        records = [dict.fromkeys(keys, None), *(dict(zip(keys, row)) for row in table.rows)]
        self.project.put("in.jsonl", "".join(json.dumps({"n": n, **record}) + "\n" for n, record in enumerate(records)))
        columns = ", ".join(f"CAST({key} AS {type_name}) AS " + '"' + name.replace('"', '""') + '"'
                            for key, name, type_name in zip(keys, table.names, table.types))
        self.run_pipeline(
            step("texts", "filesystem.json_extractor", "read", {"path": "in.jsonl"}),
            transform("made", f"SELECT {columns} FROM texts WHERE n > 0 ORDER BY n"),
            write("save", table.path, columns=table.order, delimiter=table.delimiter, header=table.header,
                  quoting=table.quoting, newline=table.newline, encoding=table.encoding))
        columns, rows = self.table_of("made")
        order = range(len(columns))
        if table.order == "sorted":
            order = sorted(order, key=lambda index: columns[index][0].encode())
        return [columns[index] for index in order], [[row[index] for index in order] for row in rows]

    def assert_python_counts(self, table):
        content = self.project.content(table.path)
        text = (gzip.decompress(content) if table.packed else content).decode(table.encoding)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter))
        self.assertEqual(len(rows), len(table.rows) + table.header)
        self.assertEqual({len(row) for row in rows}, {len(table.names)})

    def assert_round_trip(self, seed):
        table = Table(seed)
        columns, rows = self.write_table(table)
        self.assertEqual(len(rows), len(table.rows), table)
        self.assert_python_counts(table)
        if not table.header:
            columns = [(f"column{number}", type_name) for number, (_, type_name) in enumerate(columns)]
        self.run_pipeline(extract("back", table.path, delimiter=table.delimiter, header=table.header,
                                  encoding=table.encoding, dtype=dict(columns)))
        columns_back, rows_back = self.table_of("back")
        self.assertEqual(columns_back, columns, table)
        self.assertEqual(rows_back, rows, table)

    def test_random_tables(self):
        first, last = map(int, SEEDS.split("-"))
        for seed in range(first, last + 1):
            with self.subTest(seed=seed):
                self.assert_round_trip(seed)


if __name__ == "__main__":
    run_tests()
