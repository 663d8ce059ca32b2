#!/usr/bin/env python3
"""Holds the JSON Schema of the language against an independent judge, Debian's python3-jsonschema.

Usage: schema_test.py OSIRIS FIXTURE_SCHEMA

FIXTURE_SCHEMA prints the schema with the components of tests/golden. What the program says of a golden document stands
in its expected.txt; the schema has to say the same, or exceptions.yaml has to say why it cannot.
"""

import json
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.append("/usr/lib/python3/dist-packages")  # Where Debian puts modules, whichever python runs this.

import jsonschema  # noqa: E402  pylint: disable=wrong-import-position
import yaml  # noqa: E402  pylint: disable=wrong-import-position

from generate_docs import CoreLoader  # noqa: E402  pylint: disable=wrong-import-position

PROGRAM, FIXTURE = sys.argv[1:3]
GOLDEN = ROOT / "tests" / "golden"
EXCEPTIONS = pathlib.Path(__file__).with_name("exceptions.yaml")


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
