#!/usr/bin/env python3
"""Completion of command lines, in the shells themselves: a line is typed into a terminal, then the tab key pressed."""

import os
import pathlib
import pty
import select
import shutil
import subprocess
import tempfile
import time

import osiris_project
from osiris_project import PATIENCE, ProjectTest

PIPELINE = """oml_version: "0.1.0"
name: cities
profiles: {prod: {params: {}}}
steps:
  - id: read-cities
    component: filesystem.csv_extractor
    config: {path: cities.csv}
  - id: large
    component: duckdb.processor
    config: {query: "SELECT * FROM input_df"}
"""

# Each writes what it offers into $OFFERED, and on Ctrl-G the line as it is now into $LINE.
BASH = r"""
source <(osiris completion bash)
probe() { _osiris "$@"; printf '%s\n' "${COMPREPLY[@]}" >"$OFFERED.new"; mv "$OFFERED.new" "$OFFERED"; }
complete -F probe osiris
dump() { printf '%s' "$READLINE_LINE" >"$LINE.new"; mv "$LINE.new" "$LINE"; }
bind -x '"\C-g": dump'
bind 'set completion-query-items 0'
bind 'set page-completions off'
"""
ZSH = r"""
autoload -Uz compinit && compinit -u -d "$OFFERED.dump"
source <(osiris completion zsh)
compadd() {
  local -a hits
  builtin compadd -O hits "$@"
  (( $#hits )) && print -rl -- $hits >>"$OFFERED.new"
  builtin compadd "$@"
}
probe() { : >"$OFFERED.new"; zle complete-word; mv "$OFFERED.new" "$OFFERED" }
zle -N probe
bindkey '^I' probe
dump() { print -rn -- "$BUFFER" >"$LINE.new"; mv "$LINE.new" "$LINE" }
zle -N dump
bindkey '^G' dump
LISTMAX=10000
"""


class Terminal:
    """A shell that believes it has a user."""

    def __init__(self, command, start, folder):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.offered, self.line = self.folder / "offered", self.folder / "line"
        (self.folder / "start").write_text(start, encoding="utf-8")
        environment = {"PATH": f"{os.path.dirname(osiris_project.program())}:/usr/bin:/bin", "TERM": "dumb",
                       "HOME": str(self.folder), "LC_ALL": "C.UTF-8", "OFFERED": str(self.offered),
                       "LINE": str(self.line)}
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(command[0], command, environment)
        self.type(f". {self.folder}/start; echo rea''dy\r")
        self.wait(lambda: b"\nready" in self.shown)

    shown = b""

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def wait(self, done):
        end = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > end:
                raise AssertionError("the shell does not answer: " + self.shown.decode(errors="replace"))
            if select.select([self.descriptor], [], [], 0.02)[0]:
                self.shown += os.read(self.descriptor, 65536)

    def press_tab(self, line):
        """Returns what the shell offers behind `line`, and the line that the key leaves."""
        for file in (self.offered, self.line):
            file.unlink(missing_ok=True)
        self.type("\x15" + line + "\t")
        self.wait(self.offered.exists)
        self.type("\x07")
        self.wait(self.line.exists)
        offered = self.offered.read_text(encoding="utf-8").split("\n")
        return sorted({text for text in offered if text}), self.line.read_text(encoding="utf-8")

    def close(self):
        os.close(self.descriptor)
        os.waitpid(self.process, 0)
        shutil.rmtree(self.folder)


class Completion:
    """What holds in every shell. `ask` gives what is offered and the line afterwards, or None for the latter."""

    def setUp(self):
        super().setUp()
        self.project.put("cities.csv", "city\nOslo\n")
        self.project.put("cities.yaml", PIPELINE)
        self.project.put("pipelines/other.yml", PIPELINE)
        self.project.put("osiris_connections.yaml",
                           "connections: {filesystem: {main: {base_dir: .}, more: {base_dir: .}}}\n")

    def offers(self, line, *expected):
        self.assertEqual(self.ask(line)[0], sorted(expected), line)

    def test_verbs(self):
        self.offers("osiris comp", "compile", "completion", "components")
        self.offers("osiris data ", "ls", "show", "sql", "export")
        self.offers("osiris help data s", "show", "sql")

    def test_options_and_their_values(self):
        self.offers("osiris run cities.yaml --pro", "--project", "--profile", "--progress")
        self.offers("osiris run --progress ", "auto", "plain", "json", "none")
        self.offers("osiris logs show --level W", "WARNING")
        self.offers("osiris run cities.yaml --profile ", "prod")
        self.offers("osiris run --only large cities.yaml --from ", "read-cities", "large")

    def test_a_given_option_is_not_offered_again(self):
        self.assertNotIn("--json", self.ask("osiris runs list --json --")[0])
        self.assertIn("--param", self.ask("osiris run --param a=1 --")[0])

    def test_names_from_the_project(self):
        self.offers("osiris connections doctor @filesystem.m", "@filesystem.main", "@filesystem.more")
        self.offers("osiris components show filesystem.parquet_", "filesystem.parquet_extractor",
                    "filesystem.parquet_writer")
        self.offers(f"osiris --project {self.project.folder}/pipelines connections list --family f", "filesystem")

    def test_sessions_and_their_steps(self):
        self.assertEqual(self.project.osiris("run", "cities.yaml").exit_code, 0)
        session = self.project.osiris("runs", "list", "--json").document["runs"][0]["session_id"]
        self.offers("osiris runs show ", "last", session)
        self.offers(f"osiris data show {session[:8]}", session)
        self.offers("osiris data show last l", "large")

    def test_one_answer_is_typed(self):
        for line, whole in (("osiris valid", "osiris validate "),
                            ("osiris run --progress=pl", "osiris run --progress=plain "),
                            ("osiris connections doctor @filesystem.ma", "osiris connections doctor @filesystem.main "),
                            ("osiris validate cit", "osiris validate cities.yaml "),
                            ("osiris init pipel", "osiris init pipelines/"),
                            ("osiris oml schema --out=cities.c", "osiris oml schema --out=cities.csv ")):
            now = self.ask(line)[1]
            if now is not None:
                self.assertEqual(now, whole)

    def test_a_project_without_anything_offers_nothing(self):
        self.offers("osiris --project /nowhere/at/all runs show ")
        self.project.put("osiris_connections.yaml", "connections: [")
        self.offers("osiris connections doctor @")


class InTerminal(Completion):
    def setUp(self):
        super().setUp()
        if not os.path.exists(self.COMMAND[0]):
            self.skipTest(f"{self.COMMAND[0]} is not installed (tools/setup --lint)")
        self.terminal = Terminal(self.COMMAND, self.START, self.project.folder)
        self.addCleanup(self.terminal.close)

    def ask(self, line):
        return self.terminal.press_tab(line)


class Bash(InTerminal, ProjectTest):
    COMMAND, START = ["/bin/bash", "--norc", "--noprofile", "-i"], BASH


class Zsh(InTerminal, ProjectTest):
    COMMAND, START = ["/usr/bin/zsh", "-f", "-i"], ZSH


class Fish(Completion, ProjectTest):
    """Fish says by itself what it would offer."""

    def setUp(self):
        super().setUp()
        if not os.path.exists("/usr/bin/fish"):
            self.skipTest("/usr/bin/fish is not installed (tools/setup --lint)")

    def ask(self, line):
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(
                ["/usr/bin/fish", "--no-config", "-c", "osiris completion fish | source; complete -C $argv[1]", line],
                cwd=self.project.folder, capture_output=True, text=True, timeout=PATIENCE, check=True,
                env={"PATH": f"{os.path.dirname(osiris_project.program())}:/usr/bin:/bin", "HOME": home,
                     "LC_ALL": "C.UTF-8"})
        self.assertEqual(done.stderr, "")
        return sorted(text.split("\t")[0] for text in done.stdout.splitlines()), None

    def test_files(self):
        self.offers("osiris validate cit", "cities.yaml")
        self.offers("osiris validate ", "cities.yaml", "osiris_connections.yaml", "pipelines/")
        self.offers("osiris init ", "pipelines/")
        self.offers("osiris oml schema --out=cities.c", "--out=cities.csv")


if __name__ == "__main__":
    osiris_project.run_tests()
