#!/usr/bin/env python3
"""`osiris connections doctor` and `osiris discovery run` with real MySQL and MariaDB servers."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))

from mysql_server import FLAVOURS, PASSWORD, USER, MysqlServer  # noqa: E402
from osiris_project import PATIENCE, ProjectTest, run_tests, step  # noqa: E402

# Each column of a kind that is declared otherwise at the two servers, or that the catalog tells only in part.
TABLES = """
CREATE TABLE people (country CHAR(2), id INT, name VARCHAR(40) NOT NULL, PRIMARY KEY (id, country));
CREATE TABLE orders (id BIGINT UNSIGNED PRIMARY KEY, country CHAR(2), person INT, amount DECIMAL(12,2) NOT NULL,
  note TEXT, made DATETIME(6), seen TIMESTAMP NULL, took TIME, paid BIT(1), flags BIT(9), tiny TINYINT(1), doc JSON,
  raw VARBINARY(20), place POINT, size ENUM('s','m'), year YEAR, ratio DOUBLE,
  CONSTRAINT buyer FOREIGN KEY (person, country) REFERENCES people (id, country));
CREATE VIEW sums AS SELECT country, COUNT(*) AS n, SUM(amount) AS amount, MAX(doc) AS doc FROM orders GROUP BY country;
CREATE TABLE `odd "name;` (`a b` INT, `select` VARCHAR(10));
CREATE TABLE gone (x INT);
CREATE VIEW broken AS SELECT x FROM gone;
DROP TABLE gone;
INSERT INTO people VALUES ('NO', 1, 'Kari'), ('DE', 2, 'Jörg');
INSERT INTO orders (id, country, person, amount, note, doc) VALUES
  (1, 'NO', 1, 10.50, 'first', '{"a": 1}'), (18446744073709551615, 'DE', 2, 99.99, NULL, NULL);
INSERT INTO `odd "name;` VALUES (1, 'x');
"""


class MysqlLook(ProjectTest):
    def setUp(self):
        super().setUp()
        self.environment = {"SHOP_PASSWORD": PASSWORD}

    def serve(self, flavour, *options):
        """Starts a server that lives as long as the test."""
        server = MysqlServer(flavour, options)
        self.enterContext(server)
        return server

    def connect(self, server, **settings):
        """Writes the connection @mysql.shop."""
        values = server.connection(**{"password": "${SHOP_PASSWORD}", **settings})
        values = {key: value for key, value in values.items() if value is not None}
        self.project.put("osiris_connections.yaml", json.dumps({"connections": {"mysql": {"shop": values}}}))

    def osiris(self, *arguments):
        outcome = self.project.osiris(*arguments, environment=self.environment)
        self.assertNotIn(PASSWORD, outcome.stdout + outcome.stderr)
        return outcome

    def doctor(self, exit_code):
        outcome = self.osiris("connections", "doctor", "@mysql.shop", "--json")
        self.assertEqual(outcome.exit_code, exit_code, outcome)
        return outcome.document["results"]["mysql"]["shop"]

    def discover(self, *arguments):
        outcome = self.osiris("discovery", "run", "@mysql.shop", *arguments, "--json")
        self.assertEqual((outcome.exit_code, outcome.stderr), (0, ""), outcome)
        return outcome.document

    def test_doctor(self):
        for flavour in FLAVOURS:
            with self.subTest(flavour), MysqlServer(flavour) as server:
                self.connect(server)
                result = self.doctor(0)
                self.assertEqual(result["status"], "success", result)
                self.assertIn("MariaDB 10.11" if flavour == "mariadb" else "MySQL 5.7", result["message"])
                self.assertIn(f"as {USER}@%, who may SELECT, INSERT", result["message"])
                self.assertLess(result["latency_ms"], 5000)
                self.check_sickness(server)

    def check_sickness(self, server):
        self.connect(server, user="stranger")
        self.assertEqual(self.doctor(1)["category"], "auth")
        self.connect(server, port=1)
        result = self.doctor(5)
        self.assertEqual((result["category"], result["transient"]), ("network", True))
        self.connect(server, database="no_such")
        self.assertEqual(self.doctor(1)["category"], "config")
        self.connect(server, ssl_mode="verify_ca", ssl_ca="no/such.pem")
        result = self.doctor(1)
        self.assertEqual(result["category"], "config")
        self.assertIn("no/such.pem", result["message"])
        self.connect(server)
        server.pause()
        began = time.monotonic()
        self.assertEqual(self.doctor(5)["category"], "timeout")
        self.assertLess(time.monotonic() - began, 30)
        server.resume()

    def test_discovery(self):
        for flavour in FLAVOURS:
            with self.subTest(flavour), MysqlServer(flavour) as server:
                server.sql(TABLES, "shop")
                self.connect(server)
                self.check_listing()
                self.check_names()
                self.check_samples()
                self.check_samples_that_a_step_refuses(server)
                self.check_that_steps_agree()

    def check_listing(self):
        tables = {table["name"]: table for table in self.discover()["tables"]}
        self.assertEqual(list(tables), ["broken", 'odd "name;', "orders", "people", "sums"])
        orders = tables["orders"]
        self.assertEqual(orders["kind"], "table")
        self.assertEqual(orders["config"], {"table": "orders"})
        self.assertEqual(orders["primary_key"], ["id"])
        self.assertEqual(orders["foreign_keys"], [{"columns": ["person", "country"], "table": "people",
                                                   "referenced_columns": ["id", "country"]}])
        self.assertEqual(orders["row_count_basis"], "estimated")
        self.assertEqual(orders["columns"][0], {"name": "id", "type": "UBIGINT", "source_type": "bigint(20) unsigned",
                                                "nullable": False})
        self.assertEqual(tables["sums"]["kind"], "view")
        self.assertIsNone(tables["sums"]["row_count"])
        self.assertIn("shop.broken", tables["broken"]["problem"]["message"])
        shown = self.osiris("discovery", "run", "@mysql.shop", "--table", "orders").stdout
        self.assertIn("about ", shown)
        self.assertRegex(shown, r"id +UBIGINT +bigint\(20\) unsigned +key")
        self.assertRegex(shown, r"person +INTEGER +int\(11\) +of people\.id")

    def check_names(self):
        found = self.discover("--table", "o*", "--table", "people")
        self.assertEqual([table["name"] for table in found["tables"]], ['odd "name;', "orders", "people"])
        refused = self.osiris("discovery", "run", "@mysql.shop", "--table", "ordrs", "--json")
        self.assertEqual(refused.exit_code, 2, refused)
        self.assertEqual(refused.document["error"]["code"], "discovery.name_unknown")
        self.assertIn("did you mean 'orders'?", refused.document["error"]["message"])

    def check_samples(self):
        before = self.project.files()
        first, second = self.discover("--samples", "5"), self.discover("--samples", "5")
        del first["duration_ms"], second["duration_ms"]
        self.assertEqual(json.dumps(first), json.dumps(second))
        self.assertEqual(self.project.files(), before)
        samples = {table["name"]: table.get("samples") for table in first["tables"]}
        self.assertEqual(samples["people"], [{"country": "NO", "id": 1, "name": "Kari"},
                                             {"country": "DE", "id": 2, "name": "Jörg"}])
        self.assertEqual(samples['odd "name;'], [{"a b": 1, "select": "x"}])
        self.assertEqual(samples["orders"][1]["id"], 18446744073709551615)

    def check_samples_that_a_step_refuses(self, server):
        server.sql("SET sql_mode = ''; CREATE TABLE old (id INT, d DATE, n DECIMAL(65,0)); "
                   f"INSERT INTO old VALUES (1, '0000-00-00', {'9' * 60}); ", "shop")
        old, = self.discover("--table", "old", "--samples", "1")["tables"]
        self.assertEqual(old["samples"], [{"id": 1, "d": None, "n": "9" * 60}])
        self.assertEqual(old["columns"][2]["type"], "DECIMAL(38,0)")
        server.sql("DROP TABLE old", "shop")

    def check_that_steps_agree(self):
        """A step with the config of a table has the columns that were discovered."""
        for number, table in enumerate(self.discover()["tables"]):
            if "problem" in table:
                continue
            read = step("read", table["component"], "read", {"connection": "@mysql.shop", **table["config"]})
            ran = self.osiris("run", self.project.pipeline(read, name=f"p{number}"))
            self.assertEqual(ran.exit_code, 0, ran)
            columns = self.project.relations()["read"]["columns"]
            self.assertEqual([(column["name"], column["type"]) for column in columns],
                             [(column["name"], column["type"]) for column in table["columns"]], table["name"])

    def test_several_databases(self):
        server = self.serve("mariadb")
        server.sql(TABLES, "shop")
        server.sql("CREATE DATABASE `an other`; CREATE TABLE `an other`.orders (x INT); "
                   "INSERT INTO `an other`.orders VALUES (7)")
        self.connect(server, database=None)
        tables = {table["name"]: table for table in self.discover("--table", "orders", "--samples", "1")["tables"]}
        self.assertEqual(list(tables), ["an other.orders", "shop.orders"])
        self.assertEqual(tables["an other.orders"]["config"], {"schema": "an other", "table": "orders"})
        self.assertEqual(tables["an other.orders"]["samples"], [{"x": 7}])

    def test_a_signal_ends_what_waits_for_a_hanging_server(self):
        server = self.serve("mariadb")
        self.connect(server)
        pipeline = self.project.pipeline(
            step("read", "mysql.extractor", "read", {"connection": "@mysql.shop", "query": "SELECT 1 AS n"}))
        server.pause()
        for arguments in (["connections", "doctor", "@mysql.shop"], ["discovery", "run", "@mysql.shop"],
                          ["run", str(pipeline)]):
            with self.subTest(arguments[0]):
                process = subprocess.Popen(self.project.command(*arguments), cwd=self.project.folder,
                                           env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL,
                                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                time.sleep(1.5)
                self.assertIsNone(process.poll())
                began = time.monotonic()
                process.send_signal(signal.SIGINT)
                _, stderr = process.communicate(timeout=PATIENCE)
                self.assertLess(time.monotonic() - began, 2.5)
                self.assertEqual(process.returncode, 130, stderr)
        server.resume()


if __name__ == "__main__":
    run_tests()
