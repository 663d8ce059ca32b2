#!/usr/bin/env python3
"""Holds the JSON Schema of the language against an independent judge, Debian's python3-jsonschema.

Usage: schema_test.py OSIRIS FIXTURE_SCHEMA

FIXTURE_SCHEMA prints the schema with the components of tests/golden. What the program says of a golden document stands
in its expected.txt; the schema has to say the same, or exceptions.yaml has to say why it cannot.
"""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.append("/usr/lib/python3/dist-packages")  # Where Debian puts modules, whichever python runs this.

import jsonschema  # noqa: E402  pylint: disable=wrong-import-position
import yaml  # noqa: E402  pylint: disable=wrong-import-position

from generate_docs import CoreLoader  # noqa: E402  pylint: disable=wrong-import-position

PROGRAM, FIXTURE = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
GOLDEN = ROOT / "tests" / "golden"
EXCEPTIONS = pathlib.Path(__file__).with_name("exceptions.yaml")

SOUND = {"oml_version": "0.1.0", "name": "one-change", "params": {"n": 5, "flag": {"type": "boolean", "default": True}},
         "steps": [{"id": "read", "component": "filesystem.csv_extractor", "mode": "read", "config": {"path": "a.csv"}},
                   {"id": "write", "component": "filesystem.csv_writer", "config": {"path": "b.csv"}}]}
ABSENT = object()
# One change each: where, and what stands there then. Golden documents may be refused for one of several mistakes.
CHANGES = (
    *((["oml_version"], value) for value in ("0.2.0", 0.1, None, ABSENT)),
    *((["name"], value) for value in ("", "  ", 7, "x" * 129, ABSENT, "job-${params.n}")),
    *(([key], value) for key in ("description", "metadata", "params", "profiles", "x-note", "tasks", "schedule")
      for value in ("text", {"a": 1}, None, ["a"], 5)),
    *((["params", "other"], value) for value in (
        {"type": "int"}, {"type": "number", "min": 1, "default": 2}, {"kind": 1}, "${params.n}", ["${params.n}"],
        None)),
    *((["profiles"], {"prod": value}) for value in (
        None, {"params": {"n": 1}}, {"params": 3}, {"other": 1}, {"x-a": 1})),
    *((["steps"], value) for value in ([], None, "text", [5])),
    *((["steps", 0, "id"], value) for value in ("a b", ".a", "a.b", 5, ABSENT, "x" * 128, "x" * 129)),
    *((["steps", 0, "component"], value) for value in ("filesystem.csv", 5, None, ABSENT)),
    *((["steps", 0, "mode"], value) for value in ("write", "extract", 5, None, ABSENT)),
    *((["steps", 0, key], value) for key in ("uses", "with", "depends_on", "x-a") for value in ("text", {})),
    *((["steps", 0, "config"], value) for value in (None, [], {}, ABSENT)),
    *((["steps", 1, "needs"], value) for value in (["read"], "read", [5], None)),
    (["steps", 0, "needs"], []),
    *((["steps", 1, "inputs"], value) for value in (
        {"a": "@read"}, {"a": "${read.df}"}, {"a": "read"}, {"a b": "@read"}, {"a": 5}, ["read"], "read")),
    *((["steps", 0, "inputs"], value) for value in ({}, {"a": "@write"})),
    *((["steps", 0, "retry"], value) for value in (
        {}, {"max_attempts": 3}, {"max_attempts": 0}, {"max_attempts": 101}, {"max_attempts": "${params.n}"},
        {"max_attempts": 2, "backoff": 0.5}, {"max_attempts": 2, "delay_seconds": 86401}, {"attempts": 2}, 3)),
    *((["steps", 0, "timeout"], value) for value in (
        5, 0, 0.001, 604801, "90s", "1.5 h", "90", "soon", "${params.n}", None)),
    *((["steps", 0, "config", "limit"], value) for value in (1, 0, "5", 1.5, None, "${params.n}")),
    *((["steps", 0, "config", "header"], value) for value in (True, 0, -1, "yes", None, "${params.flag}")),
    *((["steps", 0, "config", "columns"], value) for value in (["a"], [], ["a", "a"], "a", [5])),
    *((["steps", 0, "config", "delimiter"], value) for value in (";", ";;", "\t", 5)),
    *((["steps", 0, "config", "connection"], value) for value in (
        "@filesystem.files", "@filesystem", "filesystem.files", "@mysql.files", "@filesystem.a b", 5)),
    *((["steps", 0, "config", key], 1) for key in ("pth", "x-note")),
)


def changed(path, value):
    """Returns the sound document with one change."""
    document = copy.deepcopy(SOUND)
    place = document
    for key in path[:-1]:
        place = place.setdefault(key, {}) if isinstance(place, dict) else place[key]
    if value is ABSENT:
        place.pop(path[-1], None)
    else:
        place[path[-1]] = value
    return document


def printed(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def judge(schema):
    return jsonschema.Draft202012Validator(schema)


def read(path):
    return yaml.load(path.read_bytes(), CoreLoader)


def is_sound(case):
    """Tells whether the program accepts a golden document."""
    expected = case / "expected.txt"
    return not expected.exists() or " error " not in expected.read_text()


class LanguageSchema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = printed(PROGRAM, "oml", "schema")
        cls.schema = json.loads(cls.text)
        cls.fixture = json.loads(printed(FIXTURE))

    def test_is_a_schema(self):
        for schema in (self.schema, self.fixture):
            jsonschema.Draft202012Validator.check_schema(schema)

    def test_is_the_published_one(self):
        published = ROOT / "docs" / "reference" / "oml.schema.json"
        self.assertEqual(self.text, published.read_text(), "run `make docs`")

    def test_accepts_the_examples(self):
        paths = sorted((ROOT / "examples").rglob("pipelines/*.yaml"))
        self.assertTrue(paths)
        for path in paths:
            with self.subTest(path=path.name):
                self.assertEqual([], [error.message for error in judge(self.schema).iter_errors(read(path))])

    def test_accepts_the_examples_of_the_specs(self):
        paths = sorted((ROOT / "components").glob("*/spec.yaml"))
        self.assertTrue(paths)
        for path in paths:
            spec = read(path)
            for example in spec["examples"]:
                step = {"id": "one", "component": spec["name"], "mode": spec["modes"][0], "config": example["config"]}
                document = {"oml_version": "0.1.0", "name": "example", "steps": [step]}
                with self.subTest(component=spec["name"], example=example["title"]):
                    self.assertTrue(judge(self.schema).is_valid(document))

    def test_agrees_with_the_program(self):
        exceptions = read(EXCEPTIONS)
        cases = sorted(path.parent for area in ("validate", "compile")
                       for path in GOLDEN.glob(f"{area}/*/pipeline.yaml"))
        self.assertGreater(len(cases), 50)
        names = {case.name for case in cases}
        self.assertEqual(set(), set(exceptions) - names, "an exception without a document")
        for case in cases:
            with self.subTest(case=case.name):
                self.check_agreement(case, exceptions.get(case.name))

    def test_agrees_about_every_single_change(self):
        documents = [SOUND] + [changed(path, value) for path, value in CHANGES]
        with tempfile.TemporaryDirectory() as folder:
            names = []
            for number, document in enumerate(documents):
                names.append(f"{number}.yaml")
                pathlib.Path(folder, names[-1]).write_text(json.dumps(document))
            answer = subprocess.run([PROGRAM, "validate", "--json", "--project", folder, *names], cwd=folder,
                                    check=False, capture_output=True, text=True, timeout=60)
        verdicts = [result["valid"] for result in json.loads(answer.stdout)["files"]]
        self.assertEqual(len(documents), len(verdicts))
        self.assertTrue(verdicts[0])
        self.assertGreater(verdicts.count(False), 50)
        for document, verdict in zip(documents, verdicts):
            with self.subTest(document=json.dumps(document)):
                self.assertEqual(verdict, judge(self.schema).is_valid(document))

    def check_agreement(self, case, reason):
        try:
            accepted = judge(self.fixture).is_valid(read(case / "pipeline.yaml"))
        except yaml.YAMLError:
            accepted = False
        if accepted == is_sound(case):
            self.assertIsNone(reason, "this is no exception any more")
        else:
            self.assertIsNotNone(reason, "the schema " + ("accepts" if accepted else "refuses") + " it")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
