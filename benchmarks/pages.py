"""How fast the public pages are, as ratios to a bare WSGI function that runs the same SQL with psycopg.

    python benchmarks/pages.py [--seconds 2] [--connections 1 16] [--only claim] [--inside]

Uses the database of the settings: set VAR_DIR to a folder of its own and fill it with `manage.py sample_data` first.
Prints for each kind of page the requests a second of the floor and of the pages, and their ratio. Each connection goes
round many addresses of a kind. "held" are pages as readers get them; "made" are asked for under an address of their own
each time, so that no page is held and every one is put together anew.
"""

import argparse
import functools
import itertools
import pickle
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import ratios  # noqa: I001 - it configures what the others need
from claims.public import queries
from claims.public.models import Publication
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from factcheck.wsgi import application as django_application

# So many of each kind in turn: enough that no one row or page is measured, few enough to be prepared in a minute.
ADDRESSES = 12
# How far down a list is followed to see whether it gets slower there; a shorter one is followed to its end.
DEEP = 1_000
NEXT = re.compile(r'rel="next" href="([^"]+)"')
# For the server: the SQL of each address of a kind, and the ETag of the page that is not sent again.
PREPARED = Path(tempfile.gettempdir()) / f"on-record-pages-{ratios.PORT}.pickle"
_turn = itertools.count()


def followed(address: str, pages: int = ADDRESSES) -> list[str]:
    """Return the addresses of a list's pages, by the links that a reader has."""
    client = Client(headers={"host": "127.0.0.1"})
    found = [address]
    while len(found) < pages:
        link = NEXT.search(client.get(found[-1]).content.decode())
        if not link:
            break
        found.append(address.partition("?")[0] + link[1].replace("&amp;", "&"))
    return found


def searches(questions: Iterable[str]) -> list[str]:
    return [f"/search/?{urlencode({'q': question})}" for question in questions]


def sample(only: str = "") -> dict[str, list[str]]:
    """Return addresses of each kind of page."""
    rows = Publication.objects.filter(kind="claim", is_gone=False).order_by("-sort_at", "-id")
    claims = list(rows[:2000].values_list("public_id", "slug", "title", "facets"))
    pages = [f"/claims/{public_id}/{slug}/" for public_id, slug, *_ in claims]
    titles = [title.split() for _, _, title, _ in claims if len(title.split()) > 4]

    def of(kind: str) -> str:
        return most_common([facet for *_, facets in claims for facet in facets if facet.startswith(f"{kind}:")])

    kinds: dict[str, Callable[[], list[str]]] = {
        "claim": lambda: pages[: 8 * ADDRESSES],
        "304": lambda: pages[:1],
        "list": lambda: followed("/claims/"),
        "list, deep": lambda: followed("/claims/", DEEP)[-ADDRESSES:],
        "by status": lambda: followed("/claims/?status=disputed"),
        "by speaker": lambda: followed(f"/claims/?speaker={of('speaker')}"),
        "by outlet": lambda: followed(f"/claims/?outlet={of('outlet')}"),
        "by topic": lambda: followed(f"/claims/?topic={of('topic')}"),
        "speaker, deep": lambda: followed(f"/claims/?speaker={of('speaker')}", DEEP)[-ADDRESSES:],
        "by date": lambda: followed("/claims/?after=2022-01-01&before=2022-12-31"),
        "common word": lambda: searches(words_by_frequency()[:ADDRESSES]),
        "word, deep": lambda: followed(*searches(words_by_frequency()[:1]), DEEP)[-ADDRESSES:],
        "rare word": lambda: searches(words_by_frequency()[-ADDRESSES:]),
        "two words": lambda: searches(" ".join(title[1:3]) for title in titles[:ADDRESSES]),
        "phrase": lambda: searches(f'"{" ".join(title[1:4])}"' for title in titles[:ADDRESSES]),
    }
    return {kind: choose() for kind, choose in kinds.items() if only in ("", kind)}


def most_common(facets: list[str]) -> str:
    return max(set(facets), key=facets.count).partition(":")[2]


@functools.cache
def words_by_frequency() -> list[str]:
    """Return words of the newest claims, those of most claims first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM ts_stat($$SELECT to_tsvector('simple', title) FROM claims_publication"
            " WHERE kind = 'claim' AND NOT is_gone ORDER BY id DESC LIMIT 20000$$)"
            # Without those that stand everywhere and are not searched for.
            " WHERE length(word) > 4 AND word ~ '^[a-z]+$' AND to_tsvector('english', word) <> '' ORDER BY ndoc DESC"
        )
        return [word for (word,) in cursor.fetchall()]


def prepare(kinds: dict[str, list[str]]) -> str:
    """Note what SQL each address runs once its parts are made. Returns the ETag of the first claim."""
    client = Client(headers={"host": "127.0.0.1"})
    etag = client.get(next(iter(kinds.values()))[0])["ETag"]
    noted: dict[str, list[list[tuple[str, list]]]] = {}
    for kind, addresses in kinds.items():
        headers = {"if-none-match": etag} if kind == "304" else {}
        for address in addresses:
            client.get(address)
            asked = f"{address}{'&' if '?' in address else '?'}n=0" if kind != "304" else address
            noted.setdefault(kind, []).append(ratios.queries_of(partial(client.get, asked, headers=headers)))
    PREPARED.write_bytes(pickle.dumps((noted, etag)))
    return etag


@functools.cache
def prepared() -> tuple[dict[str, list[list[tuple[str, list]]]], str]:
    return pickle.loads(PREPARED.read_bytes())  # noqa: S301 - our own


def floor(kind: str, start_response) -> list[bytes]:
    """The bare function: the SQL of one address, and the bytes that it gives written."""
    noted, etag = prepared()
    parts = []
    for sql, values in noted[kind][next(_turn) % len(noted[kind])]:
        for row in ratios.bare_cursor().execute(sql, values).fetchall():
            parts += [value for value in row if isinstance(value, bytes)]
    if kind == "304":
        start_response("304 Not Modified", [("ETag", etag)])
        return [b""]
    body = b"".join(parts)
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path.startswith("/floor/"):
        return floor(path.removeprefix("/floor/").replace("_", " "), start_response)
    return django_application(environ, start_response)


def anew(addresses: list[str]) -> Iterator[str]:
    """Yield the addresses again and again, each under a name of its own."""
    for number, address in zip(range(20_000), itertools.cycle(addresses)):
        yield f"{address}{'&' if '?' in address else '?'}n={number}"


def inside(kinds: dict[str, list[str]], etag: str, rounds: int = 200) -> None:
    """Print the time inside the application against the same SQL by psycopg alone, answer by answer in turn.

    No server and no client: what else the machine does falls on both alike, and medians leave most of it out.
    """
    print(f"{'page':<14}{'floor ms':>10}{'held ms':>10}{'ratio':>8}{'made ms':>10}{'ratio':>8}")
    for kind, addresses in kinds.items():
        headers = {"HTTP_ACCEPT_ENCODING": "gzip", **({"HTTP_IF_NONE_MATCH": etag} if kind == "304" else {})}
        times: dict[str, list[float]] = {"floor": [], "held": [], "made": []}
        fresh = anew(addresses)
        for number in range(rounds):
            address = addresses[number % len(addresses)]
            for way, asked in (
                ("floor", f"/floor/{kind.replace(' ', '_')}"),
                ("held", address),
                ("made", address if kind == "304" else next(fresh)),
            ):
                path, _, query = asked.partition("?")
                environ = {
                    **RequestFactory().get(path, headers={"host": "127.0.0.1"}).environ,
                    "QUERY_STRING": query,
                    **headers,
                }
                begun = time.perf_counter()
                answer = application(environ, lambda *_: None)
                b"".join(answer)
                getattr(answer, "close", int)()
                times[way].append(time.perf_counter() - begun)
        bare, held, made = (statistics.median(times[way]) * 1000 for way in ("floor", "held", "made"))
        print(f"{kind:<14}{bare:>10.2f}{held:>10.2f}{bare / held:>8.2f}{made:>10.2f}{bare / made:>8.2f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 16])
    parser.add_argument("--only", help="One kind of page, such as claim.")
    parser.add_argument("--inside", action="store_true", help="Without a server; the steadier on a busy machine.")
    options = parser.parse_args()
    call_command("collectstatic", interactive=False, verbosity=0)
    kinds = sample(options.only or "")
    etag = prepare(kinds)
    counted = queries.publications_total(queries.Listing("claim"))
    print(f"claims: {counted[0]:,}{'' if counted[1] else ' or more'}")
    if options.inside:
        inside(kinds, etag)
        return
    with ratios.served("benchmarks.pages:application"):
        print(f"{'page':<14}{'connections':>12}{'floor/s':>10}{'held/s':>10}{'ratio':>8}{'made/s':>10}{'ratio':>8}")
        for kind, addresses in kinds.items():
            headers = "Accept-Encoding: gzip\r\n"
            headers += f"If-None-Match: {etag}\r\n" if kind == "304" else ""
            bare = [f"/floor/{kind.replace(' ', '_')}"]
            for connections in options.connections:
                asked = options.seconds, connections, headers
                floor_, held, ratio = ratios.compared(bare, addresses, *asked)
                print(f"{kind:<14}{connections:>12}{floor_:>10.0f}{held:>10.0f}{ratio:>8.2f}", end="", flush=True)
                _, made, ratio = ratios.compared(bare, list(anew(addresses)), *asked)
                print(f"{made:>10.0f}{ratio:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
