"""CSV files that readers get wrong, each with the table it must become or the error it must end in.

tests/data/csv-hostile/README.md says how the cases are written. What a case expects was written by a person; beside
that, Python's csv module reads each file, too, and must find as many rows and the same values.
"""

import csv
import gzip
import io
import json
import math
import sys

from osiris_project import ROOT, ProjectTest, extract, run_tests

import yaml  # osiris_project says where it is.  pylint: disable=wrong-import-order

HOSTILE = ROOT / "tests/data/csv-hostile"
# Relations that are larger are counted and asked for single values, not shown.
ROWS_SHOWN_MAX = 10000
KEYS = {"file", "shows", "pieces", "encoding", "packed", "options", "error", "columns", "rows", "row_count", "queries",
        "rejected", "warnings", "python_differs"}
csv.field_size_limit(sys.maxsize)


class Case:
    """One file with what it must become."""

    def __init__(self, topic, document):
        self.name = document["file"]
        self.options = document.get("options", {})
        self.error = document.get("error")
        self.columns = document.get("columns")
        self.rows = document.get("rows")
        self.row_count = document.get("row_count", len(self.rows or ()))
        self.rejected = document.get("rejected", 0)
        self.queries = document.get("queries", {})
        self.warnings = document.get("warnings", [])
        self.python_differs = document.get("python_differs")
        self.step_id = self.name.split(".")[0].replace("-", "_")
        unknown = set(document) - KEYS
        if unknown or (self.error is None) == (self.columns is None):
            raise ValueError(f"{topic}: {self.name}: one of 'columns' and 'error', and no key such as {unknown}")
        pieces = document.get("pieces")
        self.content = made_of(pieces, document) if pieces else (HOSTILE / topic / self.name).read_bytes()

    def step(self):
        return extract(self.step_id, self.name, **self.options)


def made_of(pieces, document):
    """Makes the content of a file from texts, some of them many times with a number in it."""
    parts = []
    for piece in pieces:
        if isinstance(piece, str):
            piece = {"text": piece}
        text, last = piece["text"], piece.get("to", 1)
        parts += [text.replace("{n}", str(number)) for number in range(1, last + 1)] if "{n}" in text else [text * last]
    packed = document.get("packed", 0)
    if not packed:
        return "".join(parts).encode(document.get("encoding", "utf-8"))
    content = "".join(parts).encode()
    size = len(content) // packed + 1
    return b"".join(gzip.compress(content[start:start + size]) for start in range(0, len(content), size))


def load_cases():
    """Returns the cases of each topic."""
    topics = {}
    for path in sorted(HOSTILE.glob("*.yaml")):
        documents = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        topics[path.stem] = [Case(path.stem, document) for document in documents]
    return topics


def read_by_python(case):
    """Returns the rows that Python's csv module finds, without the header."""
    content = case.content
    if case.options.get("compression") == "gzip" or case.name.endswith(".gz"):
        content = gzip.decompress(content)
    encoding = case.options.get("encoding", "utf-8-sig")
    text = io.StringIO(content.decode(encoding), newline="")
    quote = case.options.get("quote", '"')
    dialect = {"delimiter": case.options.get("delimiter", ","), "quotechar": quote or None,
               "quoting": csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE, "escapechar": case.options.get("escape"),
               "doublequote": "escape" not in case.options}
    for _ in range(case.options.get("skip_rows", 0)):
        text.readline()
    rows = list(csv.reader(text, **dialect))
    if case.options.get("skip_blank_lines", True):
        rows = [row for row in rows if row]
    header = case.options.get("header", True)
    first = 0 if header is False else 1 if header is True else header + 1
    return rows[first:][:case.options.get("limit")]


def means(stored, type_name, written, null_words):
    """Whether a stored value is what is written in the file, as far as a look at the text can tell."""
    if stored is None:
        return written in null_words
    if type_name == "DOUBLE":
        value = float(written)
        return math.isnan(value) if stored == "nan" else float(stored) == value
    if type_name in ("BIGINT", "HUGEINT", "INTEGER"):
        return int(stored) == int(written)
    if type_name == "BOOLEAN":
        return written.lower() in (("true", "1") if stored else ("false", "0"))
    if type_name in ("VARCHAR", "DATE"):
        return stored == written
    return True  # Times and decimals have many spellings; what the case expects says which value it is.


class CsvHostile(ProjectTest):
    def assert_topic(self, topic):
        cases = TOPICS[topic]
        self.assertEqual(len({case.step_id for case in cases}), len(cases), "two cases of one name")
        for case in cases:
            self.project.put(case.name, case.content)
        accepted = [case for case in cases if case.error is None]
        if accepted:
            self.assert_tables(topic, accepted)
        for case in cases:
            if case.error is not None:
                with self.subTest(case=f"{topic}/{case.name}"):
                    self.assert_refused(case)

    def assert_tables(self, topic, cases):
        """Reads all files of a topic in one run: a failure names the step, which is called like the file."""
        document = self.run_pipeline(*(case.step() for case in cases))
        ledger = {step["step_id"]: step for step in document["steps"]}
        lines = self.session_events(document["session_dir"])
        for case in cases:
            warnings = [event["code"] for event in lines
                        if event["event"] == "step_warning" and event["step_id"] == case.step_id]
            with self.subTest(case=f"{topic}/{case.name}"):
                self.assertEqual(warnings, case.warnings)
                step = ledger[case.step_id]
                self.assertEqual((step["rows_out"], step["rows_rejected"]), (case.row_count, case.rejected))
                self.assertEqual(step["rows_in"], case.row_count + case.rejected)
                rows = self.assert_table(case)
                self.assert_python_agrees(case, rows)

    @staticmethod
    def session_events(folder):
        with open(f"{folder}/logs/events.jsonl", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def shown(self, case):
        limit = min(case.row_count + 1, ROWS_SHOWN_MAX)
        return self.succeed("data", "show", "last", case.step_id, "--limit", limit, "--json").document

    def assert_table(self, case):
        """Holds the stored table against the case; returns its first rows."""
        shown = self.shown(case)
        columns = {column["name"]: column["type"] for column in shown["columns"]}
        self.assertEqual(list(columns.items()), list(case.columns.items()))
        if case.rows is not None:
            # As JSON, 1 is neither true nor 1.0, and 0.0 is not -0.0.
            self.assertEqual(list(map(json.dumps, shown["rows"])), list(map(json.dumps, case.rows)))
        for query, answer in case.queries.items():
            query = query.replace("{}", f'"{case.step_id}"').replace("{rejects}", f'"{case.step_id}.rejects"')
            rows = self.succeed("data", "sql", "last", query, "--json").document["rows"]
            self.assertEqual(rows, [answer], query)
        return shown["rows"]

    def assert_python_agrees(self, case, shown):
        if case.python_differs:
            return
        rows = read_by_python(case)
        self.assertEqual(len(rows), case.row_count, "Python's csv module counts other rows")
        if case.row_count > ROWS_SHOWN_MAX or {"dtype", "decimal", "columns"} & set(case.options):
            return
        types = list(case.columns.values())
        null_words = {"", *case.options.get("na_values", [])}
        grouping = case.options.get("thousands", "")
        for number, (stored, written) in enumerate(zip(shown, rows), 1):
            self.assertEqual(len(stored), len(written), f"row {number}")
            for value, type_name, text in zip(stored, types, written):
                text = text if type_name == "VARCHAR" else text.replace(grouping, "")
                self.assertTrue(means(value, type_name, text, null_words), f"row {number}: {value!r} of {text!r}")

    def assert_refused(self, case):
        """Holds that the step fails with the right code and place, has a remedy, and leaves no table."""
        outcome = self.project.osiris("run", self.project.pipeline(case.step()), "--json")
        before_the_run = case.error.get("before_the_run", False)
        self.assert_failed(outcome, 2 if before_the_run else 1)
        error = outcome.document["errors"][0] if before_the_run else outcome.document["error"]
        self.assertEqual(error["code"], case.error["code"], outcome)
        place = f"{case.name}:{case.error['line']}:" if "line" in case.error else case.name
        for words in (place, *case.error.get("says", ())):
            self.assertIn(words, error["message"])
        self.assertTrue(error["hint"], f"no remedy: {outcome}")
        if not before_the_run:
            self.assertNotIn(case.step_id, self.project.relations())

    def test_there_are_many(self):
        self.assertGreater(sum(map(len, TOPICS.values())), 150)


def test_of(topic):
    return lambda self: self.assert_topic(topic)


TOPICS = load_cases()
for name in TOPICS:
    setattr(CsvHostile, "test_" + name, test_of(name))

if __name__ == "__main__":
    run_tests()
