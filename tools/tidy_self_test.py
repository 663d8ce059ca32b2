#!/usr/bin/env python3
"""Shows that each rule of tidy_test.py fails when it should, and stays quiet when it should."""

import pathlib
import tempfile
import unittest

import cpp_text
import tidy_test

FLOORS = """
[floors]
0 base
1 format
1 exchange
2 session
8 cli
8 mcp
[components]
base
exchange
[component list]
cli
[outside]
nlohmann/ format
"""


class RuleTest(unittest.TestCase):
    """Each test gives one rule a small repository and reads what it says."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.write("tools/floors.txt", FLOORS)

    def write(self, path, text):
        place = pathlib.Path(self.folder.name) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def findings(self, rule):
        found = tidy_test.check(tidy_test.Repository(self.folder.name), (rule,))
        return [f"{finding.path}:{finding.line}" for finding in found]

    def assert_one(self, rule, path, text, line):
        self.write(path, text)
        self.assertEqual(self.findings(rule), [f"{path}:{line}"])

    def assert_none(self, rule, path, text):
        self.write(path, text)
        self.assertEqual(self.findings(rule), [])


class FloorsTest(RuleTest):
    rule = staticmethod(tidy_test.rule_floors)

    def test_lower_floor_and_own_folder_are_fine(self):
        self.assert_none(self.rule, "src/osiris/format/a.h",
                         '#include "osiris/base/b.h"\n#include "osiris/format/c.h"\n#include <vector>\n')

    def test_higher_floor(self):
        self.assert_one(self.rule, "src/osiris/base/a.h", '#include <vector>\n#include "osiris/format/b.h"\n', 2)

    def test_same_floor(self):
        self.assert_one(self.rule, "src/osiris/cli/a.cc", '#include "osiris/mcp/b.h"\n', 1)

    def test_subfolder_belongs_to_its_folder(self):
        self.assert_one(self.rule, "src/osiris/format/deep/a.cc", '#include "osiris/exchange/b.h"\n', 1)

    def test_folder_without_a_floor(self):
        self.write("src/osiris/attic/a.h", "")
        self.assertEqual(self.findings(self.rule), ["src/osiris/attic:1"])

    def test_include_in_a_comment_does_not_count(self):
        self.assert_none(self.rule, "src/osiris/base/a.h", '// #include "osiris/format/b.h"\n')

    def test_angle_brackets_for_own_header(self):
        self.assert_one(self.rule, "src/osiris/format/a.h", "#include <osiris/base/b.h>\n", 1)

    def test_short_path(self):
        self.assert_one(self.rule, "src/osiris/format/a.cc", '#include "a.h"\n', 1)

    def test_outside_header_behind_its_folder(self):
        self.assert_none(self.rule, "src/osiris/format/a.cc", "#include <nlohmann/json.hpp>\n")
        self.assert_one(self.rule, "src/osiris/session/a.cc", "#include <nlohmann/json.hpp>\n", 1)

    def test_component_sees_sdk_and_family_only(self):
        self.assert_none(self.rule, "components/mysql.extractor/driver.cc",
                         '#include "osiris/exchange/a.h"\n#include "components/mysql/client.h"\n'
                         '#include "components/mysql.extractor/component.h"\n')
        self.assert_one(self.rule, "components/mysql.extractor/driver.cc", '#include "osiris/session/a.h"\n', 1)
        self.assert_one(self.rule, "components/mysql.extractor/driver.cc", '#include "components/http/a.h"\n', 1)

    def test_component_list_is_for_the_program(self):
        self.assert_none(self.rule, "src/osiris/cli/a.cc", '#include "components/all.h"\n')
        self.assert_one(self.rule, "src/osiris/mcp/a.cc", '#include "components/all.h"\n', 1)

    def test_link_graph(self):
        rule = tidy_test.rule_link_graph
        self.assert_none(rule, "src/osiris/session/CMakeLists.txt", "osiris_library(session DEPENDS base format)\n")
        self.assert_one(rule, "src/osiris/base/CMakeLists.txt", "osiris_library(base DEPENDS format PUBLIC x::y)\n", 1)


class WordsTest(RuleTest):
    def test_file_names(self):
        for name in ("text_utils", "StringHelper", "common", "session_manager"):
            self.write(f"src/osiris/base/{name}.h", "")
        self.assertEqual(len(self.findings(tidy_test.rule_names)), 4)

    def test_type_names(self):
        self.assert_one(tidy_test.rule_names, "src/osiris/base/a.h", "\nclass SessionManager;\n", 2)
        self.assert_none(tidy_test.rule_names, "src/osiris/base/a.h", "// the manager\nstruct Utility {};\n")

    def test_unfinished(self):
        self.assert_one(tidy_test.rule_text, "a.md", "\nTO" + "DO fix\n", 2)
        self.assert_one(tidy_test.rule_text, "a.md", "FIX" + "ME\n", 1)
        self.assert_none(tidy_test.rule_text, "a.md", "TO" + "DO: which code page does the server send?\n")

    def test_people(self):
        self.assert_one(tidy_test.rule_text, "src/a.h", "// @auth" + "or somebody\n", 1)
        self.assert_none(tidy_test.rule_text, "src/a.h", "// authorize() and auth_failed\n")

    def test_machine_paths(self):
        self.assert_one(tidy_test.rule_text, "a.cc", '"/' + 'work/main"\n', 1)
        self.assert_one(tidy_test.rule_text, "a.cc", '"/home/' + 'somebody/x"\n', 1)
        innocent = '"/ho' + 'me/user/session/1" "/ho' + 'me/a" "net/wo' + 'rk/a" "$HOME/wo' + 'rk/a"\n'
        self.assert_none(tidy_test.rule_text, "a.cc", innocent)

    def test_registry_hosts_even_in_data(self):
        self.assert_one(tidy_test.rule_text, "tests/data/a.txt", "https://regis" + "try.example.org/x\n", 1)
        self.assert_none(tidy_test.rule_text, "tests/data/a.txt", "registry.spec(name)\n")

    def test_resolved_address_in_the_lock_file(self):
        self.assert_one(tidy_test.rule_text, "package-lock.json", '{"resol' + 'ved": "x"}\n', 1)

    def test_prints(self):
        self.assert_one(tidy_test.rule_prints, "src/osiris/base/a.cc", "\nstd::cout << 1;\n", 2)
        self.assert_one(tidy_test.rule_prints, "src/osiris/base/a.cc", 'printf("x");\n', 1)
        self.assert_none(tidy_test.rule_prints, "src/osiris/base/a.cc", 'snprintf(b, 1, "x"); // std::cout\n')
        self.assert_none(tidy_test.rule_prints, "src/osiris/cli/a.cc", "std::cout << 1;\n")
        self.assert_none(tidy_test.rule_prints, "src/osiris/base/a_test.cc", "std::cout << 1;\n")


class ShapeTest(RuleTest):
    def test_guard_and_purpose(self):
        self.assert_one(tidy_test.rule_headers, "a.h", "// Late.\n#pragma once\n", 1)
        self.assert_one(tidy_test.rule_headers, "a.h", "#pragma once\n\nint f();\n", 2)
        self.assert_none(tidy_test.rule_headers, "a.h", "#pragma once\n// Counts things.\n")

    def test_long_line(self):
        self.assert_none(tidy_test.rule_lengths, "tests/golden/a.md", "x" * 121 + "\n")
        self.assert_none(tidy_test.rule_lengths, "b.md", "| " + "x" * 121 + " |\n")
        self.assert_one(tidy_test.rule_lengths, "a.md", "x\n" + "x" * 121 + "\n", 2)

    def test_long_file(self):
        self.assert_one(tidy_test.rule_lengths, "a.cc", "int x;\n" * 601, 1)
        self.assert_none(tidy_test.rule_lengths, "a.cc", "int x;\n" * 600)

    def test_long_function(self):
        self.assert_one(tidy_test.rule_lengths, "a.cc", "namespace a {\nvoid f() {\n" + "g();\n" * 69 + "}\n}\n", 2)
        self.assert_none(tidy_test.rule_lengths, "a.cc", "namespace a {\nvoid f() {\n" + "g();\n" * 68 + "}\n}\n")

    def test_long_table_is_no_function(self):
        self.assert_none(tidy_test.rule_lengths, "a.cc", "constexpr int kTable[] = {\n" + "1,\n" * 90 + "};\n")

    def test_long_python_function(self):
        self.assert_one(tidy_test.rule_lengths, "a.py", "def f():\n" + "    g()\n" * 70, 1)

    def test_source_without_test(self):
        self.assert_one(tidy_test.rule_tests, "src/osiris/base/a.cc", "", 1)
        self.assert_none(tidy_test.rule_tests, "src/osiris/base/a_test.cc", "")

    def test_private_part_of_a_tested_source(self):
        self.write("src/osiris/base/a_test.cc", "")
        self.write("src/osiris/base/a.cc", '#include "osiris/base/part.h"\n')
        self.assert_none(tidy_test.rule_tests, "src/osiris/base/part.cc", '#include "osiris/base/part.h"\n')
        self.write("src/osiris/format/b_test.cc", '#include "osiris/base/part.h"\n')
        self.assertEqual(self.findings(tidy_test.rule_tests), ["src/osiris/base/part.cc:1"])

    def test_source_whose_header_a_test_of_the_folder_includes(self):
        self.write("src/osiris/base/b_test.cc", '#include "osiris/base/a.h"\n')
        self.assert_none(tidy_test.rule_tests, "src/osiris/base/a.cc", "")


class DocumentsTest(RuleTest):
    def test_links(self):
        self.write("there.md", "# Two words\n")
        self.assert_none(tidy_test.rule_links, "a.md", "[x](there.md#two-words) [y](#z) [z](https://x.org)\n# Z\n")
        self.assert_one(tidy_test.rule_links, "a.md", "\n[x](gone.md)\n", 2)
        self.assert_one(tidy_test.rule_links, "a.md", "[x](there.md#three-words)\n", 1)
        self.assert_none(tidy_test.rule_links, "a.md", "```\n[x](gone.md)\n```\n")

    def test_changelog(self):
        self.assert_one(tidy_test.rule_changelog, "CHANGELOG.md", "# Changelog\n", 1)
        self.assert_none(tidy_test.rule_changelog, "CHANGELOG.md", "## [Unreleased]\n")

    def test_architecture(self):
        self.write("src/osiris/base/a.h", "")
        self.assert_one(tidy_test.rule_architecture, "ARCHITECTURE.md", "nothing\n", 1)
        self.assert_none(tidy_test.rule_architecture, "ARCHITECTURE.md", "**base/** holds\n")

    def test_generated_documents_without_generator(self):
        self.assertEqual(self.findings(tidy_test.rule_generated), ["docs/reference:1"])


class WaiversTest(RuleTest):
    def test_waiver_excuses_one_rule_in_one_file(self):
        self.write("tools/waivers.txt", "untested src/osiris/base/a.cc only a table\n")
        self.assert_none(tidy_test.rule_tests, "src/osiris/base/a.cc", "")

    def test_waiver_without_need(self):
        self.assert_one(tidy_test.rule_tests, "tools/waivers.txt", "# Waivers\nuntested src/a.cc only a table\n", 2)

    def test_waiver_without_reason(self):
        self.write("src/osiris/base/a.cc", "")
        self.write("tools/waivers.txt", "untested src/osiris/base/a.cc\n")
        self.assertEqual(self.findings(tidy_test.rule_tests), ["src/osiris/base/a.cc:1", "tools/waivers.txt:1"])


class CppTextTest(unittest.TestCase):
    def test_code_only_keeps_places(self):
        source = 'int a = 1\'000; // "x\nauto b = R"q({ " )q"; /* { */ char c = \'"\'; f("\\"{");\n'
        code = cpp_text.code_only(source)
        self.assertEqual(len(code), len(source))
        self.assertEqual(code.count("\n"), source.count("\n"))
        self.assertNotIn("{", code)
        self.assertIn("1'000", code)

    def test_functions(self):
        source = """
template <class T>
struct Box {
  Box(int a, int b) : a_(a), b_(b) {
    use();
  }
  Box& operator=(const Box& other) { return *this; }
};
const std::map<int, int> kTable = {
  {1, 2},
};
template <class T> T twice(T t) {
  auto inner = [](int x) { return x; };
  return inner(t);
}
"""
        found = [(first, last) for first, last, _ in cpp_text.functions(source)]
        self.assertEqual(found, [(4, 6), (7, 7), (12, 15)])


if __name__ == "__main__":
    unittest.main()
