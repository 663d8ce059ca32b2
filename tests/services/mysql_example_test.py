#!/usr/bin/env python3
"""`examples/mysql/run.sh`: the example runs by itself, and what it writes is what a second reckoning says."""

import csv
import datetime
import decimal
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))

from mysql_server import FLAVOURS, PATIENCE  # noqa: E402
from osiris_project import program, run_tests  # noqa: E402

PRICES = {1: "249.00", 2: "39.90", 3: "12.50", 4: "119.00", 5: "64.95", 6: "18.00"}
COUNTRIES = {1: "NO", 2: "DE", 3: "ES", 4: "PL", 5: "FR", 6: "GR", 7: "DE"}


def reckon(since):
    """Returns what shop.sql sold from a day on: month and country -> orders, revenue, time of the last order."""
    sold = {}
    for order in range(1, 1001):
        time = datetime.datetime(2025, 1, 1, 8) + datetime.timedelta(minutes=order * 521)
        if order % 17 == 0 or order % 11 == 0 or time < since:
            continue
        amount = sum(decimal.Decimal(PRICES[1 + (order * 5 + line * 7) % 6]) * (1 + (order + line) % 4)
                     for line in range(1, 2 + order % 3))
        key = (time.strftime("%Y-%m-01"), COUNTRIES[1 + order * 13 % 7])
        orders, revenue, last = sold.get(key, (0, decimal.Decimal(), time))
        sold[key] = (orders + 1, revenue + amount, max(last, time))
    return {key: [str(orders), f"{revenue:.2f}", str(last)] for key, (orders, revenue, last) in sold.items()}


class Example(unittest.TestCase):
    maxDiff = None

    def run_example(self, flavour):
        """Runs the example in a copy of its folder; returns what it shows and the rows of its file."""
        with tempfile.TemporaryDirectory() as tree:
            example = pathlib.Path(tree).resolve() / "examples/mysql"
            shutil.copytree(ROOT / "examples/mysql", example,
                            ignore=shutil.ignore_patterns("output", ".osiris_*", "build"))
            (pathlib.Path(tree) / "tests").symlink_to(ROOT / "tests")
            # Where the machine's clock is ahead of UTC, nothing may move to another month.
            shown = subprocess.run(["env", "TZ=Asia/Tokyo", example / "run.sh", program(), flavour],
                                   capture_output=True, text=True, timeout=PATIENCE, check=False)
            self.assertEqual(shown.returncode, 0, shown.stdout + shown.stderr)
            self.assertNotIn("error", shown.stderr)
            self.assertNotIn("warning", shown.stderr)
            with open(example / "output/monthly_revenue.csv", newline="", encoding="utf-8") as file:
                return shown.stdout, list(csv.reader(file))

    def test_it_writes_what_was_sold(self):
        for flavour in FLAVOURS:
            with self.subTest(flavour):
                shown, (head, *rows) = self.run_example(flavour)
                self.assertEqual(head, ["sales_month", "country", "orders", "revenue", "last_order"])
                self.assertEqual({(month, country): [orders, revenue, last.removesuffix("+00")]
                                  for month, country, orders, revenue, last in rows},
                                 reckon(datetime.datetime(2025, 7, 1)), "the second run reads from July on")
                year = reckon(datetime.datetime(2025, 1, 1))
                best = sorted(year, key=lambda key: -decimal.Decimal(year[key][1]))[:5]
                table = [[cell.strip() for cell in line.strip("|").split("|")]
                         for line in shown.splitlines() if line.startswith("| 2025")]
                self.assertEqual(table, [[*key, *year[key][:2], year[key][2] + ".000000"] for key in best],
                                 "the first run's months stay")


if __name__ == "__main__":
    run_tests()
