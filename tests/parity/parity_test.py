"""Documents in the shapes that the Python osiris teaches: each runs unchanged, or is refused with the reason.

Each document of documents/ has a text in expected/ that says what comes of it: the findings, and the files that its
run writes. A first line `# osiris: …` holds options. OSIRIS_UPDATE_GOLDEN=1 rewrites what is expected; read the diff.
"""

import os
import pathlib
import shlex
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

from osiris_project import ProjectTest, run_tests

DOCUMENTS = sorted((HERE / "documents").glob("*.yaml"))
OPTIONS = "# osiris: "


def options_of(text):
    first_line = text.split("\n", 1)[0]
    return shlex.split(first_line[len(OPTIONS):]) if first_line.startswith(OPTIONS) else []


def finding_text(finding, severity):
    place = f"{finding['line']}:{finding['column']}"
    return f"{place} {severity} {finding['code']}: {finding['message']}; {finding['hint']}\n"


def findings_text(document):
    lines = [finding_text(finding, severity) for key, severity in (("errors", "error"), ("warnings", "warning"))
             for finding in document[key]]
    return "".join(lines)


class Parity(ProjectTest):
    def setUp(self):
        super().setUp()
        shutil.copytree(HERE / "data", self.project.folder / "data")
        shutil.copy(HERE / "osiris_connections.yaml", self.project.folder)

    def written_files(self):
        output = self.project.folder / "output"
        files = sorted(path for path in output.rglob("*") if path.is_file())
        return "".join(f"--- {path.relative_to(self.project.folder)}\n{path.read_bytes().decode()}" for path in files)

    def outcome(self, path):
        """Validates a document, runs it if it is sound, and tells what came of it."""
        text = path.read_text(encoding="utf-8")
        file = self.project.put("pipeline.yaml", text)
        validated = self.project.osiris("validate", file, "--json", *options_of(text))
        findings = findings_text(validated.document)
        if validated.exit_code != 0:
            self.assertEqual(validated.exit_code, 2, validated)
            self.assertTrue(validated.document["errors"], "refused without a reason")
            refused = self.project.osiris("run", file, *options_of(text))
            self.assertEqual(refused.exit_code, 2, refused)
            self.assertEqual(self.written_files(), "")
            return "refused\n" + findings
        self.assertEqual(validated.document["errors"], [])
        done = self.succeed("run", file, *options_of(text))
        written = self.written_files()
        self.assertTrue(written, done)
        return "runs\n" + findings + written

    def check(self, path):
        expected = HERE / "expected" / f"{path.stem}.txt"
        actual = self.outcome(path).encode()
        if os.environ.get("OSIRIS_UPDATE_GOLDEN") == "1":
            expected.write_bytes(actual)
        self.assertEqual(actual.decode(), expected.read_bytes().decode() if expected.exists() else "")

    def test_nothing_is_expected_of_a_document_that_is_not_there(self):
        names = {path.stem for path in DOCUMENTS}
        self.assertEqual({path.stem for path in (HERE / "expected").glob("*.txt")} - names, set())
        self.assertGreaterEqual(len(names), 35)


def add_tests():
    """Gives each document a test of its own."""
    for path in DOCUMENTS:
        setattr(Parity, "test_" + path.stem.replace("-", "_"), lambda self, path=path: self.check(path))


add_tests()

if __name__ == "__main__":
    run_tests()
