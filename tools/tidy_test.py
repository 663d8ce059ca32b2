#!/usr/bin/env python3
"""Holds the repository to its own rules (STYLE.md): who includes whom, words, lengths, links, fresh documents.

Usage: tools/tidy_test.py [--root FOLDER]

Prints one line per finding, `path:line: rule: message`, and exits 1 if there is any. Each rule below is a function
that takes the repository and yields findings. Exceptions stand in tools/waivers.txt, each with a reason.
"""

import argparse
import ast
import dataclasses
import functools
import os
import pathlib
import re
import subprocess
import sys

import cpp_text

FUNCTION_LINES_MAX = 70  # A function is read in one view.
FILE_LINES_MAX = 600  # A longer file is two things.
LINE_COLUMNS_MAX = 120  # Two files side by side; the formatter holds C++ to 100.

CODE = (".h", ".cc")
SCRIPTS = (".py", ".sh", ".cmake")
SKIPPED_FOLDERS = {".git", "build", "node_modules", ".deps", "__pycache__", ".osiris_sessions"}
# Files whose text is data: what they say is not ours to word or to wrap.
DATA = re.compile(
    r"^(tests/(data|golden|fuzz/corpus|parity/(data|expected))/|"
    r"components/[^/]+/cases/|package-lock\.json$|LICENSE$|docs/reference/)")


WIDE = re.compile(r"^\||://")  # Rows of a table and addresses cannot be wrapped.


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    rule: str
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


class Repository:
    """The files of a checkout that are ours: tracked, or new and not ignored."""

    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        self.paths = sorted(self._listed())
        self._known = set(self.paths)

    def _listed(self):
        if (self.root / ".git").exists():
            listed = subprocess.run(
                ["git", "-C", str(self.root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                stdout=subprocess.PIPE, check=True).stdout.decode()
            yield from (path for path in set(listed.split("\0")) if path and (self.root / path).is_file())
            return
        for folder, subfolders, names in os.walk(self.root):
            subfolders[:] = [name for name in subfolders if name not in SKIPPED_FOLDERS]
            for name in names:
                yield (pathlib.Path(folder) / name).relative_to(self.root).as_posix()

    def having(self, *suffixes):
        return [path for path in self.paths if path.endswith(suffixes)]

    @functools.lru_cache(maxsize=None)
    def text(self, path):
        """Returns a file's text; empty for a file that is absent or not text."""
        if path not in self._known:
            return ""
        content = (self.root / path).read_bytes()
        return "" if b"\0" in content else content.decode("utf-8", "replace")

    @functools.lru_cache(maxsize=None)
    def code(self, path):
        return cpp_text.code_only(self.text(path))


def matches(text, pattern):
    """Yields (line, match) of every match in `text`."""
    for match in re.finditer(pattern, text, re.MULTILINE):
        yield text.count("\n", 0, match.start()) + 1, match


def is_test(path):
    return path.endswith("_test.cc") or path.startswith(("tests/", "bench/"))


# --- Who includes whom -------------------------------------------------------------------------------------------


class Floors:
    """The table of tools/floors.txt."""

    def __init__(self, repository):
        self.floors, self.components, self.list_users, self.outside = {}, set(), set(), []
        section = ""
        for line in repository.text("tools/floors.txt").splitlines():
            line = line.split("#")[0].strip()
            if line.startswith("["):
                section = line.strip("[]")
            elif line:
                self._add(section, line.split())

    def _add(self, section, words):
        if section == "floors":
            self.floors[words[1]] = int(words[0])
        elif section == "components":
            self.components.add(words[0])
        elif section == "component list":
            self.list_users.add(words[0])
        else:
            self.outside.append((words[0], words[1]))

    def may_include(self, folder, other):
        return folder == other or self.floors.get(other, 99) < self.floors.get(folder, -1)


def source_folder(path):
    """Returns the folder of src/osiris that owns `path`, or none."""
    parts = path.split("/")
    return parts[2] if path.startswith("src/osiris/") and len(parts) > 3 else None


def rule_floors(repository):
    """Includes point down; components see the sdk, not the program; nobody sees components."""
    floors = Floors(repository)
    for folder in sorted({source_folder(path) for path in repository.having(*CODE)} - {None} - set(floors.floors)):
        yield Finding(f"src/osiris/{folder}", 1, "floors", f"'{folder}' has no floor in tools/floors.txt")
    for path in repository.having(*CODE):
        if path.startswith(("src/", "components/")):
            for line, match in matches(cpp_text.without_comments(repository.text(path)),
                                       r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]'):
                problem = include_problem(floors, path, match.group(1), match.group(2))
                if problem:
                    yield Finding(path, line, "floors", problem)


def include_problem(floors, path, bracket, name):
    """Says what is wrong with including `name` in `path`; none if nothing is."""
    folder = source_folder(path)
    outside = next((owner for prefix, owner in floors.outside if name.startswith(prefix)), None)
    if outside:
        return None if folder == outside else f"<{name}> stays behind src/osiris/{outside}"
    ours = name.startswith(("osiris/", "components/"))
    if bracket == "<":
        return "own headers are included with quotes" if ours else None
    if not ours:
        return f'"{name}": write the path from src/ (osiris/…) or from the root (components/…)'
    parts = name.split("/")
    if parts[0] == "components":
        return component_include_problem(floors, path, folder, name)
    if folder is None:
        allowed = parts[1] in floors.components
        return None if allowed else f"a component may not include osiris/{parts[1]}/ (tools/floors.txt)"
    if floors.may_include(folder, parts[1]):
        return None
    return f"{folder} may not include {parts[1]}: it is not on a lower floor (tools/floors.txt)"


def component_include_problem(floors, path, folder, name):
    parts = name.split("/")
    if folder is not None:
        allowed = name == "components/all.h" and folder in floors.list_users
        return None if allowed else "nobody includes components/; the program gets the list from components/all.h"
    if len(path.split("/")) < 3:
        return None
    owner = path.split("/")[1]
    if parts[1] in (owner, owner.split(".")[0]):
        return None
    return f"component '{owner}' may include itself and its family only, not '{parts[1]}'"


def rule_link_graph(repository):
    """The CMakeLists.txt of a folder names lower floors only."""
    floors = Floors(repository)
    for path in repository.having("CMakeLists.txt"):
        for line, match in matches(repository.text(path), r"osiris_library\((\w+)([^)]*)\)"):
            depends = re.search(r"DEPENDS((?: \w+)*?)(?= (?:PUBLIC|PRIVATE|SUBFOLDERS)|$)", match.group(2))
            for other in depends.group(1).split() if depends else ():
                if other == "components" and match.group(1) in floors.list_users:
                    continue
                if not floors.may_include(match.group(1), other):
                    yield Finding(path, line, "floors", f"{match.group(1)} may not link {other}")


# --- Words -------------------------------------------------------------------------------------------------------

BANNED_NAME_WORDS = re.compile(r"^(utils?|helpers?|commons?|managers?|misc)$")


def words_of(name):
    """Splits `name` into lower-case words at `_`, `-`, `.` and capitals."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def rule_names(repository):
    """A name says what a thing does; utils, helpers, common and manager say nothing."""
    for path in repository.paths:
        for part in path.split("/"):
            if not DATA.match(path) and any(BANNED_NAME_WORDS.match(word) for word in words_of(part)):
                yield Finding(path, 1, "names", f"'{part}' does not say what it holds")
    for path in repository.having(*CODE):
        for line, match in matches(repository.code(path), r"\b(?:class|struct|enum|using|namespace)\s+(\w+)"):
            if any(BANNED_NAME_WORDS.match(word) for word in words_of(match.group(1))):
                yield Finding(path, line, "names", f"'{match.group(1)}' does not say what it does")


# The patterns are written so that they do not match themselves.
BANNED_WORDING = (
    (r"\b(?:FIX[M]E|XX[X]|HAC[K])\b", "finish it, or write what fact is missing"),
    (r"(?<!`)\bTO[D]O\b(?!: \w+(?: [^\s]+){3,})", "'TO" + "DO' is followed by ': ' and the fact that is missing"),
    (r"[@\\]autho[r]\b|^\W*Autho[r]s?:|Copyrigh[t] \(c\)", "no names in files; LICENSE speaks for all"),
)
BANNED_PLACES = (  # A home with one letter is an example.
    (r"(?<![\w.}$-])/(?:work|root)/", "a path of one machine"),
    (r"(?<![\w.}$-])/home/(?!user/session\b|\w\b)\w", "a path of one machine"),
    (r"\bregistr[y]\.[a-z0-9.-]*\.?(?:org|com|io|net|dev)\b|\bnpm[j]s\b|\bpyp[i]\.org|\bdeb\.debia[n]\.org",
     "a host name of a package registry"),
)


def rule_text(repository):
    """No unfinished spots, no people, no machine, no registry in any file."""
    for path in repository.paths:
        for pattern, message in BANNED_PLACES + (() if DATA.match(path) else BANNED_WORDING):
            for line, match in matches(repository.text(path), pattern):
                yield Finding(path, line, "text", f"'{match.group().strip()}': {message}")
    for path in ("package.json", "package-lock.json"):
        for line, _ in matches(repository.text(path), r'"resolve[d]"'):
            yield Finding(path, line, "text", "a registry's address; npm's settings name the registry")


def rule_prints(repository):
    """Libraries never print: stdout and stderr belong to cli/."""
    printing = r"\bstd::(?:cout|cerr|clog)\b|(?<![\w:])(?:std::)?v?f?printf\s*\(|(?<!\w)f?puts\s*\(|\bfmt::print\b"
    for path in repository.having(*CODE):
        if not is_test(path) and not path.startswith("src/osiris/cli/"):
            for line, match in matches(repository.code(path), printing):
                yield Finding(path, line, "prints", f"'{match.group()}' outside src/osiris/cli/")


# --- Shape of files ----------------------------------------------------------------------------------------------


def rule_headers(repository):
    """A header starts with its guard and says what it is for."""
    for path in repository.having(".h"):
        lines = repository.text(path).splitlines()[:2] + ["", ""]
        if lines[0] != "#pragma once":
            yield Finding(path, 1, "headers", "the first line is '#pragma once'")
        elif not lines[1].startswith("// "):
            yield Finding(path, 2, "headers", "the second line is a comment that says what the file is for")


def rule_lengths(repository):
    """Lines, functions and files are short enough to be read."""
    for path in repository.paths:
        if DATA.match(path):
            continue
        lines = repository.text(path).splitlines()
        if path.endswith(CODE + SCRIPTS) and len(lines) > FILE_LINES_MAX:
            yield Finding(path, 1, "file-length", f"{len(lines)} lines; at most {FILE_LINES_MAX}")
        for number, line in enumerate(lines, 1):
            if len(line) > LINE_COLUMNS_MAX and not WIDE.search(line) and not path.endswith((".json", ".svg", ".csv")):
                yield Finding(path, number, "line-length", f"{len(line)} columns; at most {LINE_COLUMNS_MAX}")
    for path in repository.having(*CODE, ".py"):
        found = python_functions if path.endswith(".py") else cpp_text.functions
        for first, last, head in found(repository.text(path)):
            if last - first + 1 > FUNCTION_LINES_MAX:
                yield Finding(path, first, "function-length",
                              f"{last - first + 1} lines, at most {FUNCTION_LINES_MAX}: {head}")


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno, node.name


def quoted_includes(repository, path):
    """Returns what `path` includes with quotes, as paths from the root."""
    names = re.findall(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', repository.text(path), re.MULTILINE)
    return {f"src/{name}" if name.startswith("osiris/") else name for name in names}


def rule_tests(repository):
    """Every source has its test beside it, or is a private part of sources that have."""
    files = [path for path in repository.having(*CODE) if path.startswith(("src/", "components/"))]
    users = {}  # header -> files that include it
    for path in files:
        for header in quoted_includes(repository, path):
            users.setdefault(header, set()).add(path)

    def folder(path):
        return path.rpartition("/")[0]

    tested = {path[:-len("_test.cc")] for path in files if path.endswith("_test.cc")}
    tested |= {header[:-len(".h")] for header, paths in users.items()
               if any(path.endswith("_test.cc") and folder(path) == folder(header) for path in paths)}
    grown = True
    while grown:
        private = {header[:-len(".h")] for header, paths in users.items()
                   if all(folder(path) == folder(header) for path in paths)
                   and any(path.rpartition(".")[0] in tested - {header[:-len(".h")]} for path in paths)}
        grown = not private <= tested
        tested |= private
    for path in files:
        if path.endswith(".cc") and not path.endswith(("_test.cc", "/main.cc")) and path[:-len(".cc")] not in tested:
            yield Finding(path, 1, "untested", "no test beside it, and no part of a source that has one")


# --- Documents ---------------------------------------------------------------------------------------------------


def anchors(text):
    """Returns the anchors of a page's headings."""
    found = set()
    for _, match in matches(re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), r"^#+ +(.*?) *$"):
        anchor = re.sub(r"[^\w\- ]", "", match.group(1).lower()).replace(" ", "-")
        found.add(anchor)
    return found


def rule_links(repository):
    """Links between pages lead somewhere."""
    for path in repository.having(".md"):
        text = re.sub(r"^```.*?^```", lambda m: "\n" * m.group().count("\n"), repository.text(path),
                      flags=re.MULTILINE | re.DOTALL)
        for line, match in matches(text, r"\]\(<?([^)\s>]+)>?\)"):
            target, _, anchor = match.group(1).partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            place = (repository.root / path).parent / target if target else repository.root / path
            if not place.exists():
                yield Finding(path, line, "links", f"'{match.group(1)}' leads nowhere")
            elif anchor and place.suffix == ".md" and anchor not in anchors(place.read_text()):
                yield Finding(path, line, "links", f"'{target}' has no heading for '#{anchor}'")


def rule_changelog(repository):
    """What is not released yet is told under Unreleased."""
    if not re.search(r"^## \[?Unreleased\]?", repository.text("CHANGELOG.md"), re.MULTILINE):
        yield Finding("CHANGELOG.md", 1, "changelog", "no section '## [Unreleased]'")


def rule_architecture(repository):
    """ARCHITECTURE.md speaks of every folder of src/osiris."""
    text = repository.text("ARCHITECTURE.md")
    for folder in sorted({source_folder(path) for path in repository.having(*CODE)} - {None}):
        if not re.search(rf"\*\*`?{folder}/?`?\*\*", text):
            yield Finding("ARCHITECTURE.md", 1, "architecture", f"says nothing of **{folder}/**")


def rule_generated(repository):
    """Generated documents are what their generator makes of the sources of now."""
    generator = repository.root / "tools" / "generate_docs.py"
    run = subprocess.run([sys.executable, str(generator), "--check"], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True, check=False)
    if run.returncode != 0:
        for line in run.stdout.splitlines():
            yield Finding("docs/reference", 1, "generated", line)


RULES = (rule_floors, rule_link_graph, rule_names, rule_text, rule_prints, rule_headers, rule_lengths, rule_tests,
         rule_links, rule_changelog, rule_architecture, rule_generated)


# --- Waivers -----------------------------------------------------------------------------------------------------


def waivers(repository):
    """Yields (line, rule, path) of tools/waivers.txt."""
    for number, line in enumerate(repository.text("tools/waivers.txt").splitlines(), 1):
        words = line.split(maxsplit=2)
        if words and not words[0].startswith("#"):
            yield number, words[0], words[1] if len(words) == 3 else ""


def check(repository, rules=RULES):
    """Returns what the rules find and no waiver excuses, and the waivers that excuse nothing."""
    found = {finding for rule in rules for finding in rule(repository)}
    left = set(found)
    for line, rule, path in waivers(repository):
        excused = {finding for finding in found if finding.rule == rule and finding.path == path}
        if not path:
            left.add(Finding("tools/waivers.txt", line, "waivers", "a waiver is: rule, file, reason"))
        elif not excused:
            left.add(Finding("tools/waivers.txt", line, "waivers", f"{path} needs no waiver for '{rule}'"))
        left -= excused
    return sorted(left)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", default=pathlib.Path(__file__).resolve().parent.parent)
    findings = check(Repository(parser.parse_args(arguments).root))
    for finding in findings:
        print(finding)
    print(f"tidy: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
