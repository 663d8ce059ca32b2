"""What is measured of MySQL: a real MariaDB server on this machine, and programs that move the same rows."""

import dataclasses
import functools
import json
import os
import pathlib
import sys

import measure

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests/services"))

import mysql_server  # noqa: E402  pylint: disable=wrong-import-position

MIB = 1 << 20
# What a process may take while it reads, whatever the number of rows. Unit: MiB.
MEMORY_MAX_MIB = 400
# The table stays in the server's memory, so that no disk is measured.
SERVER_OPTIONS = ("--innodb-buffer-pool-size=2G", "--innodb-log-file-size=256M")
# One statement inserts so many rows, which takes seconds.
ROWS_PER_INSERT = 250_000

COLUMNS = """
id BIGINT UNSIGNED PRIMARY KEY, amount DECIMAL(18,4) NOT NULL, created_at DATETIME(6) NOT NULL,
customer VARCHAR(40) NOT NULL, note TEXT, paid TINYINT(1) NOT NULL, attributes JSON, due DATE, quantity INT,
weight DOUBLE"""
VALUES = """
seq, (seq * 7919 % 1000000000) / 10000 - 5000,
TIMESTAMP'2020-01-01 00:00:00' + INTERVAL (seq * 1000003 % 150000000000000) MICROSECOND,
CONCAT('customer ', seq * 31 % 200000),
IF(seq % 10 < 3, NULL, CONCAT('note of order ', seq, ', leave at the door')), seq % 2,
CONCAT('{"source": "web", "rank": ', seq % 100, '}'), DATE'2020-01-01' + INTERVAL seq % 2000 DAY, seq % 1000,
seq / 7"""
QUERY = "SELECT * FROM orders"
# Says that two sides have the same rows, in the SQL of both.
CHECKSUM = ("SELECT COUNT(*), SUM(id), SUM(amount), MAX(created_at), SUM(LENGTH(customer)), SUM(LENGTH(note)), "
            "SUM(paid), SUM(LENGTH(attributes)), MAX(due), SUM(quantity), ROUND(SUM(weight)) FROM {}")
# The tables that the two sides of a write fill: both empty before, with the columns of the one that is read.
OURS = "orders_ours"
THEIRS = "orders_theirs"


def make_orders(server, rows):
    for table in ("orders", OURS, THEIRS):
        server.sql(f"CREATE TABLE shop.{table} ({COLUMNS})")
    for first in range(1, rows + 1, ROWS_PER_INSERT):
        last = min(first + ROWS_PER_INSERT - 1, rows)
        server.sql(f"INSERT INTO orders SELECT {VALUES} FROM seq_{first}_to_{last}", "shop")


def read_step(**options):
    config = {"connection": "@mysql.orders", "table": "orders", **options}
    return {"id": "load", "component": "mysql.extractor", "mode": "read", "config": config}


def write_step():
    config = {"connection": "@mysql.orders", "table": OURS, "write_mode": "append"}
    return {"id": "store", "component": "mysql.writer", "mode": "write", "config": config, "inputs": {"rows": "@load"}}


def write_pipeline(folder, server, *steps):
    settings = server.connection(socket=str(server.socket))
    (folder / "osiris_connections.yaml").write_text(json.dumps({"connections": {"mysql": {"orders": settings}}}))
    (folder / "pipeline.yaml").write_text(json.dumps({"oml_version": "0.1.0", "name": "bench", "steps": list(steps)}))


def run_osiris(workshop, server, parallel, under=()):
    folder = workshop.folder(f"osiris-{parallel}")
    write_pipeline(folder, server, read_step(parallel=parallel))
    return measure.run([*under, workshop.osiris, "run", "pipeline.yaml", "--progress", "none"], folder)


def run_client(server):
    client = f"exec mariadb --no-defaults --socket={server.socket} -uroot --quick -N -B -e '{QUERY}' shop >/dev/null"
    return measure.run(["sh", "-c", client])


def run_discard(workshop, server):
    return measure.run([workshop.program("mysql_discard"), server.socket, "root", "", "shop", QUERY])


def run_writer(workshop, server):
    """Returns the run and what its step that writes took, in seconds."""
    folder = workshop.folder("osiris-write")
    write_pipeline(folder, server, read_step(), write_step())
    server.sql(f"TRUNCATE TABLE {OURS}", "shop")
    done = measure.run([workshop.osiris, "run", "pipeline.yaml", "--progress", "none", "--json"], folder)
    return dataclasses.replace(done, seconds=json.loads(done.output)["steps"][1]["duration_ms"] / 1000)


def run_load_data(server, file):
    server.sql(f"TRUNCATE TABLE {THEIRS}", "shop")
    load = f"LOAD DATA LOCAL INFILE '{file}' INTO TABLE {THEIRS} CHARACTER SET utf8mb4"
    client = ["mariadb", "--no-defaults", f"--socket={server.socket}", "-uroot", "--local-infile=1"]
    return measure.run([*client, "-e", load, "shop"])


def check_same_rows(workshop, server, parallel):
    """The session's table holds what the server has."""
    theirs = server.sql(CHECKSUM.format("orders"), "shop").rstrip("\n").split("\t")
    shown = measure.run([workshop.osiris, "data", "sql", "last", CHECKSUM.format("load"), "--json"],
                        workshop.scratch / f"osiris-{parallel}")
    ours = [str(value) for value in json.loads(shown.output)["rows"][0]]
    if [number(value) for value in ours] != [number(value) for value in theirs]:
        raise measure.ProgramFailed(f"the sides have different rows:\n{ours}\n{theirs}")


def number(text):
    """Makes values of both sides comparable: numbers as numbers, times without zeros at the end."""
    try:
        return float(text)
    except ValueError:
        return text.replace("T", " ").rstrip("0").rstrip(".")


def halves():
    """Divides the processor's cores between the server and its clients; nothing if there is only one."""
    cores = sorted(os.sched_getaffinity(0))
    middle = len(cores) // 2
    return (set(cores[:middle]), set(cores[middle:])) if middle > 0 else None


def read(workshop, options):
    """A table into the session's table, against the server's own client and a loop that keeps nothing."""
    with mysql_server.MysqlServer("mariadb", SERVER_OPTIONS) as server:
        make_orders(server, options.ingest_rows)
        ours, client, discard = measure.interleave(
            options.rounds, functools.partial(run_osiris, workshop, server, 1), functools.partial(run_client, server),
            functools.partial(run_discard, workshop, server))
        check_same_rows(workshop, server, 1)
        findings = [
            measure.ratio("MySQL to table: against the mariadb client", measure.median_seconds(ours),
                          measure.median_seconds(client), "s", 1.0),
            measure.ratio("MySQL to table: against discarding", measure.median_seconds(ours),
                          measure.median_seconds(discard), "s", 1.45),
            measure.ratio("MySQL to table: peak memory", measure.median_peak(ours) / MIB, MEMORY_MAX_MIB, "MiB", 1.0)]
        return findings + several_connections(workshop, server, options)


def several_connections(workshop, server, options):
    """Two connections against one, to a server on other cores; on two cores both sides have one each."""
    divided = halves()
    if divided is None:
        return []
    for thread in pathlib.Path(f"/proc/{server.process.pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), divided[0])
    under = ("taskset", "-c", ",".join(map(str, divided[1])))
    two, one = measure.interleave(options.rounds, functools.partial(run_osiris, workshop, server, 2, under),
                                  functools.partial(run_osiris, workshop, server, 1, under))
    check_same_rows(workshop, server, 2)
    return [measure.ratio(f"MySQL, {len(divided[1])} own cores: 2 connections / 1", measure.median_seconds(two),
                          measure.median_seconds(one), "s", 1.1)]


def write(workshop, options):
    """A table of the session into a table, against the server's own client with a file that is ready."""
    with mysql_server.MysqlServer("mariadb", SERVER_OPTIONS) as server:
        make_orders(server, options.ingest_rows)
        file = workshop.scratch / "orders.tsv"
        server.sql(f"{QUERY} INTO OUTFILE '{file}' CHARACTER SET utf8mb4", "shop")
        ours, client = measure.interleave(options.rounds, functools.partial(run_writer, workshop, server),
                                          functools.partial(run_load_data, server, file))
        if server.sql(CHECKSUM.format(OURS), "shop") != server.sql(CHECKSUM.format(THEIRS), "shop"):
            raise measure.ProgramFailed("the two tables have different rows")
        server.restart((*SERVER_OPTIONS, "--local-infile=0"))
        by_insert = run_writer(workshop, server)
        return [measure.ratio("table to MySQL: against LOAD DATA of the client", measure.median_seconds(ours),
                              measure.median_seconds(client), "s", 1.1),
                measure.ratio("MySQL to MySQL: peak memory", measure.median_peak(ours) / MIB, MEMORY_MAX_MIB, "MiB",
                              1.0),
                measure.ratio("table to MySQL: by INSERT / by LOAD DATA", by_insert.seconds,
                              measure.median_seconds(ours), "s", 4.0)]


ALL = {"mysql_read": read, "mysql_write": write}
