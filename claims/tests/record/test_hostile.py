"""Hostile answers and addresses, from the hand-in to the row: each ends soon, small, and in one clear reason."""

import gc
import resource
import socket
import threading
import time
import zlib
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from ipaddress import ip_address
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.services.ingestion import ingestion_submit, ingestions_process
from sources.fetch import fetch, is_public, resolve
from sources.models import Document, Fetch, Ingestion
from sources.services import fetches
from sources.tests.readers.test_hostile import docx_bomb, laughs, pdf_bomb

HERE = "127.0.0.1"
MEGABYTE = 1_000_000
ALLOWED = 300 * MEGABYTE


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        self.server.seen.append(self.path)
        try:
            self.server.answer(self)
        except OSError:
            # Whoever asked has gone, as they should.
            self.close_connection = True

    def send(self, *pieces, status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        for piece in pieces:
            self.wfile.write(piece)


@contextmanager
def serving():
    server = ThreadingHTTPServer((HERE, 0), Handler)
    server.daemon_threads, server.seen = True, []
    server.answer = lambda handler: handler.send(b"A secret, said the minister.")
    server.url = f"http://{HERE}:{server.server_port}/"
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def site():
    with serving() as server:
        yield server


@pytest.fixture
def inside():
    with serving() as server:
        yield server


def fetching(monkeypatch, allows, *, resolver=resolve, seconds=30):
    """Let this machine count as public where `allows` says so, and have so much patience."""

    def fetching_so(url, *, limits, **options):
        return fetch(url, limits=replace(limits, seconds=seconds), allows=allows, resolver=resolver, **options)

    monkeypatch.setattr(fetches, "fetch", fetching_so)


def take(url):
    """Hand an address in and let a worker have it. Returns its row, the only one."""
    ingestions_process([ingestion_submit(way="url", url=url).pk])
    (row,) = Ingestion.objects.all()
    return row


# Each makes an answer, before the time and the memory are taken.


def sent(*pieces, **headers):
    return lambda handler: handler.send(*pieces, **headers)


def gigabyte():
    """A gigabyte of zeros, packed: the same packed piece again and again."""
    packer = zlib.compressobj(9, wbits=31)
    piece = b"\0" * (10 * MEGABYTE)
    first, again = (packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return [first, *[again] * 99]


def drip():
    def answer(handler):
        handler.send(Content_Length="100000", Content_Type="text/plain")
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.1)

    return answer


def large_pdf():
    piece = b"%PDF-1.7\n" + b"0" * MEGABYTE
    return sent(*[piece] * 100, Content_Type="application/pdf")


def reset_peak():
    gc.collect()
    # Linux only; elsewhere the peak is that of the whole run and the test the stricter.
    path = Path("/proc/self/clear_refs")
    if path.exists():
        path.write_text("5")


def peak():
    path = Path("/proc/self/status")
    if not path.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line = next(line for line in path.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: sent(*gigabyte(), Content_Encoding="gzip", Content_Type="text/plain"), "larger than 21 MB"),
        (lambda: sent(*gigabyte()), "This is a compressed file"),
        (lambda: sent(laughs().encode(), Content_Type="application/rss+xml"), "declares entities"),
        (drip, "more than 2 seconds"),
        (lambda: sent(status=302, Location="/again"), "after 5 redirects"),
        (large_pdf, "larger than 21 MB"),
        (lambda: sent(b"%PDF-1.7\n", Content_Length=str(100 * MEGABYTE)), "larger than 21 MB"),
        (lambda: sent(pdf_bomb(), Content_Type="application/pdf"), "PDF"),
        (lambda: sent(docx_bomb()), "unfolds to more"),
    ],
    ids=[
        "a gigabyte of zeros", "the same as a file", "billion laughs", "drip", "endless redirect", "100 MB PDF",
        "announced 100 MB PDF", "PDF bomb", "Word bomb",
    ],
)  # fmt: skip
def test_what_is_hostile_is_one_failed_row_soon_and_small(db, monkeypatch, site, make, said):
    fetching(monkeypatch, lambda address: address == ip_address(HERE), seconds=2 if make is drip else 30)
    site.answer = make()
    reset_peak()
    before, began = peak(), time.monotonic()
    row = take(site.url)
    took, more = time.monotonic() - began, peak() - before
    print(f"{took:.1f} s, {more / 1e6:.0f} MB more: {row.reason}")
    assert (row.state, row.attempts, row.document) == ("failed", 1, None)
    assert said in row.reason
    assert more < ALLOWED
    # The reading of a PDF has a limit of its own.
    assert took < (90 if said == "PDF" else 20)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("http://127.0.0.1:{port}/", "127.0.0.1, which is not on the public internet"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254, which is not on the public internet"),
        ("http://[::1]:{port}/", "::1, which is not on the public internet"),
        ("http://2130706433:{port}/", "written in an unusual way"),
        ("http://rebinding.example:{port}/", "127.0.0.1, which is not on the public internet"),
    ],
    ids=["loopback", "metadata", "IPv6 loopback", "decimal", "rebinding"],
)
def test_no_redirect_leads_a_delivery_inside(db, monkeypatch, site, inside, place, said):
    def resolver(host, port):
        return [(socket.AF_INET, (HERE, port))] if host == "rebinding.example" else resolve(host, port)

    # Until it is asked for the page this machine stands for the public internet, under whatever name.
    fetching(monkeypatch, lambda address: not site.seen or is_public(address), resolver=resolver)
    port = inside.server_port
    start = f"http://rebinding.example:{site.server_port}/" if "rebinding" in place else site.url
    site.answer = lambda h: h.send(status=302, Location=place.format(port=port))
    row = take(start)
    assert row.state == "failed"
    assert said in row.reason
    assert (site.seen, inside.seen) == (["/"], [])
    assert not Fetch.objects.exists()


def test_files_too_large_are_refused_unread(db, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        with (tmp_path / name).open("wb") as file:
            file.write(b"%PDF-1.7\n")
            file.truncate(1000 * MEGABYTE)
    said = StringIO()
    reset_peak()
    before = peak()
    with pytest.raises(CommandError, match="2 of 2 could not be taken in"):
        call_command("ingest", str(tmp_path), no_wait=True, stdout=StringIO(), stderr=said)
    assert said.getvalue() == "".join(
        f"{name}: This is 953.7 MiB; at most 20 MiB are taken at once.\n" for name in ("a.pdf", "b.pdf")
    )
    assert peak() - before < 10 * MEGABYTE
    assert not Ingestion.objects.exists()
