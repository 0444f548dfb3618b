"""What the measurements share: a server that runs the product beside bare WSGI functions, and clients that count.

Each ratio is between two answers of one server in one run: the product's, and that of a function which runs the same
SQL with psycopg and writes the bytes.
"""

import multiprocessing
import os
import queue
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# Measurements may overlap on one machine; the server inherits the choice.
PORT = int(os.environ.setdefault("BENCH_PORT", str(_free_port())))
ROUNDS = 3


# As a web process has it, without a limit that would be measured instead.
for _name, _value in {
    "DJANGO_SETTINGS_MODULE": "factcheck.settings",
    "TRIAL": "off",
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECRET_KEY": "measures nothing worth protecting",
    "API_REQUESTS_PER_MINUTE": "0",
    "DATABASE_POOL": "on",
    "LOG_LEVEL": "ERROR",
}.items():
    os.environ.setdefault(_name, _value)

import django  # noqa: E402

django.setup()

import psycopg  # noqa: E402
from django.db import connection  # noqa: E402

_local = threading.local()


def bare_cursor() -> Any:
    """Return this thread's cursor on a connection of its own, without Django."""
    if not hasattr(_local, "cursor"):
        settings = connection.get_connection_params()
        for name in ("cursor_factory", "context", "pool"):
            settings.pop(name, None)
        _local.cursor = psycopg.connect(**settings, autocommit=True).cursor()
    return _local.cursor


def queries_of(run: Callable[[], object]) -> list[tuple[str, list]]:
    """Return the SQL that a function runs, with its values."""
    seen: list[tuple[str, list]] = []

    def note(execute: Any, sql: str, params: list, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    # What Django asks of a new connection is not meant.
    connection.ensure_connection()
    with connection.execute_wrapper(note):
        run()
    return seen


@contextmanager
def served(application: str) -> Iterator[None]:
    """Serve a WSGI application, named as module:attribute, on PORT."""
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT)),
            *("--workers", "1", "--blocking-threads", "2", "--log-level", "warning", application),
        ],
        cwd=ROOT,
    )
    try:
        wait_for(PORT)
        yield
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    """Return when somebody answers at a port of this machine."""
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"Nothing answers at port {port}.")


def _ask(addresses: Sequence[str], seconds: float, headers: str, port: int, results: multiprocessing.Queue) -> None:
    """Ask again and again on one connection, for one address after the other; put how many were answered."""
    requests = [f"GET {one} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode() for one in addresses]
    count = 0
    with socket.create_connection(("127.0.0.1", port)) as connected:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            connected.sendall(requests[count % len(requests)])
            data = connected.recv(1 << 20)
            while (split := data.find(b"\r\n\r\n")) < 0:
                data += connected.recv(1 << 20)
            head = data[:split].lower()
            length = 0
            if b"content-length:" in head:
                length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
            if b" 304 " in head[:20]:
                length = 0
            if b"transfer-encoding: chunked" in head:
                while not data.endswith(b"0\r\n\r\n"):
                    data += connected.recv(1 << 20)
                length = len(data) - split - 4
            missing = length - (len(data) - split - 4)
            while missing > 0:
                missing -= len(connected.recv(1 << 20))
            if not head.startswith((b"http/1.1 200", b"http/1.1 304")):
                raise RuntimeError(data[:400])
            count += 1
    results.put(count)


def measure(addresses: Sequence[str], seconds: float, connections: int, headers: str = "", port: int = PORT) -> float:
    """Return requests a second over so many connections, each of which asks for the addresses in turn."""
    results: multiprocessing.Queue = multiprocessing.Queue()
    clients = [
        multiprocessing.Process(
            # Not all begin with the same one.
            target=_ask,
            args=([*addresses[start:], *addresses[:start]], seconds, headers, port, results),
        )
        for place in range(connections)
        for start in [place * len(addresses) // connections]
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    total = 0
    for _ in clients:
        try:
            total += results.get(timeout=5)
        except queue.Empty:
            raise SystemExit("A client failed.") from None
    return total / seconds


def compared(
    bare: Sequence[str], ours: Sequence[str], seconds: float, connections: int, headers: str = ""
) -> tuple[float, float, float]:
    """Return requests a second of the bare function and of ours, and their ratio: medians of rounds in turn."""
    measure(bare, 0.3, connections, headers)
    measure(ours, 0.3, connections, headers)
    pairs = [
        (measure(bare, seconds, connections, headers), measure(ours, seconds, connections, headers))
        for _ in range(ROUNDS)
    ]
    floor, own = (statistics.median(values) for values in zip(*pairs, strict=True))
    return floor, own, statistics.median(one / other for other, one in pairs)
