import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from factcheck.demo import RoleMissing, describe, ensure_demo_logins
from factcheck.embedded import server as embedded
from factcheck.embedded.errors import EmbeddedDatabaseError, from_os_error, require_disk_space
from factcheck.leash import end_with_parent
from factcheck.supervisor import Failure, Service, Supervisor

READY_SECONDS = 90
# Requests that are served at the same moment; further ones wait. More threads than this only wait for each other.
WEB_THREADS = min(8, 2 * (os.cpu_count() or 1))
PLACES = (
    ("The site", "/"),
    ("For editors", "/admin/"),
    ("The API", "/api/v1/"),
    ("API manual", "/api/docs/"),
)


class Stopped(BaseException):
    """Somebody asked for the end. No ordinary error, so that no code on the way takes it for one."""


class Command(BaseCommand):
    """Run the whole installation: database, migrations, web, worker, beat."""

    help = "Runs the whole installation until Ctrl-C: database, migrations, web, worker and beat."
    # The database may not even exist yet.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--seed", action="store_true", help="load the seed articles and make demo logins")
        parser.add_argument("--verbose", action="store_true", help="show every line that the processes write")
        parser.add_argument("--leashed", action="store_true", help="end when the process that started this one is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start everything, wait for the end, stop everything."""
        if options["leashed"]:
            end_with_parent()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        supervisor = Supervisor(_services(), root=settings.BASE_DIR, is_verbose=options["verbose"])
        try:
            with self._alone():
                try:
                    self._run(supervisor, has_seed=options["seed"])
                finally:
                    self._end(supervisor)
        except Stopped:
            supervisor.say("Everything has stopped.")
        except (EmbeddedDatabaseError, Failure) as failure:
            self._refuse(str(failure))
        except OSError as error:
            self._refuse(str(from_os_error(error, settings.VAR_DIR)))

    def _run(self, supervisor: Supervisor, *, has_seed: bool) -> None:
        say = supervisor.say
        if not settings.TRIAL and not settings.ALLOWED_HOSTS:
            raise Failure("ALLOWED_HOSTS must name the site when TRIAL is off: ALLOWED_HOSTS=record.example.org")
        _require_free_port()
        require_disk_space(settings.VAR_DIR)
        say(f"{settings.SITE_NAME} starts")
        self._prepare_database(supervisor)
        if settings.TRIAL:
            settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        else:
            call_command("collectstatic", interactive=False, verbosity=0)
        self._keep_address(supervisor)
        supervisor.start()
        _wait_until_ready(supervisor)
        say("  Web, worker and beat run")
        logins = self._make_logins(supervisor) if has_seed else []
        if has_seed:
            self._seed(supervisor)
        connections.close_all()
        say()
        for name, path in PLACES:
            if _answers(path):
                say(f"  {name:<15}{_address()}{path}")
        if logins:
            say()
            for number, line in enumerate(logins):
                say(f"  {'' if number else 'Log in as':<15}{line}")
        say()
        say(f"  Ctrl-C stops everything. Logs are in {_short(settings.VAR_DIR / 'log')}.")
        say()
        while True:
            supervisor.mend()
            self._mend_database(supervisor)
            time.sleep(0.3)

    def _refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(1)

    def _keep_address(self, supervisor: Supervisor) -> None:
        """Publish anew what was published under another address, and remember this one for commands run beside."""
        kept = settings.SITE_URL_KEPT
        before = kept.read_text().strip() if kept.exists() else ""
        if before and before != settings.SITE_URL:
            supervisor.say(f"  Writing the new address, {settings.SITE_URL}, into what is published …")
            call_command("rebuild_publications", stdout=StringIO())
        kept.write_text(f"{settings.SITE_URL}\n")

    def _prepare_database(self, supervisor: Supervisor) -> None:
        """Start the database and bring it up to date."""
        embedded_server = settings.EMBEDDED_POSTGRES
        if embedded_server is not None:
            is_new = not embedded_server.data.exists()
            if is_new:
                supervisor.say("  Making the database …")
            embedded.ensure_running(embedded_server)
        try:
            executor = MigrationExecutor(connection)
        except OperationalError as error:
            if isinstance(error.__cause__, EmbeddedDatabaseError):
                raise error.__cause__ from None
            first_line = str(error).strip().splitlines()[0]
            raise Failure(f"The database named by DATABASE_URL does not answer: {first_line}") from error
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            supervisor.say(f"  Applying {len(plan)} migration{'s' * (len(plan) != 1)} …")
            try:
                call_command("migrate", interactive=False, verbosity=0)
            except DatabaseError as error:
                first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
                raise Failure(
                    f"The database could not be brought up to date, and is as it was before: {first_line}"
                ) from error
        where = f"PostgreSQL in {_short(embedded_server.data)}" if embedded_server else "PostgreSQL of DATABASE_URL"
        supervisor.say(f"  Database ready ({where})")

    def _mend_database(self, supervisor: Supervisor) -> None:
        server = settings.EMBEDDED_POSTGRES
        if server is not None and not embedded.has_keeper(server):
            supervisor.say(f"The database ended by itself and is started again; its log is {server.log}.")
            embedded.ensure_running(server)

    def _make_logins(self, supervisor: Supervisor) -> list[str]:
        if not settings.TRIAL:
            supervisor.say("  No demo logins, because TRIAL is off: make one with `manage.py createsuperuser`")
            return []
        try:
            return describe(ensure_demo_logins(settings.VAR_DIR / "demo_logins.json"))
        except RoleMissing as missing:
            supervisor.say(f"  No demo logins: {missing}")
            return []

    def _seed(self, supervisor: Supervisor) -> None:
        """Load the seed articles through the running worker, in a process that can be ended at any moment."""
        command = [sys.executable, "-m", "factcheck.leash", sys.executable, "manage.py", "seed"]
        with subprocess.Popen(command, cwd=settings.BASE_DIR, env=_environment(), start_new_session=True) as seed:
            try:
                while seed.poll() is None:
                    supervisor.mend()
                    time.sleep(0.1)
            except BaseException:
                seed.terminate()
                raise
        if seed.returncode != 0:
            supervisor.say(
                "  The seed articles could not all be loaded; the lines above say why. `manage.py seed` goes on."
            )

    def _end(self, supervisor: Supervisor) -> None:
        """Stop every process, the database last, whatever happened before."""

        def end_at_once(*_: object) -> NoReturn:
            supervisor.kill()
            os._exit(130)

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, end_at_once)
        if any(service.process for service in supervisor.services):
            supervisor.say()
            supervisor.say("Stopping web, worker, beat and database …")
        supervisor.stop()
        connections.close_all()
        server = settings.EMBEDDED_POSTGRES
        if server is not None:
            embedded.release(server)
            if not embedded.wait_until_stopped(server, seconds=2) and embedded.is_used(server):
                supervisor.say("The database goes on for another command that uses it, and stops after it.")
            else:
                embedded.wait_until_stopped(server, seconds=30)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Refuse to run twice in one folder."""
        descriptor = embedded.open_lock(settings.VAR_DIR / "run" / "serve.lock")
        try:
            if not embedded.try_lock(descriptor, fcntl.LOCK_EX):
                other = os.read(descriptor, 200).decode().strip()
                raise Failure(
                    f"{settings.SITE_NAME} runs in this folder already ({other or 'it is just starting'}). Stop it "
                    "with Ctrl-C in its terminal first, or use it."
                )
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"process {os.getpid()}, {_address()}/\n".encode())
            yield
        finally:
            os.close(descriptor)


def _stop(*_: object) -> NoReturn:
    raise Stopped


def _environment() -> dict[str, str]:
    """Return the environment of every process that is started here."""
    return {**os.environ, "PYTHONPATH": str(settings.BASE_DIR), "PYTHONUNBUFFERED": "1"}


def _services() -> list[Service]:
    """Return the three processes of the installation."""
    python = sys.executable
    celery = [python, "-m", "celery", "--app", "factcheck", "--quiet"]
    commands = {
        "web": [
            *(python, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"),
            *("--host", settings.HOST, "--port", str(settings.PORT)),
            *("--workers", "1", "--blocking-threads", str(WEB_THREADS), "--workers-kill-timeout", "5"),
            "factcheck.wsgi:application",
        ],
        "worker": [
            *(*celery, "worker", "--loglevel", settings.LOG_LEVEL),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
        "beat": [*celery, "beat", "--loglevel", settings.LOG_LEVEL],
    }
    environment = _environment()
    return [
        Service(name, command, folder=settings.VAR_DIR / "log", environment=environment)
        for name, command in commands.items()
    ]


def _require_free_port() -> None:
    """Raise when the web process could not listen."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
            probe.listen()
        except PermissionError as error:
            raise Failure(
                f"Port {settings.PORT} is for root alone. Choose one above 1023: PORT=8000 make run"
            ) from error
        except (OSError, OverflowError) as error:
            other = settings.PORT + 1 if settings.PORT < 65535 else 8000
            if isinstance(error, OverflowError):
                raise Failure(f"There is no port {settings.PORT}. Choose one: PORT=8000 make run") from error
            raise Failure(
                f"Port {settings.PORT} on {settings.HOST} is taken by another program ({error.strerror}). Stop that, "
                f"or choose another: PORT={other} make run"
            ) from error


def _address() -> str:
    """Return where a browser on this machine finds the site."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # noqa: S104 - read, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.PORT}"


def _answers(path: str) -> bool:
    """Whether the site serves ``path``."""
    names = [name for name in settings.ALLOWED_HOSTS if name != "*" and not name.startswith(".")]
    request = urllib.request.Request(_address() + path, headers={"Host": names[0]} if names else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own address
            return bool(answer.status < 400)
    except (urllib.error.URLError, OSError):
        return False


def _wait_until_ready(supervisor: Supervisor) -> None:
    """Return when the web process says that it can serve."""
    deadline = time.monotonic() + READY_SECONDS
    while not _answers("/readyz"):
        supervisor.mend()
        if time.monotonic() > deadline:
            raise Failure(
                f"The web process did not answer within {READY_SECONDS} seconds; its log is in {settings.VAR_DIR}."
            )
        time.sleep(0.1)


def _short(path: Path) -> str:
    """Return ``path`` as seen from the project's folder, where it is inside."""
    return str(path.relative_to(settings.BASE_DIR)) if path.is_relative_to(settings.BASE_DIR) else str(path)
