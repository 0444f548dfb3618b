"""How fast the API is, as ratios to a bare WSGI function that runs the same SQL with psycopg, in one run on one server.

    python benchmarks/api.py [--claims 100000] [--seconds 2] [--connections 1 16]

Uses the database of the settings (set VAR_DIR to a folder of its own) and fills it with copies of the claims that are
there, so seed it first. Prints for each kind of read: requests a second of the floor and of the API, and their ratio.
"""

import argparse
import multiprocessing
import os
import queue
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("DEBUG", "off")
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1")
os.environ.setdefault("SECRET_KEY", "measures nothing worth protecting")
os.environ.setdefault("API_REQUESTS_PER_MINUTE", "0")
# As the web process has it.
os.environ.setdefault("DATABASE_POOL", "on")
os.environ.setdefault("LOG_LEVEL", "ERROR")
PORT = 8290
ROUNDS = 3

import django  # noqa: E402

django.setup()

import psycopg  # noqa: E402
from django.db import connection  # noqa: E402

from claims.public import queries  # noqa: E402
from factcheck.wsgi import application as django_application  # noqa: E402

# --- the server's side ------------------------------------------------------------------------------------------------

_local = threading.local()
READS: dict[str, tuple[str, list, str]] = {}


def reads() -> dict[str, tuple[str, list, str]]:
    """Return, for each kind of read, the SQL that the API runs, its values, and the address."""
    if READS:
        return READS
    claim = queries.publications_page(queries.Listing("claim"), size=1).rows[0]
    wanted = {
        "claim": (lambda: queries.publication_get("claim", claim.public_id), f"/api/v1/claims/{claim.public_id}/"),
        "list of 25": (
            lambda: queries.publications_page(queries.Listing("claim", without=("withdrawn",))),
            "/api/v1/claims/",
        ),
        "filtered": (
            lambda: queries.publications_page(queries.Listing("claim", status="verified", without=("withdrawn",))),
            "/api/v1/claims/?status=verified",
        ),
        "search": (
            lambda: queries.publications_page(queries.Listing("claim", q="russian", without=("withdrawn",))),
            "/api/v1/claims/?" + urlencode({"q": "russian"}),
        ),
    }
    for name, (run, address) in wanted.items():
        seen: list[tuple[str, list]] = []

        def note(execute, sql, params, many, context, seen=seen):
            seen.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            run()
        READS[name] = (*seen[0], address)
    READS["304"] = READS["claim"]
    return READS


def floor(name: str, start_response):
    """The bare function: one query, the bytes written."""
    sql, values, _ = reads()[name]
    cursor = getattr(_local, "cursor", None)
    if cursor is None:
        settings = connection.get_connection_params()
        settings.pop("cursor_factory", None)
        settings.pop("context", None)
        settings.pop("pool", None)
        cursor = _local.cursor = psycopg.connect(**settings, autocommit=True).cursor()
    rows = cursor.execute(sql, values, prepare=True).fetchall()
    if name == "304":
        start_response("304 Not Modified", [("ETag", f'"{rows[0][1]}"')])
        return [b""]
    if name == "claim":
        body = rows[0][0].encode()
    else:
        bodies = ",".join([row[1] for row in rows[:25]])
        body = b'{"results":[' + bodies.encode() + b'],"next":null,"previous":null}'
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path.startswith("/floor/"):
        return floor(path.removeprefix("/floor/").replace("_", " "), start_response)
    return django_application(environ, start_response)


# --- the client's side ------------------------------------------------------------------------------------------------


def ask(address: str, seconds: float, headers: str, results: multiprocessing.Queue) -> None:
    """Ask again and again on one connection; put how many were answered."""
    request = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n{headers}\r\n".encode()
    count = 0
    with socket.create_connection(("127.0.0.1", PORT)) as connected:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            connected.sendall(request)
            data = connected.recv(1 << 20)
            while (split := data.find(b"\r\n\r\n")) < 0:
                data += connected.recv(1 << 20)
            head = data[:split].lower()
            length = 0
            if b"content-length:" in head:
                length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
            if b" 304 " in head[:20]:
                length = 0
            missing = length - (len(data) - split - 4)
            while missing > 0:
                missing -= len(connected.recv(1 << 20))
            if not head.startswith((b"http/1.1 200", b"http/1.1 304")):
                raise RuntimeError(data[:400])
            count += 1
    results.put(count)


def measure(address: str, seconds: float, connections: int, headers: str = "") -> float:
    """Return requests a second."""
    results: multiprocessing.Queue = multiprocessing.Queue()
    clients = [
        multiprocessing.Process(target=ask, args=(address, seconds, headers, results)) for _ in range(connections)
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


def fill(claims: int) -> None:
    """Copy the public claims that are there until there are enough."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_publication WHERE kind = 'claim'")
        have = cursor.fetchone()[0]
        if not have:
            raise SystemExit("There is no public claim to copy: run `manage.py seed` first.")
        if have < claims:
            cursor.execute(
                """
                INSERT INTO claims_publication (kind, public_id, slug, title, status, facets, sort_at, said_on,
                    first_published_at, modified_at, body, digest, search, change_number, is_gone, redirect_to,
                    is_stale)
                SELECT kind, lpad(n::text, 10, '0'), slug, title, status, facets, sort_at - n * interval '1 minute',
                    said_on, first_published_at, modified_at - n * interval '1 minute', body, digest, search,
                    10000000 + n, false, '', false
                FROM generate_series(1, %s) AS n
                JOIN (SELECT row_number() OVER () - 1 AS place, * FROM claims_publication
                      WHERE kind = 'claim' AND public_id !~ '^0') AS model
                    ON model.place = n %% (SELECT count(*) FROM claims_publication
                                          WHERE kind = 'claim' AND public_id !~ '^0')
                ON CONFLICT DO NOTHING
                """,
                [claims - have],
            )
        cursor.execute("VACUUM ANALYZE claims_publication")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 16])
    options = parser.parse_args()
    fill(options.claims)
    digest = queries.publication_get("claim", reads()["claim"][1][0]).digest
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT)),
            *("--workers", "1", "--blocking-threads", "2", "--log-level", "warning", "benchmarks.api:application"),
        ],
        cwd=ROOT,
    )
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", PORT)).close()
                break
            except OSError:
                time.sleep(0.2)
        print(f"{'read':<12}{'connections':>12}{'floor/s':>10}{'API/s':>10}{'ratio':>8}")
        for name, (_, _, address) in reads().items():
            headers = f'If-None-Match: "{digest}"\r\n' if name == "304" else ""
            for connections in options.connections:
                bare_address = f"/floor/{name.replace(' ', '_')}"
                measure(bare_address, 0.3, connections, headers)
                measure(address, 0.3, connections, headers)
                pairs = [
                    (
                        measure(bare_address, options.seconds, connections, headers),
                        measure(address, options.seconds, connections, headers),
                    )
                    for _ in range(ROUNDS)
                ]
                bare, ours = (statistics.median(values) for values in zip(*pairs, strict=True))
                ratio = statistics.median(one / other for other, one in pairs)
                print(f"{name:<12}{connections:>12}{bare:>10.0f}{ours:>10.0f}{ratio:>8.2f}", flush=True)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
