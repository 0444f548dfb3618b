"""How fast the API is, as ratios to a bare WSGI function that runs the same SQL with psycopg, in one run on one server.

    python benchmarks/api.py [--claims 100000] [--seconds 2] [--connections 1 16] [--datasette .../bin/datasette]

Uses the database of the settings (set VAR_DIR to a folder of its own) and fills it with copies of the claims that are
there, so run `manage.py sample_data` first. Prints for each kind of read: requests a second of the floor and of the
API, and their ratio. With --datasette the same documents, in SQLite with full-text search, are served by that program
in the same run. Last comes the whole list as JSONL and as CSV against COPY of the same rows and columns, in megabytes a
second.
"""

import argparse
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import ratios  # noqa: I001 - it configures what the others need
from claims.public import formats, queries
from django.db import connection
from factcheck.wsgi import application as django_application

DATASETTE_PORT = ratios.PORT + 1
# A word that many claims have.
COMMON = "people"
WHOLE_LIST = (
    "FROM claims_publication WHERE kind = 'claim' AND NOT is_gone AND redirect_to = ''"
    " AND NOT facets && '{withdrawn}' ORDER BY sort_at DESC, id DESC"
)
EXPORTS = ("jsonl", "csv")
LISTS = ("topics", "appearances", "evidence")

# --- the server's side ------------------------------------------------------------------------------------------------

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
            lambda: queries.publications_page(queries.Listing("claim", q=COMMON, without=("withdrawn",))),
            "/api/v1/claims/?" + urlencode({"q": COMMON}),
        ),
    }
    for name, (run, address) in wanted.items():
        # What it asks first, to choose the way of a search, is remembered for the next one.
        READS[name] = (*ratios.queries_of(run)[-1], address)
    READS["304"] = READS["claim"]
    return READS


def floor(name: str, start_response):
    """The bare function: one query, the bytes written."""
    sql, values, _ = reads()[name]
    rows = ratios.bare_cursor().execute(sql, values, prepare=True, binary=True).fetchall()
    if name == "304":
        start_response("304 Not Modified", [("ETag", f'"{rows[0][1]}"')])
        return [b""]
    if name == "claim":
        body = rows[0][0]
    else:
        bodies = b",".join([row[1] for row in rows[:25]])
        body = b'{"results":[' + bodies + b'],"next":null,"previous":null}'
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def copy_of(form: str) -> str:
    """Return the bare export in SQL: the bodies, or what the columns of the table show of them."""
    if form == "jsonl":
        # JSON escapes control characters, so two of them as delimiter and quote let COPY send a body as it stands.
        return f"COPY (SELECT body {WHOLE_LIST}) TO STDOUT (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')"
    columns = []
    for name, path in formats.COLUMNS["claim"].items():
        first, _, rest = path.partition(".")
        value = f"doc #>> '{{{path.replace('.', ',')}}}'"
        if first in LISTS:
            inner = rest.replace(".", ",")
            parts = f"jsonb_array_elements(doc -> '{first}') AS one"
            value = f"(SELECT string_agg(one #>> '{{{inner}}}', '; ') FROM {parts})"  # noqa: S608
        columns.append(f'{value} AS "{name}"')
    # Read as JSON once for each row, not for each column.
    documents = f"SELECT body::jsonb AS doc {WHOLE_LIST} OFFSET 0"
    return f"COPY (SELECT {', '.join(columns)} FROM ({documents}) AS listed) TO STDOUT (FORMAT csv, HEADER)"  # noqa: S608


def copied(form: str, start_response):
    """The bare export: COPY, block by block."""
    start_response("200 OK", [("Content-Type", "application/x-ndjson" if form == "jsonl" else "text/csv")])
    with ratios.bare_cursor().copy(copy_of(form)) as blocks:
        for block in blocks:
            yield bytes(block)


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path.startswith("/floor/export."):
        return copied(path.removeprefix("/floor/export."), start_response)
    if path.startswith("/floor/"):
        return floor(path.removeprefix("/floor/").replace("_", " "), start_response)
    return django_application(environ, start_response)


# --- the measurement --------------------------------------------------------------------------------------------------


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


def write_sqlite(path: Path) -> int:
    """Write the same documents as a SQLite file with full-text search; return the row number of one claim."""
    claim = reads()["claim"][1][0]
    with closing(sqlite3.connect(path)) as lite, connection.cursor() as cursor:
        lite.execute(
            "CREATE TABLE claims (id INTEGER PRIMARY KEY, public_id TEXT, status TEXT, sort_at TEXT, body TEXT)"
        )
        cursor.execute(
            "SELECT id, public_id, status, sort_at::text, body FROM claims_publication"
            " WHERE kind = 'claim' AND NOT is_gone ORDER BY id"
        )
        while rows := cursor.fetchmany(1_000):
            lite.executemany("INSERT INTO claims VALUES (?, ?, ?, ?, ?)", rows)
        lite.execute("CREATE INDEX newest ON claims (sort_at DESC)")
        lite.execute("CREATE INDEX newest_of ON claims (status, sort_at DESC)")
        lite.execute("CREATE UNIQUE INDEX named ON claims (public_id)")
        lite.execute("CREATE VIRTUAL TABLE claims_fts USING fts5 (body, content='claims', content_rowid='id')")
        lite.execute("INSERT INTO claims_fts (claims_fts) VALUES ('rebuild')")
        lite.commit()
        ((number,),) = lite.execute("SELECT id FROM claims WHERE public_id = ?", [claim])
    return number


@contextmanager
def datasette(program: str | None) -> Iterator[dict[str, str]]:
    """Serve the same documents by Datasette; yield the address of each kind of read there."""
    if program is None:
        yield {}
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.db"
        number = write_sqlite(path)
        command = [program, "serve", "-i", str(path), "--host", "127.0.0.1", "--port", str(DATASETTE_PORT)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            ratios.wait_for(DATASETTE_PORT)
            page = "/claims/claims.json?_size=25&_shape=array&_nocount=1&_nofacet=1"
            yield {
                "claim": f"/claims/claims/{number}.json?_shape=array",
                "list of 25": f"{page}&_sort_desc=sort_at",
                "filtered": f"{page}&_sort_desc=sort_at&status=verified",
                "search": f"{page}&_search={COMMON}",
            }
        finally:
            server.terminate()
            server.wait()


def transfer(address: str) -> tuple[float, float]:
    """Return how many megabytes a second came, and after how many seconds the first byte."""
    began = time.perf_counter()
    with urlopen(f"http://127.0.0.1:{ratios.PORT}{address}") as response:
        received, first = len(response.read(1)), time.perf_counter() - began
        while block := response.read(1 << 18):
            received += len(block)
    return received / 1e6 / (time.perf_counter() - began), first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 16])
    parser.add_argument("--datasette", metavar="PROGRAM", help="the program to compare with")
    options = parser.parse_args()
    fill(options.claims)
    digest = queries.publication_get("claim", reads()["claim"][1][0]).digest
    with ratios.served("benchmarks.api:application"), datasette(options.datasette) as others:
        print(f"{'read':<12}{'connections':>12}{'floor/s':>10}{'API/s':>10}{'ratio':>8}{'Datasette/s':>13}{'times':>8}")
        for name, (_, _, address) in reads().items():
            headers = f'If-None-Match: "{digest}"\r\n' if name == "304" else ""
            bare = f"/floor/{name.replace(' ', '_')}"
            for connections in options.connections:
                floor_, ours, ratio = ratios.compared([bare], [address], options.seconds, connections, headers)
                line = f"{name:<12}{connections:>12}{floor_:>10.0f}{ours:>10.0f}{ratio:>8.2f}"
                if name in others:
                    theirs = ratios.measure([others[name]], options.seconds, connections, port=DATASETTE_PORT)
                    line += f"{theirs:>13.0f}{ours / max(theirs, 0.5):>8.1f}"
                print(line, flush=True)
        for form in EXPORTS:
            addresses = (f"/floor/export.{form}", f"/api/v1/claims/?format={form}")
            pairs = [[transfer(address) for address in addresses] for _ in range(ratios.ROUNDS)]
            bare, own = ([pair[at] for pair in pairs] for at in (0, 1))
            rates = [statistics.median(rate for rate, _ in side) for side in (bare, own)]
            ratio = statistics.median(ours / floor_ for (floor_, _), (ours, _) in pairs)
            first = statistics.median(first for _, first in own)
            line = f"{form + ' MB/s':<12}{1:>12}{rates[0]:>10.1f}{rates[1]:>10.1f}{ratio:>8.2f}"
            print(f"{line}   first byte: {first:.2f} s")


if __name__ == "__main__":
    main()
