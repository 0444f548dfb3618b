"""Runs web, worker and beat beside each other: starts them, shows their trouble, restarts them, ends them together."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

# A process that ends so often within so many seconds will not be mended by starting it once more.
RESTARTS = 5
RESTARTS_SECONDS = 120
# A worker may have a task in hand; tasks are safe to run again, so nobody waits for a long one.
STOP_SECONDS = 15
LOG_BYTES = 5 * 1024 * 1024
TAIL_LINES = 15

# As our own lines, granian's and the JSON ones tell it.
_LEVEL = re.compile(r'(?:\[|"level": ")(debug|info|warning|warn|error|critical)(?:\s*\]|")', re.IGNORECASE)
_QUIET = {"debug", "info"}


class Failure(Exception):  # noqa: N818 - told to the person, not to the programmer
    """Something cannot run; the message says what and what to do."""


class Service:
    """One process of the installation and its log."""

    def __init__(self, name: str, command: list[str], *, folder: Path, environment: dict[str, str]) -> None:
        self.name = name
        self.command = [sys.executable, "-m", "factcheck.leash", *command]
        self.log = folder / f"{name}.log"
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.tail: deque[str] = deque(maxlen=TAIL_LINES)
        self._ends: deque[float] = deque(maxlen=RESTARTS)
        self._reader: threading.Thread | None = None
        self._is_ending = False

    def start(self, show: Callable[[str], None], *, root: Path, is_verbose: bool) -> None:
        """Start the process; its lines go to the log, and to ``show`` when they tell of trouble."""
        self._is_ending = False
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.process = subprocess.Popen(
            self.command,
            cwd=root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # A session of its own: a Ctrl-C reaches the supervisor alone, which then ends all in order.
            start_new_session=True,
        )
        assert self.process.stdout is not None
        arguments = (self.process.stdout, show, is_verbose)
        self._reader = threading.Thread(target=self._read, args=arguments, daemon=True)
        self._reader.start()

    def has_ended(self) -> bool:
        """Whether the process has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def may_restart(self) -> bool:
        """Note one more end; whether there were few enough of late."""
        now = time.monotonic()
        is_often = len(self._ends) == RESTARTS and now - self._ends[0] < RESTARTS_SECONDS
        self._ends.append(now)
        return not is_often

    def send(self, number: signal.Signals) -> None:
        """Send the process a signal; SIGKILL goes to all it has started as well."""
        self._is_ending = True
        if self.process is None:
            return
        try:
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            elif self.process.poll() is None:
                self.process.send_signal(number)
        except (ProcessLookupError, PermissionError):
            return

    def _read(self, stream: BinaryIO, show: Callable[[str], None], is_verbose: bool) -> None:
        # What comes before the first line with a level, such as a failed import, is trouble.
        is_shown = True
        with stream, self.log.open("ab", buffering=0) as log:
            for raw in stream:
                # A full disk must not stop the process, whose pipe nobody would empty.
                with suppress(OSError):
                    log.write(raw)
                line = raw.decode(errors="replace").rstrip()
                if not line:
                    continue
                self.tail.append(line)
                if level := _LEVEL.search(line):
                    is_shown = level[1].lower() not in _QUIET
                if is_verbose or (is_shown and not self._is_ending):
                    show(f"{self.name:<7}| {line}")


class Supervisor:
    """Keeps a few services running until told to stop."""

    def __init__(self, services: list[Service], *, root: Path, is_verbose: bool = False) -> None:
        self.services = services
        self.root = root
        self.is_verbose = is_verbose
        self._printing = threading.Lock()

    def say(self, line: str = "") -> None:
        """Print one whole line."""
        # When the terminal is gone, the processes must be ended in order all the same.
        with self._printing, suppress(OSError):
            print(line, flush=True)

    def start(self) -> None:
        """Start every service."""
        for service in self.services:
            service.start(self.say, root=self.root, is_verbose=self.is_verbose)

    def mend(self) -> None:
        """Start again what ended by itself; raise ``Failure`` when that happens too often."""
        for service in self.services:
            if not service.has_ended():
                continue
            assert service.process is not None
            how = _how_it_ended(service.process.returncode)
            # Its children would keep the port or take tasks beside the new one.
            service.send(signal.SIGKILL)
            if not service.may_restart():
                last_words = "".join(f"\n    {line}" for line in service.tail)
                raise Failure(
                    f"{service.name} keeps ending ({how}), so everything is stopped. Its log is {service.log}; "
                    f"the last lines:{last_words}"
                )
            self.say(f"{service.name} ended by itself ({how}) and is started again; its log is {service.log}.")
            service.start(self.say, root=self.root, is_verbose=self.is_verbose)

    def stop(self) -> None:
        """End every service, politely at first; returns when none is left."""
        for number, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGQUIT, 3), (signal.SIGKILL, 5)):
            for service in self.services:
                service.send(number)
            deadline = time.monotonic() + seconds
            while any(self._is_running(service) for service in self.services) and time.monotonic() < deadline:
                time.sleep(0.05)
            if not any(self._is_running(service) for service in self.services):
                break
        self.kill()

    def kill(self) -> None:
        """End every service and all that they started, at once."""
        for service in self.services:
            service.send(signal.SIGKILL)

    @staticmethod
    def _is_running(service: Service) -> bool:
        return service.process is not None and service.process.poll() is None


def _how_it_ended(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
