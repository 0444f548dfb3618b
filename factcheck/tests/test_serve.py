"""The whole installation as `make run` starts it, on files and a port of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.db import IntegrityError

from factcheck.management.commands import serve
from factcheck.supervisor import Failure, Service, Supervisor

UP = "Ctrl-C stops everything"


class Installation:
    """`manage.py serve` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.output = folder / "output.txt"

    @property
    def environment(self) -> dict[str, str]:
        """A bare environment: the run's own database and broker are not this installation's."""
        clean = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
        return {**clean, "VAR_DIR": str(self.folder / "var"), "PORT": str(self.port), "ENV_FILE": os.devnull}

    def start(self, *arguments: str, **environment: str) -> None:
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *arguments],
                cwd=settings.BASE_DIR,
                env={**self.environment, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_up(self) -> str:
        assert self.process is not None
        deadline = time.monotonic() + 90
        while UP not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)
        return self.output.read_text()

    def processes(self) -> list[psutil.Process]:
        """Everything that belongs to it, known by where its files are."""
        found = []
        for process in psutil.process_iter():
            try:
                is_ours = process.environ().get("VAR_DIR") == str(self.folder / "var")
                if is_ours and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found

    def wait_until_gone(self, seconds: float) -> None:
        """Fail when something is left after ``seconds``; the kernel needs a moment to bury a process that has ended."""
        deadline = time.monotonic() + seconds
        while left := self.processes():
            assert time.monotonic() < deadline, left
            time.sleep(0.1)

    def end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            content: bytes = answer.read()
            return content


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def installation(server_folder: Path) -> Iterator[Installation]:
    made = Installation(server_folder)
    yield made
    for process in made.processes():
        process.kill()
    if made.process is not None:
        made.process.wait(20)


def test_serve_answers_restarts_what_dies_and_leaves_nothing(installation):
    installation.start()
    assert f"http://127.0.0.1:{installation.port}/" in installation.wait_until_up()
    assert installation.get("/readyz") == b"ready\n"
    # In a trial, too.
    with pytest.raises(urllib.error.HTTPError) as error:
        installation.get("/nowhere")
    assert b"Nothing public has this address" in error.value.read()

    # The same folder again, while it runs.
    again = Installation(installation.folder)
    again.output = installation.folder / "again.txt"
    again.start()
    assert again.process is not None
    assert again.process.wait(30) == 1
    assert "runs in this folder already" in again.output.read_text()

    # A one-off command shares the database.
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"],
        cwd=settings.BASE_DIR,
        env=installation.environment,
        check=False,
    )
    assert done.returncode == 0

    beat = next(process for process in installation.processes() if "beat" in process.cmdline())
    beat.kill()
    deadline = time.monotonic() + 20
    while "beat ended by itself (signal SIGKILL) and is started again" not in installation.output.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.1)

    assert installation.end(signal.SIGINT) == 0
    assert "Everything has stopped." in installation.output.read_text()
    installation.wait_until_gone(2)


def test_killed_supervisor_leaves_nothing_and_the_next_start_is_whole(installation):
    installation.start()
    installation.wait_until_up()

    installation.end(signal.SIGKILL)

    installation.wait_until_gone(30)
    installation.start()
    assert not re.search("Making the database|migration", installation.wait_until_up())
    assert installation.end(signal.SIGTERM) == 0
    installation.wait_until_gone(2)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORT": "70000"}, "There is no port 70000"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "SECRET_KEY": "k"}, "ALLOWED_HOSTS must name the site"),
        (
            {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "TRIAL": "on"},
            "The database named by DATABASE_URL does not answer",
        ),
    ],
)
def test_what_cannot_start_is_told_in_a_sentence(installation, environment, sentence):
    installation.start(**environment)

    assert installation.process is not None
    assert installation.process.wait(30) == 1
    assert sentence in installation.output.read_text()
    assert "Traceback" not in installation.output.read_text()


def test_taken_port_is_told_in_a_sentence(installation):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        installation.port = other.getsockname()[1]
        installation.start()

        assert installation.process is not None
        assert installation.process.wait(30) == 1
    assert f"PORT={installation.port + 1} make run" in installation.output.read_text()


def test_a_migration_that_the_database_refuses_is_told_in_a_sentence(db, monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "EMBEDDED_POSTGRES", None)
    monkeypatch.setattr(serve.MigrationExecutor, "migration_plan", lambda self, targets: ["one"])

    def refuse(*args, **options):
        raise IntegrityError("could not create unique index\nDETAIL: Key is duplicated.")

    monkeypatch.setattr(serve, "call_command", refuse)
    with pytest.raises(Failure, match=r"could not be brought up to date.*could not create unique index$"):
        serve.Command()._prepare_database(Supervisor([], root=tmp_path, is_verbose=False))


def test_service_that_keeps_ending_stops_everything(tmp_path):
    said: list[str] = []
    command = [sys.executable, "-c", "print('no such thing'); raise SystemExit(3)"]
    service = Service("web", command, folder=tmp_path, environment=dict(os.environ))
    supervisor = Supervisor([service], root=settings.BASE_DIR)
    supervisor.say = said.append  # type: ignore[method-assign]
    supervisor.start()

    def mend_until_it_gives_up() -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            supervisor.mend()
            time.sleep(0.02)

    with pytest.raises(Failure, match=r"web keeps ending \(exit status 3\)") as failure:
        mend_until_it_gives_up()

    assert "no such thing" in str(failure.value)


@pytest.mark.parametrize("line", ["[info     ] fine", '{"event": "fine", "level": "info"}', "[INFO] fine"])
def test_calm_lines_go_to_the_log_only(tmp_path, line):
    said: list[str] = []
    command = [sys.executable, "-c", f"print({line!r}); print('and on'); print('[warning  ] trouble'); print('more')"]
    service = Service("web", command, folder=tmp_path, environment=dict(os.environ))

    service.start(said.append, root=settings.BASE_DIR, is_verbose=False)
    assert service.process is not None
    service.process.wait(20)
    assert service._reader is not None
    service._reader.join(20)

    assert said == ["web    | [warning  ] trouble", "web    | more"]
    assert service.log.read_text().splitlines()[:2] == [line, "and on"]
