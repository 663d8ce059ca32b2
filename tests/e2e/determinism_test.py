"""The same pipeline gives the same manifest, byte for byte, wherever and by whomever it is compiled."""

import concurrent.futures
import ctypes
import os
import pathlib
import subprocess
import tempfile

from osiris_project import Project, ProjectTest, program, run_tests

PIPELINE = """oml_version: "0.1.0"
name: Žluté řádky
metadata: {share: 0.1, big: 9223372036854775807, tags: [b, a], "řada": "é"}
params: {file: users, limit: {type: integer, default: 10}}
profiles: {prod: {params: {limit: 1000000}}}
steps:
  - id: users
    component: filesystem.csv_extractor
    needs: []
    timeout: 1.5h
    retry: {max_attempts: 3, delay_seconds: 0.25, backoff: 1.5}
    config:
      path: "data/${params.file}.csv"
      limit: "${params.limit}"
      columns: [id, name]
      dtype: {id: int64, name: str}
  - id: orders
    component: filesystem.csv_extractor
    needs: []
    config: {path: data/orders.csv, delimiter: ";", na_values: ["-", "?"]}
  - id: joined
    component: duckdb.processor
    needs: [users, orders]
    config: {query: "SELECT 1 AS one"}
  - id: out
    component: filesystem.csv_writer
    config: {path: out.csv, delimiter: "\\t", quoting: all}
"""

# The same document: other order of keys, other quotes, other layout.
SHUFFLED = """# another author
steps:
- config: {dtype: {name: str, id: int64}, columns: ["id", name], limit: '${params.limit}',
           path: 'data/${params.file}.csv'}
  retry:
    backoff: 1.50
    delay_seconds: 2.5e-1
    max_attempts: 3
  needs: []
  component: "filesystem.csv_extractor"
  timeout: '1.5h'
  id: users
- {needs: [], component: filesystem.csv_extractor, id: orders,
   config: {na_values: ['-', '?'], delimiter: ;, path: data/orders.csv}}
- {id: joined, config: {query: SELECT 1 AS one}, needs: [users, orders], component: duckdb.processor}
- component: filesystem.csv_writer
  id: out
  config:
    quoting: all
    delimiter: "\\x09"
    path: out.csv
profiles: {prod: {params: {limit: 1000000}}}
params:
  limit: {default: 10, type: integer}
  file: users
metadata: {"\\u0159ada": "\\xe9", tags: [b, a], big: 9223372036854775807, share: 1e-1}
name: "\\u017dlut\\xe9 \\u0159\\xe1dky"
oml_version: 0.1.0
"""

# Those that every system has, and one that none has; others are made below.
LOCALES = ("C", "C.utf8", "POSIX", "no_SUCH.UTF-8")
LOCALES_WITH_TRAPS = ("cs_CZ", "tr_TR", "de_DE")  # Decimal comma; a dotted capital I; dots between thousands.
TIME_ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", "<-1030>10:30", "no/such")
ADDR_NO_RANDOMIZE = 0x0040000


def made_locales(folder):
    """Makes the locales that set traps, as far as the system can, and returns their names."""
    names = []
    for name in LOCALES_WITH_TRAPS:
        try:
            done = subprocess.run(["localedef", "-i", name, "-f", "UTF-8", str(folder / f"{name}.utf8")],
                                  capture_output=True, check=False)
        except FileNotFoundError:
            break
        if (folder / f"{name}.utf8").is_dir() and done.returncode in (0, 1):
            names.append(f"{name}.utf8")
    return names


def fixed_addresses():
    """Makes the calling process and its children load at the same addresses every time."""
    ctypes.CDLL(None).personality(ADDR_NO_RANDOMIZE)


class Determinism(ProjectTest):
    def setUp(self):
        super().setUp()
        self.expected = self.manifest(self.project, PIPELINE)

    def manifest(self, project, text, *arguments, file="pipeline.yaml", preexec_fn=None, **environment):
        """Compiles a pipeline and returns the manifest's bytes, once its path says the same hash."""
        project.put(file, text)
        with tempfile.TemporaryDirectory(dir=project.folder) as out:
            command = [*project.command("compile", project.folder / file, "--out", out, "--json"), *arguments]
            done = subprocess.run(command, capture_output=True, text=True, cwd=project.folder, check=False,
                                  env={**os.environ, **environment}, preexec_fn=preexec_fn)
            self.assertEqual(done.returncode, 0, done.stderr)
            content = (pathlib.Path(out) / "manifest.yaml").read_bytes()
        self.assertIn(b"\nhash: ", content)
        return content

    def assert_same(self, content, what):
        self.assertEqual(content.decode(), self.expected.decode(), what)

    def test_layout_and_order_of_keys(self):
        self.assert_same(self.manifest(self.project, SHUFFLED), "shuffled")
        self.assert_same(self.manifest(self.project, PIPELINE.replace("\n", "\r\n")), "CRLF")

    def test_folders_and_file_names(self):
        for name in ("a", "deeper/than/before", "with space, čárka"):
            folder = self.project.folder / name
            folder.mkdir(parents=True)
            self.assert_same(self.manifest(Project(folder), PIPELINE, file="other name.yml"), name)

    def test_locales(self):
        with tempfile.TemporaryDirectory() as folder:
            made = made_locales(pathlib.Path(folder))
            for name in (*LOCALES, *made):
                known = {"LOCPATH": folder} if name in made else {}
                self.assert_same(self.manifest(self.project, PIPELINE, LC_ALL=name, LANG=name, **known), name)

    def test_time_zones(self):
        for name in TIME_ZONES:
            self.assert_same(self.manifest(self.project, PIPELINE, TZ=name), name)

    def test_home_user_and_other_variables(self):
        self.assert_same(self.manifest(self.project, PIPELINE, HOME="/nonexistent", USER="somebody", LOGNAME="x",
                                       TMPDIR=str(self.project.folder), OSIRIS_PARAM_OTHER="1"), "variables")

    def test_rights(self):
        for mask in (0o000, 0o077):
            content = self.manifest(self.project, PIPELINE, preexec_fn=lambda mask=mask: os.umask(mask))
            self.assert_same(content, oct(mask))

    def test_another_user(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become somebody else")
        nobody = 65534
        project = self.new_project()
        os.chown(project.folder, nobody, nobody)

        def become_nobody():
            os.setgroups([])
            os.setgid(nobody)
            os.setuid(nobody)

        if subprocess.run(["test", "-x", program()], preexec_fn=become_nobody, check=False).returncode != 0:
            self.skipTest(f"{program()} lies in a folder that only its owner may enter")
        project.put("pipeline.yaml", PIPELINE)
        out = project.folder / "out"
        done = subprocess.run(project.command("compile", "pipeline.yaml", "--out", out), preexec_fn=become_nobody,
                              cwd=project.folder, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(out.stat().st_uid, nobody)
        self.assert_same((out / "manifest.yaml").read_bytes(), "nobody")

    def test_addresses(self):
        self.assert_same(self.manifest(self.project, PIPELINE, preexec_fn=fixed_addresses), "fixed addresses")
        for number in range(5):
            self.assert_same(self.manifest(self.project, PIPELINE), f"random addresses {number}")

    def test_parallel_compilations(self):
        self.project.put("pipeline.yaml", PIPELINE)

        def compile_once(number):
            out = self.project.folder / f"out{number}"
            outcome = self.project.osiris("compile", "pipeline.yaml", "--out", out)
            return outcome, out / "manifest.yaml"

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for outcome, path in pool.map(compile_once, range(16)):
                self.assertEqual(outcome.exit_code, 0, outcome)
                self.assert_same(path.read_bytes(), str(path))

    def test_parallel_compilations_into_one_folder(self):
        self.project.put("pipeline.yaml", PIPELINE)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for outcome in pool.map(lambda _: self.project.osiris("compile", "pipeline.yaml"), range(16)):
                self.assertEqual(outcome.exit_code, 0, outcome)
        manifests = list((self.project.folder / "build").rglob("manifest.yaml"))
        self.assertEqual(len(manifests), 1)
        self.assert_same(manifests[0].read_bytes(), "one folder")

    def test_what_matters_is_seen(self):
        """The other tests compare; this one shows that there is something to be found."""
        self.assertNotEqual(self.manifest(self.project, PIPELINE, "--profile", "prod"), self.expected)
        self.assertNotEqual(self.manifest(self.project, PIPELINE, OSIRIS_PARAM_LIMIT="11"), self.expected)
        self.assertNotEqual(self.manifest(self.project, PIPELINE.replace("1.5h", "1.6h")), self.expected)


if __name__ == "__main__":
    run_tests()
