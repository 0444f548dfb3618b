"""How fast the API is, as ratios to a bare WSGI function that runs the same SQL with psycopg, in one run on one server.

    python benchmarks/api.py [--claims 100000] [--seconds 2] [--connections 1 16]

Uses the database of the settings (set VAR_DIR to a folder of its own) and fills it with copies of the claims that are
there, so seed it first. Prints for each kind of read: requests a second of the floor and of the API, and their ratio.
"""

import argparse
import sys
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import ratios  # noqa: I001 - it configures what the others need
from claims.public import queries
from django.db import connection
from factcheck.wsgi import application as django_application

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
            lambda: queries.publications_page(queries.Listing("claim", q="russian", without=("withdrawn",))),
            "/api/v1/claims/?" + urlencode({"q": "russian"}),
        ),
    }
    for name, (run, address) in wanted.items():
        READS[name] = (*ratios.queries_of(run)[0], address)
    READS["304"] = READS["claim"]
    return READS


def floor(name: str, start_response):
    """The bare function: one query, the bytes written."""
    sql, values, _ = reads()[name]
    rows = ratios.bare_cursor().execute(sql, values, prepare=True).fetchall()
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 16])
    options = parser.parse_args()
    fill(options.claims)
    digest = queries.publication_get("claim", reads()["claim"][1][0]).digest
    with ratios.served("benchmarks.api:application"):
        print(f"{'read':<12}{'connections':>12}{'floor/s':>10}{'API/s':>10}{'ratio':>8}")
        for name, (_, _, address) in reads().items():
            headers = f'If-None-Match: "{digest}"\r\n' if name == "304" else ""
            bare = f"/floor/{name.replace(' ', '_')}"
            for connections in options.connections:
                floor_, ours, ratio = ratios.compared([bare], [address], options.seconds, connections, headers)
                print(f"{name:<12}{connections:>12}{floor_:>10.0f}{ours:>10.0f}{ratio:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
