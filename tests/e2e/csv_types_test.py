"""Random columns of values that look alike, against the table of types in docs/guide/csv.md, written again in Python.

Each column comes from a seed, which a failure names; OSIRIS_SEEDS=40-2000 tries others.
"""

import csv
import datetime
import io
import json
import os
import random
import re

from osiris_project import ProjectTest, extract, run_tests

SEEDS = os.environ.get("OSIRIS_SEEDS", "0-19")
COLUMNS = 40
ROWS = 60
# Families of values of one type, each with its near misses.
FAMILIES = {
    "integers": (["0", "7", "-12", "9007199254740993", "9223372036854775807", "-9223372036854775808", "100"],
                 ["9223372036854775808", "9" * 38, "-" + "9" * 38, "1" * 39, "-0", "007", "+5", "1_000", "0x1F", " 5",
                  "5 ", "--5", "-", "1,000", "٣", "00", "-01", "1e3"]),
    "numbers": (["1.5", "-0.25", "1e5", "1E-7", "2e+10", ".5", "5.", "0.0", "3", "-0"],
                ["nan", "NaN", "inf", "-inf", "Infinity", "1e400", "1e-400", "1.5.2", "1e", "e5", ".", "-.", "01.5",
                 "+1.5", "1,5", "1.5f", "nano", "1 .5", "0x1p3", "99999999999999999999", "1.7976931348623157e308"]),
    "booleans": (["true", "false", "True", "FALSE", "TRUE", "False"],
                 ["yes", "no", "t", "f", "1", "0", "tRUE", "true ", "None"]),
    "dates": (["2024-01-31", "1970-01-01", "0001-01-01", "9999-12-31", "2024-02-29", "1900-02-28"],
              ["2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "0000-01-01", "24-01-31",
               "2024-1-5", "01/02/2024", "20240131", "2024-01-31 ", "2024-01-31 10:00:00", "2024-01-31T10:00",
               "2024-01-31T10:00:00Z", "10000-01-01"]),
    "times": (["13:45:00", "00:00:00.25", "23:59:59.999999"],
              ["24:00:00", "12:60:00", "23:59:60", "12:30", "1:30:00", "12:30:00.1234567", "12:30:00.", "12:30:00Z"]),
    "timestamps": (["2024-01-31 13:45:00", "2024-01-31T13:45", "1969-12-31 23:59:59.5", "2024-01-31"],
                   ["2024-01-31 24:00:00", "2024-01-31  13:45:00", "2024-01-31 13:45:00.1234567", "2024-01-31 13",
                    "2024-01-31t13:45:00", "2024-01-31 13:45:00Z", "2024-02-30 10:00:00"]),
    "instants": (["2024-01-31T13:45:00Z", "2024-01-31 13:45:00+02:00", "2024-01-31 13:45:00.5-0530",
                  "2024-12-31T23:30:00-01"],
                 ["2024-01-31T13:45Z", "2024-01-31 13:45:00 UTC", "2024-01-31 13:45:00+15:00", "2024-01-31 13:45:00z",
                  "2024-01-31 13:45:00+02:60", "2024-01-31 13:45:00", "2024-01-31 13:45:00+2"]),
    "words": (["NA", "NULL", "abc", "é", "-x", "infinite", "nancy", "truth", "12a"], ["5", "true", "2024-01-31"]),
}
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
NUMBER = re.compile(r"-?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
BOOLEAN = ("true", "True", "TRUE", "false", "False", "FALSE")
DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
TIME = r"([0-9]{2}):([0-9]{2})(:([0-9]{2})(\.[0-9]{1,6})?)?"
ZONE = re.compile(r"(Z|[+-]([0-9]{2})(:?([0-9]{2}))?)")


def is_date(text):
    found = DATE.fullmatch(text)
    try:
        return bool(found and datetime.date(*map(int, found.groups())))
    except ValueError:
        return False


def time_of(text):
    """Returns the match of a time of day that exists, or None."""
    found = re.fullmatch(TIME, text)
    in_range = found and int(found[1]) < 24 and int(found[2]) < 60 and int(found[4] or 0) < 60
    return found if in_range else None


def kind_of(text):
    """Says what a value looks like."""
    if text in BOOLEAN:
        return "boolean"
    if INTEGER.fullmatch(text) and text != "-0":
        digits = len(text.lstrip("-"))
        return "integer" if -2**63 <= int(text) < 2**63 else "huge" if digits <= 38 else "text"
    if NUMBER.fullmatch(text):
        digits = re.sub(r"[eE].*", "", text)
        too_large = float(text) in (float("inf"), float("-inf"))
        too_small = float(text) == 0 and re.search("[1-9]", digits)
        return "text" if too_large or too_small else "number"
    if NOT_FINITE.fullmatch(text):
        return "not finite"
    if is_date(text):
        return "date"
    found = time_of(text)
    if found and found[3]:
        return "time"
    return kind_of_timestamp(text)


def kind_of_timestamp(text):
    day, separator, rest = text[:10], text[10:11], text[11:]
    if not is_date(day) or separator not in (" ", "T"):
        return "text"
    if time_of(rest):
        return "timestamp"
    zone = re.search(r"[Z+-].*", rest)
    found = zone and time_of(rest[:zone.start()])
    offset = zone and ZONE.fullmatch(zone[0])
    exists = offset and int(offset[2] or 0) <= 14 and int(offset[4] or 0) < 60
    return "instant" if found and found[3] and exists else "text"


# Kinds of values with the type that holds all of them, the narrowest first.
TYPES = (({"boolean"}, "BOOLEAN"), ({"integer"}, "BIGINT"), ({"integer", "huge"}, "HUGEINT"),
         ({"integer", "huge", "number", "not finite"}, "DOUBLE"), ({"date"}, "DATE"), ({"time"}, "TIME"),
         ({"date", "timestamp"}, "TIMESTAMP"), ({"instant"}, "TIMESTAMP WITH TIME ZONE"))


def type_of(values):
    """Returns the narrowest type that holds all values as they are written."""
    kinds = {kind_of(value) for value in values if value}
    if kinds and kinds != {"not finite"}:
        for kinds_of_type, type_name in TYPES:
            if kinds <= kinds_of_type:
                return type_name
    return "VARCHAR"


def instant_of(text):
    """Returns what a date and a time with or without a zone mean, as a time in UTC or of no place."""
    text = re.sub(r"([+-][0-9]{2})$", r"\1:00", text.replace("Z", "+00:00")) if len(text) > 16 else text
    moment = datetime.datetime.fromisoformat(re.sub(r"([+-][0-9]{2})([0-9]{2})$", r"\1:\2", text))
    return moment.astimezone(datetime.timezone.utc) if moment.tzinfo else moment


def means(stored, type_name, written):
    """Whether a stored value, as JSON shows it, is the one that is written."""
    if not written:
        return stored is None
    if type_name == "BOOLEAN":
        return stored is (written.lower() == "true")
    if type_name in ("BIGINT", "HUGEINT"):
        return str(stored) == written
    if type_name == "DOUBLE":
        # The database's compression takes -0.0 and 0.0 for one value.
        return repr(float(stored) + 0.0) == repr(float(written) + 0.0)
    if type_name.startswith("TIMESTAMP"):
        return instant_of(stored) == instant_of(written)
    if type_name == "TIME":
        return datetime.time.fromisoformat(stored) == datetime.time.fromisoformat(written)
    return stored == written


def random_column(choose):
    usual, near = FAMILIES[choose.choice(list(FAMILIES))]
    values = choose.choices(usual + [""] * choose.choice([0, 3]), k=ROWS)
    for _ in range(choose.choice([0, 0, 1, 2])):
        values[choose.randrange(ROWS)] = choose.choice(near)
    return values


class CsvTypes(ProjectTest):
    def test_random_columns(self):
        first, last = map(int, SEEDS.split("-"))
        for seed in range(first, last + 1):
            choose = random.Random(seed)
            columns = [random_column(choose) for _ in range(COLUMNS)]
            text = io.StringIO(newline="")
            csv.writer(text, quoting=choose.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])).writerows(
                [[f"c{number}" for number in range(COLUMNS)], *zip(*columns)])
            self.project.put("in.csv", text.getvalue())
            with self.subTest(seed=seed):
                self.run_pipeline(extract("load", "in.csv"))
                shown = self.succeed("data", "show", "last", "load", "--limit", ROWS + 1, "--json").document
                stored = list(zip(*shown["rows"]))
                self.assertEqual(len(shown["rows"]), ROWS)
                for number, (column, values) in enumerate(zip(shown["columns"], columns)):
                    self.assert_column(column, stored[number], values)

    def assert_column(self, column, stored, values):
        expected = type_of(values)
        self.assertEqual(column["type"], expected, f"{column['name']}: {sorted(set(values))}")
        for one, text in zip(stored, values):
            if expected == "VARCHAR" and not text:
                self.assertIn(one, (None, ""))
            else:
                self.assertTrue(means(one, expected, text), f"{column}: {json.dumps(one)} of {text!r}")


if __name__ == "__main__":
    run_tests()
