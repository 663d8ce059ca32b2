"""What is measured: each scenario runs both sides, holds their results against each other and returns findings."""

import functools
import json
import shutil
import statistics

import measure
import mysql_scenarios

MIB = 1 << 20
# A start takes milliseconds, so that one disturbed run would shift a median of three.
QUICK_ROUNDS = 21

# The transform of the big pipeline: most rows are kept, most columns too, one is computed.
QUERY = ("SELECT id, customer_id, quantity, amount, discount, created_at, upper(status) AS status, "
         "customer_name, note, "
         "due_date, amount * quantity AS total FROM extract WHERE quantity > 10")

BIG_PIPELINE = """\
oml_version: "0.1.0"
name: bench
steps:
  - id: extract
    component: filesystem.csv_extractor
    mode: read
    config: {{path: {csv}}}
  - id: transform
    component: duckdb.processor
    mode: transform
    config:
      query: {query}
  - id: write
    component: filesystem.csv_writer
    mode: write
    config: {{path: out.csv, columns: source}}
"""


def write_pipeline(folder, csv, query=QUERY):
    path = folder / "pipeline.yaml"
    path.write_text(BIG_PIPELINE.format(csv=json.dumps(str(csv)), query=json.dumps(query)))
    return path


def run_osiris(workshop, csv, *flags, query=QUERY):
    """Runs the pipeline in a project of its own."""
    folder = workshop.folder("osiris")
    write_pipeline(folder, csv, query)
    return measure.run([workshop.osiris, "run", "pipeline.yaml", *flags], folder)


def run_bare_sql(workshop, *statements):
    """Runs statements in a new database of their own, in the folder `bare`."""
    return measure.run([workshop.program("bare_sql"), workshop.folder("bare") / "bare.duckdb", *statements])


def table_of_csv(csv):
    return f"CREATE TABLE extract AS SELECT * FROM read_csv('{csv}')"


def run_bare(workshop, csv):
    out = workshop.scratch / "bare/out.csv"
    return run_bare_sql(workshop, table_of_csv(csv), f"CREATE TABLE transform AS {QUERY}",
                        f"COPY transform TO '{out}' (FORMAT csv, HEADER)")


def pipeline(workshop, options):
    """CSV -> SQL -> CSV against read_csv, CREATE TABLE AS and COPY in one bare process."""
    csv = workshop.csv(options.rows)
    ours, bare = measure.interleave(options.rounds, functools.partial(run_osiris, workshop, csv),
                                    functools.partial(run_bare, workshop, csv))
    check_same_rows(workshop.scratch / "osiris/out.csv", workshop.scratch / "bare/out.csv")
    return [measure.ratio("CSV to SQL to CSV: time", measure.median_seconds(ours), measure.median_seconds(bare),
                          "s", 0.95),
            measure.ratio("CSV to SQL to CSV: peak memory", measure.median_peak(ours) / MIB,
                          measure.median_peak(bare) / MIB, "MiB", 1.0)]


def check_same_rows(ours, reference):
    """Both files hold the same rows in the same order; numbers may be written differently."""
    with open(ours, encoding="utf-8") as left, open(reference, encoding="utf-8") as right:
        for number, (mine, theirs) in enumerate(zip(left, right, strict=True), 1):
            if mine != theirs and not same_values(mine, theirs):
                raise measure.ProgramFailed(f"line {number} differs:\n{mine}{theirs}")


def same_values(mine, theirs):
    pairs = list(zip(mine.rstrip("\n").split(","), theirs.rstrip("\n").split(","), strict=True))
    return all(left == right or is_same_number(left, right) or is_same_time(left, right) for left, right in pairs)


def is_same_number(left, right):
    try:
        return float(left) == float(right)
    except ValueError:
        return False


def is_same_time(left, right):
    """A fraction of a second may end in zeros or not."""
    same_number = left.rstrip("0").rstrip(".") == right.rstrip("0").rstrip(".")
    return "." in left + right and left[:19] == right[:19] and same_number


def ingest(workshop, options):
    """Rows of a RowSource against a hand-written Arrow stream, and against the appender."""
    rows = options.ingest_rows

    def ours():
        return timed(measure.run([workshop.program("osiris_ingest"), workshop.folder("ours") / "i.duckdb", rows]))

    def bare(mode):
        return timed(measure.run([workshop.program("bare_ingest"), mode, workshop.folder(mode) / "i.duckdb", rows]))

    sides = measure.interleave(options.rounds, ours, functools.partial(bare, "arrow"),
                               functools.partial(bare, "appender"))
    if len({sum_ for side in sides for _, sum_ in side}) != 1:
        raise measure.ProgramFailed("the sides of the ingest scenario stored different rows")
    mine, arrow, appender = [statistics.median(seconds for seconds, _ in side) for side in sides]
    return [measure.ratio("ingest of a RowSource: against bare Arrow", mine, arrow, "s", 1.1),
            measure.ratio("ingest of a RowSource: against the appender", mine, appender, "s", 0.6)]


def timed(run):
    """Reads what the ingest programs print: seconds from open to close, and a checksum."""
    seconds, checksum = run.output.split()
    return float(seconds), checksum


def small(workshop, _options):
    """Three steps of ten rows against opening, filling, checkpointing and closing a database.

    A query that is new to its project is checked in a second database, in memory, before the run.
    """
    csv = workshop.csv(10)
    again = workshop.folder("again")
    write_pipeline(again, csv, "SELECT * FROM extract")

    def bare():
        return run_bare_sql(workshop, table_of_csv(csv), "CREATE TABLE transform AS SELECT * FROM extract",
                            "CHECKPOINT")

    first, repeated, reference = measure.interleave(
        QUICK_ROUNDS, functools.partial(run_osiris, workshop, csv, query="SELECT * FROM extract"),
        functools.partial(measure.run, [workshop.osiris, "run", "pipeline.yaml"], again), bare)
    return [measure.excess_ms(f"3 steps of 10 rows{name}: ours on top of DuckDB", measure.median_seconds(runs),
                              measure.median_seconds(reference), target)
            for name, runs, target in (("", repeated, 15), (", first run", first, 40))]


def startup(workshop, _options):
    """Whole processes that need no database."""
    folder = workshop.folder("startup")
    steps = [f"  - id: step-{number}\n    component: duckdb.processor\n    mode: transform\n"
             f"    config: {{query: SELECT {number} AS a}}\n" for number in range(10)]
    (folder / "pipeline.yaml").write_text('oml_version: "0.1.0"\nname: ten\nsteps:\n' + "".join(steps))
    nothing, version, validate = measure.interleave(
        QUICK_ROUNDS, functools.partial(measure.run, ["/bin/true"]),
        functools.partial(measure.run, [workshop.osiris, "version"]),
        functools.partial(measure.run, [workshop.osiris, "validate", "pipeline.yaml"], folder))
    # The reference is a program that does nothing: how long this machine takes to start one at all.
    floor = measure.median_seconds(nothing) * 1000
    return [measure.Finding(f"osiris {name}: whole process", measure.median_seconds(runs) * 1000, floor, "ms",
                            measure.median_seconds(runs) * 1000, 10)
            for name, runs in (("version", version), ("validate, 10 steps", validate))]


def pipeline_of_steps(count):
    """Returns a pipeline of so many steps: branches that read a file, transform it twice and write it."""
    steps = []
    for number in range(count):
        branch, role = divmod(number, 4)
        kind, mode, needs, config = (
            ("filesystem.csv_extractor", "read", "[]",
             f"{{path: data/{branch}.csv, delimiter: \";\", columns: [id, name, amount], dtype: {{id: int64}}}}"),
            ("duckdb.processor", "transform", f"[step-{number - 1}]",
             f"{{query: \"SELECT id, name, amount * ${{params.factor}} AS amount FROM input_df WHERE id > 5\"}}"),
            ("duckdb.processor", "transform", f"[step-{number - 1}]",
             "{query: \"SELECT name, sum(amount) AS amount FROM input_df GROUP BY name\"}"),
            ("filesystem.csv_writer", "write", f"[step-{number - 1}]",
             f"{{path: \"output/{branch}.csv\", newline: crlf, quoting: all}}"))[role]
        steps.append(f"  - id: step-{number}\n    component: {kind}\n    mode: {mode}\n    needs: {needs}\n"
                     f"    config: {config}\n")
    return 'oml_version: "0.1.0"\nname: many-steps\nparams: {factor: 2}\nsteps:\n' + "".join(steps)


# How long validation may take on top of starting the program, by the number of steps. Unit: milliseconds.
VALIDATION_TARGETS_MS = {10: 10, 1000: 100}


def validate(workshop, _options):
    """Validation against `osiris version`, the same program when it has nothing to do."""
    folder = workshop.folder("validate")
    for count in VALIDATION_TARGETS_MS:
        (folder / f"{count}.yaml").write_text(pipeline_of_steps(count))
    version, *sides = measure.interleave(
        QUICK_ROUNDS, functools.partial(measure.run, [workshop.osiris, "version"]),
        *[functools.partial(measure.run, [workshop.osiris, "validate", f"{count}.yaml"], folder)
          for count in VALIDATION_TARGETS_MS])
    return [measure.excess_ms(f"validate {count:,} steps: on top of the start", measure.median_seconds(runs),
                              measure.median_seconds(version), target)
            for (count, target), runs in zip(VALIDATION_TARGETS_MS.items(), sides, strict=True)]


TINY_STEPS = 1000


def scheduling(workshop, options):
    """Two branches that do not need each other, at once against one by one; many tiny steps against DuckDB alone.

    An extract uses all cores by itself, so that two at once must only not lose; a packed file is written by one core.
    """
    csv = workshop.csv(max(options.rows // 10, 2000))
    folder = workshop.folder("scheduling")
    branches = "".join(f"  - id: {name}\n    component: filesystem.csv_extractor\n    needs: []\n"
                       f"    config: {{path: {json.dumps(str(csv))}}}\n" for name in ("left", "right"))
    packed = "".join(f"  - id: write-{name}\n    component: filesystem.csv_writer\n    needs: [{name}]\n"
                     f"    config: {{path: {name}.csv.gz}}\n" for name in ("left", "right"))
    (folder / "extracts.yaml").write_text('oml_version: "0.1.0"\nname: extracts\nsteps:\n' + branches)
    (folder / "branches.yaml").write_text('oml_version: "0.1.0"\nname: branches\nsteps:\n' + branches + packed)
    tiny = "".join(f"  - id: s{number}\n    component: duckdb.processor\n    needs: []\n"
                   f"    config: {{query: SELECT {number} AS n}}\n" for number in range(TINY_STEPS))
    (folder / "tiny.yaml").write_text('oml_version: "0.1.0"\nname: tiny\nsteps:\n' + tiny)

    def run(pipeline, *flags):
        return measure.run([workshop.osiris, "run", pipeline, "--progress", "none", *flags], folder)

    def bare():
        return run_bare_sql(workshop, *[f"CREATE TABLE s{number} AS SELECT {number} AS n"
                                        for number in range(TINY_STEPS)])

    run("tiny.yaml")  # From here on its queries are known.
    pipelines = {"extracts.yaml": ("two CSV extracts", 1.1), "branches.yaml": ("two branches CSV to gzip", 0.8)}
    sides = [functools.partial(run, pipeline, "--concurrency", count) for pipeline in pipelines for count in (1, 2)]
    *times, steps, reference = measure.interleave(options.rounds, *sides, functools.partial(run, "tiny.yaml"), bare)
    speed = [measure.ratio(f"{name}: at once / one by one", measure.median_seconds(at_once),
                           measure.median_seconds(serial), "s", target)
             for (name, target), serial, at_once in zip(pipelines.values(), times[::2], times[1::2], strict=True)]
    return [*speed,
            measure.excess_ms("a tiny step of 1,000: ours on top of DuckDB", measure.median_seconds(steps) / TINY_STEPS,
                              measure.median_seconds(reference) / TINY_STEPS, 1)]


def memory(workshop, options):
    """With a memory limit, the whole process stays within it, however many rows there are."""
    findings = []
    for rows in (options.rows // 10, options.rows, options.rows * 5):
        one = run_osiris(workshop, workshop.csv(rows), "--memory-limit", "512MB")
        findings.append(measure.ratio(f"512 MB limit, {rows:,} rows: peak / limit", one.peak_bytes / MIB,
                                      512 * 10**6 / MIB, "MiB", 1.0))
    return findings


FILE_STEPS = """\
oml_version: "0.1.0"
name: files
steps:
  - id: csv
    component: filesystem.csv_extractor
    config: {{path: {csv}}}
  - id: parquet
    component: filesystem.parquet_extractor
    needs: []
    config: {{path: bare.parquet}}
  - id: write-csv
    component: filesystem.csv_writer
    needs: [csv]
    config: {{path: out.csv, columns: source}}
  - id: write-parquet
    component: filesystem.parquet_writer
    needs: [csv]
    config: {{path: out.parquet, columns: source}}
"""


def files(workshop, options):
    """Each way in and out of a file as a step of its own, against DuckDB's statement for it."""
    csv = workshop.csv(options.rows)
    folder = workshop.folder("files")
    (folder / "pipeline.yaml").write_text(FILE_STEPS.format(csv=json.dumps(str(csv))))
    stored = folder / "stored.duckdb"
    measure.run([workshop.program("bare_sql"), stored, table_of_csv(csv),
                 f"COPY extract TO '{folder / 'bare.parquet'}' (FORMAT parquet)"])
    measure.run([workshop.osiris, "run", "pipeline.yaml", "--only", "csv"], folder)

    def step(name):
        """A reader runs in a session of its own, a writer in the one that has the rows."""
        flags = ["--resume", "last", "--only", name] if name.startswith("write") else ["--only", name]
        one = measure.run([workshop.osiris, "run", "pipeline.yaml", *flags], folder)
        if not name.startswith("write"):
            drop_newest_session(folder)
        return one

    def statement(*statements):
        return measure.run([workshop.program("bare_sql"), *statements])

    findings = []
    for name, bare in (
            ("csv", functools.partial(run_bare_sql, workshop, table_of_csv(csv))),
            ("parquet", functools.partial(run_bare_sql, workshop, "CREATE TABLE parquet AS SELECT * FROM "
                                          f"read_parquet('{folder / 'bare.parquet'}')")),
            ("write-csv", functools.partial(statement, stored, f"COPY extract TO '{folder / 'b.csv'}' "
                                            "(FORMAT csv, HEADER)")),
            ("write-parquet", functools.partial(statement, stored, f"COPY extract TO '{folder / 'b.parquet'}' "
                                                "(FORMAT parquet)"))):
        ours, theirs = measure.interleave(options.rounds, functools.partial(step, name), bare)
        findings.append(measure.ratio(f"{name} of {options.rows:,} rows: time", measure.median_seconds(ours),
                                      measure.median_seconds(theirs), "s", 1.0 if "csv" in name else 1.1))
        findings.append(measure.ratio(f"{name} of {options.rows:,} rows: peak memory",
                                      measure.median_peak(ours) / MIB, measure.median_peak(theirs) / MIB, "MiB", 1.1))
    check_same_rows(folder / "out.csv", folder / "b.csv")
    return findings


def drop_newest_session(folder):
    """Keeps the disk free, and `last` the session that has the rows to write."""
    newest = max(path for path in (folder / ".osiris_sessions").iterdir() if path.is_dir())
    shutil.rmtree(newest)


ALL = {"pipeline": pipeline, "ingest": ingest, "files": files, "small": small, "startup": startup,
       "validate": validate, "scheduling": scheduling, "memory": memory, **mysql_scenarios.ALL}
