"""The process that owns the embedded server: starts it, keeps it while somebody uses it, stops it after the last one.

Run by ``server.ensure_running``. Says one line on its standard output: ``ready``, or why it cannot be.
"""

import argparse
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil

from factcheck.embedded.errors import EmbeddedDatabaseError, disk_full, from_os_error
from factcheck.embedded.server import (
    DATABASE,
    PORT,
    START_SECONDS,
    USER,
    EmbeddedServer,
    binaries,
    is_answering,
    open_lock,
    require_own_socket_folder,
    wait_for_lock,
)
from factcheck.leash import end_with_parent

# PostgreSQL refuses to run as root, so root runs it as this user, which is made when it is missing.
SYSTEM_USER = "pgserver"
FALLBACK_USER = "nobody"
STOP_SECONDS = 30
# PostgreSQL's own default is the least.
LEAST_SHARED_MB, MOST_SHARED_MB = 128, 1024
LOG_BYTES = 10 * 1024 * 1024


class Keeper:
    """Owns one embedded server from start to stop."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.server = server
        self.bin = binaries()
        self.account = self._account()
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Start, say so, wait for the last user to go, stop. Gives the exit status."""
        lock = open_lock(self.server.lock("keeper"))
        # The one that is stopping holds this lock a moment longer than the users' lock.
        wait_for_lock(lock, fcntl.LOCK_EX, seconds=STOP_SECONDS)
        self._stop_leftovers()
        if not (self.server.data / "PG_VERSION").exists():
            self._create_cluster()
        self._start()
        print("ready", flush=True)
        # Nobody reads on; a later write must not end this process.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        self._wait_for_last_user()
        return 0

    def _account(self) -> pwd.struct_passwd | None:
        """The user to run the server as, or none for the present one."""
        if os.geteuid() != 0:
            return None
        if self.server.data.exists() and self.server.data.stat().st_uid != 0:
            return pwd.getpwuid(self.server.data.stat().st_uid)
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            pass
        useradd = shutil.which("useradd")
        if useradd:
            subprocess.run([useradd, "--system", "--no-create-home", SYSTEM_USER], check=False, capture_output=True)
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            return pwd.getpwnam(FALLBACK_USER)

    def _as_account(self) -> dict[str, object]:
        """Arguments for ``subprocess`` that run a program as the server's user, free of settings meant for clients."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        arguments: dict[str, object] = {"env": {**environment, "LC_ALL": "C"}, "cwd": "/"}
        if self.account is not None:
            arguments |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return arguments

    def _own_folder(self, folder: Path) -> None:
        """Create ``folder``, open to the server's user alone, and let that user pass through the folders above it."""
        folder.mkdir(mode=0o700, parents=True)
        if self.account is None:
            return
        os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def _let_account_pass(self, path: Path) -> None:
        """Give everyone the right to pass through, not to list, the folders above ``path``, where it is missing."""
        if self.account is None:
            return
        for folder in path.resolve().parents:
            mode = folder.stat().st_mode
            if not mode & 0o001 and folder.stat().st_uid != self.account.pw_uid:
                folder.chmod(mode | 0o001)

    def _stop_leftovers(self) -> None:
        """End server processes that outlived their keeper, and remove the file by which they are known.

        The keeper's lock is held here, so whatever still runs on these data has no owner. The number in the file may
        by now belong to any other program, so processes are told by their working folder, which is the cluster.
        """
        data = self.server.data.resolve()
        if not data.exists():
            return
        left = []
        for process in psutil.process_iter(["name"]):
            try:
                if (process.info["name"] or "").startswith("postgres") and Path(process.cwd()) == data:
                    left.append(process)
            except (psutil.Error, OSError):
                continue
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            for process in left:
                try:
                    process.send_signal(number)
                except psutil.NoSuchProcess:
                    continue
            deadline = time.monotonic() + STOP_SECONDS / 3
            while (left := [process for process in left if _is_alive(process)]) and time.monotonic() < deadline:
                time.sleep(0.05)
            if not left:
                break
        # The server would take the numbers in them for a running server, if only a dead one that nobody has buried.
        socket = self.server.socket
        for stale in (data / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
            stale.unlink(missing_ok=True)

    def _create_cluster(self) -> None:
        """Make the cluster beside its place and move it there when complete, so that a half-made one never counts."""
        new = self.server.folder / "postgres.new"
        shutil.rmtree(new, ignore_errors=True)
        self._let_account_pass(new)
        self._own_folder(new)
        self._run(
            "initdb",
            f"--pgdata={new}",
            f"--username={USER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            # Same order and letter case on every machine, whatever its own locales are.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--text-search-config=english",
            "--no-instructions",
            *([] if self.server.durable else ["--no-sync"]),
        )
        if self.server.data.exists():
            # Left by something else, or emptied: only an empty folder may be replaced.
            self.server.data.rmdir()
        new.rename(self.server.data)

    def _run(self, program: str, *arguments: str) -> str:
        """Run one of the server's programs; gives what it printed, raises with its complaint."""
        self._let_account_pass(self.bin / program)
        done = subprocess.run(
            [str(self.bin / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            **self._as_account(),  # type: ignore[call-overload]
        )
        sys.stderr.write(done.stdout + done.stderr)
        if done.returncode != 0:
            raise self._complaint(program, done.stdout + done.stderr)
        return str(done.stdout)

    def _complaint(self, program: str, output: str) -> EmbeddedDatabaseError:
        if "No space left on device" in output or "Disk quota exceeded" in output:
            return disk_full(self.server.data)
        last = output.strip().splitlines()[-1:] or ["it said nothing"]
        return EmbeddedDatabaseError(
            f"The embedded database did not start: {program}: {last[0].strip()}. More is in {self.server.log}."
        )

    def _start(self) -> None:
        """Start the server and wait until it answers."""
        server = self.server
        self._let_account_pass(server.data)
        self._let_account_pass(self.bin / "postgres")
        if server.socket_folder != server.data:
            require_own_socket_folder(server)
            if not server.socket_folder.exists():
                self._own_folder(server.socket_folder)
        folder = str(server.socket_folder).replace('"', '""')
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{folder}"',
            "unix_socket_permissions": "0700",
            "log_line_prefix": "%m ",
            "log_timezone": "UTC",
            # A refused INSERT would bring unpublished copy into the log.
            "log_min_error_statement": "panic",
            "timezone": "UTC",
            "shared_buffers": f"{_shared_megabytes(psutil.virtual_memory().total)}MB",
            # The files lie on a solid-state disk, if they are not in memory: an index costs little more than a scan.
            "random_page_cost": "1.1",
        }
        if not server.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [str(self.bin / "postgres"), "-D", str(server.data), "-p", str(PORT)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        log_start = server.log.stat().st_size if server.log.exists() else 0
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            start_new_session=True,
            preexec_fn=_end_with_keeper,  # noqa: PLW1509 - this process has one thread so far
            **self._as_account(),  # type: ignore[call-overload]
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if self.process.poll() is not None:
                with server.log.open("rb") as log:
                    log.seek(log_start)
                    output = log.read().decode(errors="replace")
                fatal = [line for line in output.splitlines() if "FATAL" in line or "PANIC" in line]
                raise self._complaint("postgres", "\n".join([*fatal[-1:]] or [output]))
            if time.monotonic() > deadline:
                self._stop()
                raise EmbeddedDatabaseError(f"The embedded database did not answer. More is in {server.log}.")
            time.sleep(0.05)
        self._create_database()

    def _is_ready(self) -> bool:
        if not is_answering(self.server):
            return False
        check = subprocess.run(
            [str(self.bin / "pg_isready"), "-q", "-h", str(self.server.socket_folder), "-p", str(PORT), "-U", USER],
            check=False,
            **self._as_account(),  # type: ignore[call-overload]
        )
        return check.returncode == 0

    def _create_database(self) -> None:
        to_server = ("-h", str(self.server.socket_folder), "-p", str(PORT), "-U", USER)
        names = self._run("psql", *to_server, "-d", "postgres", "-XAtc", "SELECT datname FROM pg_database")
        if DATABASE not in names.split():
            self._run("createdb", *to_server, DATABASE)

    def _wait_for_last_user(self) -> None:
        """Wait for the users' lock, then stop. A server that ends by itself ends the keeper; users start both anew."""
        assert self.process is not None
        threading.Thread(target=self._end_with_server, daemon=True).start()
        users = open_lock(self.server.lock("users"))
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self._stop_and_exit())
        fcntl.flock(users, fcntl.LOCK_EX)
        self._stop()

    def _end_with_server(self) -> None:
        assert self.process is not None
        os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT)
        if not self._is_stopping:
            os._exit(1)

    _is_stopping = False

    def _stop_and_exit(self) -> None:
        self._stop()
        os._exit(0)

    def _stop(self) -> None:
        """Stop the server: politely, then at once."""
        assert self.process is not None
        self._is_stopping = True
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            self.process.send_signal(number)
            try:
                self.process.wait(STOP_SECONDS)
                break
            except subprocess.TimeoutExpired:
                continue
        if self.server.socket_folder != self.server.data:
            with suppress(OSError):
                self.server.socket_folder.rmdir()


def _shared_megabytes(memory: int) -> int:
    """Return how much the server keeps in its own memory, of a machine with so many bytes: an eighth, at most 1 GB."""
    return min(max(memory // 8 // 2**20, LEAST_SHARED_MB), MOST_SHARED_MB)


def _is_alive(process: psutil.Process) -> bool:
    """Whether the process still does anything; in a container without an init, dead ones may stay as zombies."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _end_with_keeper() -> None:
    """In the child: shut down when the keeper is killed, so that no server is left behind."""
    end_with_parent(signal.SIGINT)


def main() -> int:
    """Read the command line and keep one server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--not-durable", action="store_true")
    options = parser.parse_args()
    server = EmbeddedServer(folder=options.folder, durable=not options.not_durable)
    if server.log.exists() and server.log.stat().st_size > LOG_BYTES:
        os.truncate(server.log, 0)
    keeper = None
    try:
        keeper = Keeper(server)
        return keeper.run()
    except EmbeddedDatabaseError as error:
        print(error, flush=True)
    except TimeoutError:
        print(f"Another process keeps the embedded database in {server.data} and does not let go of it.", flush=True)
    except OSError as error:
        print(from_os_error(error, server.folder), flush=True)
    if keeper is not None and keeper.process is not None and keeper.process.poll() is None:
        keeper.process.send_signal(signal.SIGQUIT)
    return 1


if __name__ == "__main__":
    sys.exit(main())
