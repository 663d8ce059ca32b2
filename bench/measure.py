"""Running programs and comparing what they need: time by the wall, peak memory by the kernel."""

import dataclasses
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


class ProgramFailed(Exception):
    pass


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of a program."""

    seconds: float
    peak_bytes: int
    output: str


def run(command, folder=None):
    """Runs a program to its end; what it prints is kept, a failure is an exception."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if process.returncode != 0:
        raise ProgramFailed(f"{' '.join(map(str, command))}\nexit code {process.returncode}\n{text}")
    return Run(seconds, usage.ru_maxrss * 1024, text)


def interleave(rounds, *sides):
    """Runs each side once a round, in turns, so that a slow hour of the machine meets all alike."""
    runs = [[] for _ in sides]
    for turn in range(rounds):
        for place in range(len(sides)):
            side = (place + turn) % len(sides)
            runs[side].append(sides[side]())
    return runs


def median_seconds(runs):
    return statistics.median(one.seconds for one in runs)


def median_peak(runs):
    return statistics.median(one.peak_bytes for one in runs)


@dataclasses.dataclass(frozen=True)
class Finding:
    """One compared quantity; `unit` is "s", "MiB" or "ms"; target and value are ratios unless `unit` says ms."""

    name: str
    ours: float
    reference: float
    unit: str
    value: float
    target: float

    @property
    def met(self):
        return self.value <= self.target

    def as_dict(self):
        return {**dataclasses.asdict(self), "met": self.met}


def ratio(name, ours, reference, unit, target):
    return Finding(name, ours, reference, unit, ours / reference, target)


def excess_ms(name, ours, reference, target):
    """What ours needs beyond the reference, in milliseconds."""
    return Finding(name, ours * 1000, reference * 1000, "ms", (ours - reference) * 1000, target)


def table(findings):
    lines = [f"{'what':<44} {'osiris':>11} {'reference':>11} {'result':>9} {'target':>9}"]
    for finding in findings:
        mark = "ms" if finding.unit == "ms" else ""
        lines.append(f"{finding.name:<44} {finding.ours:>7.2f} {finding.unit:<3} {finding.reference:>7.2f} "
                     f"{finding.unit:<3} {finding.value:>7.2f}{mark:<2} {'<= ' + format(finding.target, 'g') + mark:>9}"
                     f"{'' if finding.met else '  missed'}")
    return "\n".join(lines)


def build(folder):
    """Brings the programs up to date; says so only when it fails."""
    command = ["cmake", "--build", str(folder), "--target", "bench"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"bench: cannot build {folder}; run `make build` first\n{done.stdout[-2000:]}")


class Workshop:
    """The programs, the generated data, and a folder for what the runs write, removed at the end."""

    def __init__(self, build_folder):
        self.build_folder = build_folder.resolve()
        self.osiris = self.build_folder / "bin/osiris"
        # Beside the builds, so that a clean build keeps a gigabyte that took a while to write.
        self.data = self.build_folder.parent / "bench"

    def __enter__(self):
        self.data.mkdir(parents=True, exist_ok=True)
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=self.data))
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.scratch, ignore_errors=True)

    def program(self, name):
        return self.build_folder / "bench" / name

    def csv(self, rows):
        """Returns the CSV file with so many rows, made once, and read once so that it is in memory."""
        path = self.data / f"orders-{rows}.csv"
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            run([self.program("generate_csv"), rows, unfinished])
            unfinished.rename(path)
        with open(path, "rb") as file:
            while file.read(1 << 24):
                pass
        return path

    def folder(self, name):
        """Returns a new empty folder."""
        path = self.scratch / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        return path
