#!/usr/bin/env python3
"""`osiris doctor` in installations and projects that are really broken."""

import os
import shutil
import subprocess

from osiris_project import PATIENCE, SESSIONS, ProjectTest, extract, obeying_permissions, program, run_tests


class Doctor(ProjectTest):
    def doctor(self, exit_code=0, under=(), environment=None):
        """Returns the checks by name; all of them have a status that fits the exit code."""
        done = self.project.osiris("doctor", "--json", under=under, environment=environment)
        self.assertEqual(done.exit_code, exit_code, str(done))
        self.assertEqual(done.stderr, "")
        checks = {check["name"]: check for check in done.document["checks"]}
        self.assertEqual(any(check["status"] == "failed" for check in checks.values()), exit_code != 0)
        for check in checks.values():
            self.assertTrue(check["status"] == "ok" or check["hint"], check)
        return checks

    def test_a_new_project_is_well(self):
        self.assertEqual(self.project.osiris("init").exit_code, 0)
        before = self.project.files()
        checks = self.doctor()
        self.assertEqual(self.project.files(), before)
        self.assertEqual(checks["engine"]["status"], "ok")
        self.assertIn("libduckdb.so", checks["engine"]["message"])
        self.assertEqual(checks["sessions"]["status"], "ok")
        self.assertEqual(checks["connection @filesystem.data"]["status"], "ok")

    def test_outside_a_project(self):
        self.assertEqual(self.doctor()["project"]["status"], "skipped")

    def test_an_installation_without_its_library(self):
        folder = self.project.folder / "bin"
        folder.mkdir()
        shutil.copy(program(), folder / "osiris")
        done = subprocess.run([folder / "osiris", "doctor"], capture_output=True, text=True, timeout=PATIENCE,
                              check=False, cwd=folder, env={**os.environ, "LD_LIBRARY_PATH": ""})
        if "error while loading shared libraries" in done.stderr:
            self.skipTest("the program cannot even start without lib/ beside it")
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("cannot load libduckdb.so", done.stdout)
        self.assertIn("hint for engine: ", done.stderr)

    def test_a_project_that_cannot_be_written(self):
        self.project.put("pipelines/a.yaml", "")
        self.project.folder.chmod(0o555)
        self.addCleanup(self.project.folder.chmod, 0o755)
        checks = self.doctor(1, under=obeying_permissions())
        self.assertEqual(checks["sessions"]["status"], "failed")
        self.assertIn(str(self.project.folder), checks["sessions"]["message"])

    def test_few_open_files(self):
        checks = self.doctor(under=("prlimit", "--nofile=200:200", "--"))
        self.assertEqual(checks["open files"]["status"], "warning")
        self.assertIn("200", checks["open files"]["message"])

    def test_a_connection_that_does_not_work(self):
        self.project.put("osiris_connections.yaml", "connections: {filesystem: {gone: {base_dir: nowhere}, "
                         "unset: {base_dir: '${NOT_SET_ANYWHERE}'}}}")
        checks = self.doctor(1)
        self.assertIn("does not exist", checks["connection @filesystem.gone"]["message"])
        self.assertIn("NOT_SET_ANYWHERE", checks["connection @filesystem.unset"]["message"])

    def test_the_leftovers_of_a_killed_run(self):
        self.project.put("a.csv", "id\n1\n")
        self.assertEqual(self.project.osiris("run", self.project.pipeline(extract("load", "a.csv"))).exit_code, 0)
        self.assertEqual(self.doctor()["runs"]["status"], "ok")
        session, = self.project.sessions()
        (self.project.folder / SESSIONS / "runs.jsonl").unlink()
        (self.project.folder / SESSIONS / session / "status.json").unlink()
        runs = self.doctor()["runs"]
        self.assertEqual(runs["status"], "warning")
        self.assertIn(session, runs["message"])
        self.assertIn("maintenance clean", runs["hint"])

    def test_a_damaged_connections_file(self):
        self.project.put("osiris_connections.yaml", "connections:\n  a: b: c\n")
        self.assertIn("osiris_connections.yaml:2:", self.doctor(1)["connections file"]["message"])


if __name__ == "__main__":
    run_tests()
