"""The product's own web process for tests: what `live_server` is in a thread of the tests, as a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import psutil
from django.conf import settings

from factcheck.tests.worker import on_test_database

PATIENCE_SECONDS = 60


@contextmanager
def served(**environment: str) -> Iterator[tuple[str, psutil.Process]]:
    """Serve this test's database by the product's own server; yield its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "2", "--log-level", "error", "factcheck.wsgi:application"]
    environment = {**on_test_database(), "ALLOWED_HOSTS": "127.0.0.1", "DATABASE_POOL": "on", **environment}
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    try:
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                urlopen(f"http://127.0.0.1:{port}/healthz").close()
                break
            except OSError:
                assert time.monotonic() < end, "The server does not answer."
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()
