"""The embedded server on files of its own: started, shared, killed, refused."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from factcheck.embedded import errors, server
from factcheck.embedded.keeper import _shared_megabytes
from factcheck.embedded.server import EmbeddedServer

START = """
import sys
from pathlib import Path
from factcheck.embedded.server import EmbeddedServer, ensure_running
ensure_running(EmbeddedServer(Path(sys.argv[1]), durable=False))
print("up", flush=True)
sys.stdin.read()
"""


class User:
    """A process that uses the server until it is told to end."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(folder)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_until_up(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        assert self.process.stdout.readline() == "up\n", self.process.stderr.read()

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        if self.process.poll() is None:
            self.process.send_signal(number)
            self.process.communicate()


@pytest.fixture
def embedded(server_folder):
    made = EmbeddedServer(server_folder / "with spaces, commas and é", durable=False)
    yield made
    assert server.wait_until_stopped(made, seconds=20)
    # A keeper that was killed could not remove it.
    with suppress(FileNotFoundError):
        made.socket_folder.rmdir()


@pytest.fixture
def start_user(embedded):
    """Start processes that use the server; they are ended before it is looked at whether the server stops."""
    started = []

    def start() -> User:
        user = User(embedded.folder)
        started.append(user)
        user.wait_until_up()
        return user

    yield start
    for user in started:
        user.end()


def processes_of(embedded: EmbeddedServer) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if process.info["name"] == "postgres" and process.cwd() == str(embedded.data):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def wait_until_gone(embedded: EmbeddedServer) -> None:
    deadline = time.monotonic() + 20
    while processes_of(embedded):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_server_stops_after_its_last_user_however_that_one_ends(embedded, start_user):
    first, second = start_user(), start_user()
    first.end(signal.SIGKILL)
    assert not server.wait_until_stopped(embedded, seconds=0.5)
    assert server.is_answering(embedded)

    second.end(signal.SIGTERM)

    assert server.wait_until_stopped(embedded, seconds=20)
    assert processes_of(embedded) == []


def test_server_has_no_network_port(embedded, start_user):
    user = start_user()

    kinds = set()
    for process in processes_of(embedded):
        # The server's helpers come and go.
        with suppress(psutil.NoSuchProcess):
            kinds |= {connection.family.name for connection in process.net_connections()}

    user.end()
    assert kinds <= {"AF_UNIX"}


def test_server_killed_with_all_its_users_starts_again(embedded, start_user):
    user = start_user()
    for process in processes_of(embedded):
        # Each takes others along.
        with suppress(psutil.NoSuchProcess):
            process.kill()
    user.end()
    wait_until_gone(embedded)
    # What a killed server leaves: its number, which by now may be that of any other program.
    (embedded.data / "postmaster.pid").write_text(f"{os.getpid()}\n{embedded.data}\n")

    again = start_user()
    again.end()


def test_killed_keeper_takes_the_server_along(embedded, start_user):
    user = start_user()
    # The server itself: its helpers come and go.
    keeper = psutil.Process(int((embedded.data / "postmaster.pid").read_text().split()[0])).parent()
    while "factcheck.embedded.keeper" not in keeper.cmdline():
        keeper = keeper.parent()

    keeper.kill()

    wait_until_gone(embedded)
    user.end()


def test_half_made_cluster_is_made_anew(embedded, start_user):
    (embedded.folder / "postgres.new" / "base").mkdir(parents=True)

    user = start_user()
    user.end()

    assert not (embedded.folder / "postgres.new").exists()


def test_long_path_puts_the_socket_into_a_short_folder(server_folder):
    short = EmbeddedServer(Path("/srv/record/var"))
    long = EmbeddedServer(server_folder / ("x" * 90))

    assert short.socket_folder == short.data
    assert len(os.fsencode(long.socket)) <= server.SOCKET_PATH_BYTES


def test_full_disk_is_told_in_a_sentence(server_folder, monkeypatch):
    monkeypatch.setattr(errors, "NEEDED_BYTES", 1 << 60)

    with pytest.raises(errors.EmbeddedDatabaseError, match="no room left on the disk"):
        server.ensure_running(EmbeddedServer(server_folder / "full"))

    server.release(EmbeddedServer(server_folder / "full"))


@pytest.mark.parametrize(("gigabytes", "megabytes"), [(0.5, 128), (4, 512), (64, 1024)])
def test_server_keeps_an_eighth_of_the_memory_within_bounds(gigabytes, megabytes):
    assert _shared_megabytes(int(gigabytes * 2**30)) == megabytes
