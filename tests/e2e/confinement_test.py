"""SQL that tries to leave the session: it is stopped, and nothing is read, written or changed."""

import hashlib
import os
import pathlib
import tempfile

from osiris_project import CACHE, SESSIONS, ProjectTest, extract, run_tests, transform

SECRET = "f3a91c-this-is-nobody-elses-business"

READS = (
    "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_csv_auto('/etc/passwd')", "FROM '/etc/passwd'",
    "FROM '/etc/*'", "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')", "SELECT * FROM glob('/*')", "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM read_json('/etc/passwd')", "SELECT * FROM read_parquet('/etc/passwd')",
    "SELECT * FROM parquet_metadata('/etc/passwd')", "SELECT * FROM query_table('/etc/passwd')",
    "SELECT * FROM query('FROM read_text(''/etc/passwd'')')", "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT getenv('HOME')", "SELECT * FROM read_text('https://example.org/')",
    "SELECT (SELECT content FROM read_text('{outside}/secret.txt'))",
    "SELECT * FROM read_text('{project}/secret.txt')", "SELECT * FROM read_text('secret.txt')",
    "SELECT * FROM read_text('{project}/in.csv/../secret.txt')",
    "SELECT * FROM read_text('{project}/data/../../secret.txt')",
    "SELECT * FROM read_text('{project}/link.csv')", "SELECT * FROM read_text(['in.csv', '{outside}/secret.txt'])",
    "SELECT * FROM which_secret('{outside}', 's3')", "SELECT * FROM sqlite_scan('/etc/passwd', 'x')",
)

WRITES = (
    "COPY (SELECT 1) TO '{outside}/out.csv'", "COPY \"in\" TO '{outside}/out.csv'", "COPY \"in\" FROM '/etc/passwd'",
    "COPY (SELECT 1) TO '{project}/in.csv'", "EXPORT DATABASE '{outside}/export'", "IMPORT DATABASE '{outside}'",
    "ATTACH '{outside}/other.duckdb'", "ATTACH ':memory:' AS other", "DETACH pipeline_data", "USE memory",
    "CREATE TABLE made AS SELECT 1", "CREATE VIEW made AS SELECT 1", "CREATE TEMP TABLE made AS SELECT 1",
    "CREATE MACRO made() AS 1", "CREATE SCHEMA made", "CREATE SEQUENCE made", "CREATE TYPE made AS ENUM ('a')",
    "CREATE SECRET (TYPE s3)", "DROP TABLE \"in\"", "ALTER TABLE \"in\" RENAME TO made",
    "INSERT INTO \"in\" VALUES (9)",
    "INSERT INTO \"in\" VALUES (9) RETURNING *", "UPDATE \"in\" SET id = 9", "DELETE FROM \"in\"", "TRUNCATE \"in\"",
    "WITH gone AS (DELETE FROM \"in\" RETURNING *) FROM gone", "SELECT 1) TO '{outside}/out.csv'; --",
    "SELECT 1); DROP TABLE \"in\"; --", "SELECT 1 AS x) AS y; COPY \"in\" TO '{outside}/out.csv'; SELECT (1",
    "SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_path = '{outside}/log')",
    "SELECT * FROM enable_profiling(format = 'json', save_location = '{outside}/profile.json')",
    "SELECT * FROM query('FROM enable_logging()')", "SELECT * FROM force_checkpoint()",
    "SELECT (SELECT count(*) FROM enable_logging(storage_path = '{outside}/log'))",
    "CALL enable_logging(storage = 'file', storage_path = '{outside}/log')", "CHECKPOINT", "VACUUM", "COMMIT",
    "SELECT 1; COPY \"in\" TO '{outside}/out.csv'", "BEGIN", "ROLLBACK",
)

SETTINGS = (
    "INSTALL httpfs", "LOAD httpfs", "LOAD '{outside}/evil.duckdb_extension'", "FORCE INSTALL httpfs",
    "UPDATE EXTENSIONS", "SET enable_external_access = true", "SET memory_limit = '1MB'", "RESET memory_limit",
    "SET GLOBAL TimeZone = 'Asia/Tokyo'", "SET SESSION TimeZone = 'Asia/Tokyo'", "SET VARIABLE x = 1",
    "SET allowed_paths = ['/etc/passwd']", "PRAGMA database_list", "PRAGMA enable_profiling",
    "PRAGMA profiling_output = '{outside}/profile.json'", "PRAGMA threads = 1", "PREPARE p AS SELECT 1", "EXECUTE p",
    "SELECT 1; SELECT 2", "SHOW TABLES; SELECT 1", "EXPLAIN ANALYZE SELECT 1", "", ";", "-- nothing",
)


def fingerprint(folder):
    """Returns every path below a folder with the hash of its content, sessions left out."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
            for path in sorted(folder.rglob("*")) if not {SESSIONS, CACHE} & set(path.parts)}


class Escapes(ProjectTest):
    def setUp(self):
        super().setUp()
        outside = tempfile.TemporaryDirectory()
        self.addCleanup(outside.cleanup)
        self.outside = pathlib.Path(outside.name)
        (self.outside / "secret.txt").write_text(SECRET)
        (self.outside / "schema.sql").write_text("CREATE TABLE made(x INTEGER);")
        (self.outside / "load.sql").write_text("")
        self.project.put("secret.txt", SECRET)
        self.project.put("data/empty", "")
        self.project.put("in.csv", "id\n1\n2\n")
        os.symlink(self.outside / "secret.txt", self.project.folder / "link.csv")

    def places(self, sql):
        return sql.replace("{outside}", str(self.outside)).replace("{project}", str(self.project.folder))

    def assert_stopped(self, outcome):
        self.assertIn(outcome.exit_code, (1, 2), outcome)
        self.assertTrue(outcome.document["error"]["code"], outcome)
        self.assertNotIn(outcome.document["error"]["code"], ("internal.bug",), outcome)
        self.assertNotIn(SECRET, outcome.stdout + outcome.stderr)
        self.assertNotIn("root:", outcome.stdout + outcome.stderr)

    def test_a_transform_stays_inside(self):
        # One run for all of them: each is a step of its own, and no failure stops the next.
        attempts = {f"escape-{number}": sql for number, sql in enumerate(READS + WRITES + SETTINGS)}
        attempts = {step_id: sql for step_id, sql in attempts.items() if sql}
        steps = [transform(step_id, "FROM input_df", needs=["in"]) for step_id in attempts]
        # The compiler refuses nearly all of them; here the run has to.
        pipeline = self.project.forge([extract("in", "in.csv"), *steps],
                                      {step_id: self.places(sql) for step_id, sql in attempts.items()})
        before = fingerprint(self.project.folder), fingerprint(self.outside)
        outcome = self.project.osiris("run", pipeline, "--on-failure", "finish_independent", "--json")
        self.assert_stopped(outcome)
        ended = {step["step_id"]: step for step in outcome.document["steps"]}
        for step_id, sql in attempts.items():
            with self.subTest(sql=sql):
                self.assertEqual(ended[step_id]["status"], "failed")
                self.assertNotEqual(ended[step_id]["error"]["code"], "internal.bug", ended[step_id])
                self.assertTrue(ended[step_id]["error"]["hint"], ended[step_id])
        self.assertEqual((fingerprint(self.project.folder), fingerprint(self.outside)), before)
        self.assertEqual({name: info["rows"] for name, info in self.project.relations().items()}, {"in": 2})

    def test_a_query_without_a_statement_is_no_query(self):
        self.refuse_to_run(extract("in", "in.csv"), transform("empty", " -- nothing"), code="sql.not_one_select",
                           step_id="empty")

    def test_an_attempt_is_refused_before_the_run_and_in_it(self):
        for sql, codes in (("FROM read_text('/etc/passwd')", ("sql.denied", "sql.denied")),
                           ("FROM '/etc/passwd'", ("sql.invalid", "sql.invalid")),
                           ("COPY \"in\" TO '{outside}/out.csv'", ("sql.not_one_select", "sql.denied")),
                           ("INSTALL httpfs", ("sql.not_one_select", "sql.not_one_select"))):
            with self.subTest(sql=sql):
                self.refuse_to_run(extract("in", "in.csv"), transform("escape", self.places(sql)), step_id="escape",
                                   code=codes[0])
                manifest = self.project.forge([extract("in", "in.csv"), transform("escape", "FROM input_df")],
                                              {"escape": self.places(sql)})
                outcome = self.project.osiris("run", manifest, "--json")
                self.assert_failed(outcome, 1)
                self.assertEqual(outcome.document["error"]["code"], codes[1], outcome)

    def test_looking_at_data_only_reads(self):
        self.run_pipeline(extract("in", "in.csv"))
        session = max((self.project.folder / SESSIONS).glob("2*"))
        data = hashlib.sha256((session / "pipeline_data.duckdb").read_bytes()).hexdigest()
        for sql in READS[:4] + WRITES[::3] + SETTINGS[::4]:
            with self.subTest(sql=sql):
                before = fingerprint(self.project.folder), fingerprint(self.outside)
                # Standard input, because an empty argument is a mistake of another kind.
                self.assert_stopped(self.project.osiris("data", "sql", "last", "-", "--json",
                                                        stdin=self.places(sql)))
                self.assertEqual((fingerprint(self.project.folder), fingerprint(self.outside)), before)
        self.assertEqual(hashlib.sha256((session / "pipeline_data.duckdb").read_bytes()).hexdigest(), data)
        self.assertEqual({path.name for path in session.glob("pipeline_data.duckdb*")} - {"pipeline_data.duckdb.lock"},
                         {"pipeline_data.duckdb"})


if __name__ == "__main__":
    run_tests()
