"""Addresses handed in: fetched by the worker, kept with their headers, read like any other delivery."""

import ipaddress
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command

from claims.services.ingestion import ingestion_resubmit, ingestion_submit, ingestions_process
from factcheck.base import DomainError
from sources.fetch import fetch
from sources.models import Document, Fetch, Ingestion
from sources.services import fetches
from sources.tests.readers.table import FILES


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        body, kind = self.server.pages.get(self.path, (None, ""))
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body or b"")


@pytest.fixture
def site(monkeypatch):
    """A site on this machine that, for this test, counts as public."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.pages, server.url = {}, f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    here = ipaddress.ip_address("127.0.0.1")
    monkeypatch.setattr(fetches, "fetch", partial(fetch, allows=lambda address: address == here))
    yield server
    server.shutdown()
    server.server_close()


def take(url):
    row = ingestion_submit(way="url", url=url, name=url)
    for pk in Ingestion.objects.filter(batch=row.batch).values_list("pk", flat=True):
        ingestions_process([pk])
    row.refresh_from_db()
    return row


def test_a_page_is_fetched_kept_and_read(db, site):
    data = (FILES / "article.html").read_bytes()
    site.pages["/a"] = (data, "text/html")
    row = take(f"{site.url}/a")
    assert (row.state, row.reason) == ("done", "")
    assert row.document.title == "Premier rules out talks"
    # The page's canonical address, relative as it is, against the one that was fetched.
    assert row.document.url == f"{site.url}/2022/09/21/premier-rules-out-talks"
    assert bytes(row.document.original.data) == data
    kept = Fetch.objects.get()
    assert (kept.url, kept.status, bytes(kept.original.data)) == (f"{site.url}/a", 200, data)
    assert ["Content-Type", "text/html"] in kept.headers


def test_the_encoding_that_the_server_names_is_used(db, site):
    page = "<html><head><title>Заявление</title></head><body><p>«Мы не отступим», — сказал он.</p></body></html>"
    site.pages["/ru"] = (page.encode("koi8-r", "replace"), "text/html; charset=koi8-r")
    assert "Мы не отступим" in take(f"{site.url}/ru").document.text


def test_a_feed_address_becomes_its_entries(db, site):
    site.pages["/feed"] = ((FILES / "feed.rss").read_bytes(), "application/rss+xml")
    row = take(f"{site.url}/feed")
    assert (row.state, row.items_found) == ("done", 2)
    for part in row.parts.all():
        ingestions_process([part.pk])
    assert set(Document.objects.values_list("url", flat=True)) == {
        f"{site.url}/2022/grain",
        "https://paper.example/2022/nodate",
    }


def test_what_is_not_there_fails_in_words_and_can_be_tried_again(db, site):
    row = take(f"{site.url}/later")
    assert (row.state, row.reason) == ("failed", "127.0.0.1 answered 404 Not Found.")
    assert row.original is None
    site.pages["/later"] = ((FILES / "bare.html").read_bytes(), "text/html")
    again = ingestion_resubmit(ingestion=row)
    ingestions_process([again.pk])
    again.refresh_from_db()
    assert again.state == "done"


def test_an_inner_address_is_one_failed_row(db):
    row = take("http://169.254.169.254/latest/meta-data/")
    assert row.state == "failed"
    assert "not on the public internet" in row.reason


@pytest.mark.parametrize("url", ["file:///etc/passwd", "not an address", ""])
def test_what_is_no_address_is_refused_at_once(db, url):
    with pytest.raises(DomainError):
        ingestion_submit(way="url", url=url)
    assert not Ingestion.objects.exists()


def test_the_command_takes_addresses(transactional_db, site, capsys):
    site.pages["/a"] = ((FILES / "article.html").read_bytes(), "text/html")
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("ingest", f"{site.url}/a", f"{site.url}/gone")
    done = capsys.readouterr()
    assert "(new)" in done.out
    assert "404 Not Found" in done.err
