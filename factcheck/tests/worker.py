"""A real Celery worker for tests: a process of its own on the test database and the test broker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

from factcheck.celery import app

READY = "ready."


class RealWorker:
    """A worker process; ``start``, ``stop`` politely, or ``kill`` it and start it again."""

    def __init__(self, folder: Path, *, concurrency: int = 2, application: str = "factcheck") -> None:
        self.log = folder / "worker.log"
        self.concurrency, self.application = concurrency, application
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process and return when it takes tasks."""
        offset = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "celery", "--app", self.application, "--quiet", "worker"),
                    *("--concurrency", str(self.concurrency), "--loglevel", "INFO"),
                    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
                ],
                cwd=settings.BASE_DIR,
                env={**on_test_database(), "LOG_LEVEL": "INFO"},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait(lambda: READY in self.log.read_text(errors="replace")[offset:], "did not become ready", 30)

    def stop(self) -> None:
        """Let the process finish what it has in hand and end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the process and its pool in the middle of whatever they do."""
        self._end(signal.SIGKILL)

    def wait_for(self, is_true: Callable[[], object], *, seconds: float = 30) -> None:
        """Return once ``is_true()`` is; fails the test, with the worker's log, after ``seconds``."""
        self._wait(is_true, "did not do the expected", seconds)

    def _wait(self, is_true: Callable[[], object], complaint: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not is_true():
            is_dead = self.process is None or self.process.poll() is not None
            if is_dead or time.monotonic() > deadline:
                raise AssertionError(f"The worker {'died' if is_dead else complaint}:\n{self.log.read_text()[-4000:]}")
            time.sleep(0.05)

    def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        if number == signal.SIGKILL:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


def on_test_database() -> dict[str, str]:
    """Return this process's environment, with the test database in the place of the one it was made from."""
    name = str(connection.settings_dict["NAME"])
    if settings.EMBEDDED_POSTGRES is not None:
        return {**os.environ, "EMBEDDED_DATABASE_NAME": name}
    address, mark, options = settings.DATABASE_URL.partition("?")
    return {**os.environ, "DATABASE_URL": f"{address.rpartition('/')[0]}/{name}{mark}{options}"}


def empty_queue() -> None:
    """Forget every task that no worker has taken yet."""
    with app.connection_for_write() as broker:
        queue = app.amqp.queues[settings.CELERY_TASK_DEFAULT_QUEUE].bind(broker.default_channel)
        queue.declare()
        queue.purge()


def drop_queue() -> None:
    """Remove this run's queue from a broker that other programs use."""
    with app.connection_for_write() as broker:
        app.amqp.queues[settings.CELERY_TASK_DEFAULT_QUEUE].bind(broker.default_channel).delete()
