"""Feeds that are read by themselves, and a folder that files are put into."""

import datetime as dt
import ipaddress
import os
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from claims.services import watching
from claims.services.ingestion import ingestions_process
from claims.services.watching import feed_read, feed_save, feeds_ask, feeds_queue_due, folder_take
from claims.tests.factories import make_outlet
from factcheck.base import DomainError
from sources.fetch import fetch
from sources.models import Document, Feed, FeedEntry, Fetch, Ingestion, Original
from sources.services import fetches
from sources.tests.readers.table import FILES

ITEM = (
    "<item><guid>urn:{0}</guid><title>Report {0}</title>"
    "<description>“We stay in room {0},” Ana Horvat said.</description></item>"
)


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        site = self.server
        site.asked.append(dict(self.headers))
        if site.status != 200:
            self.send_response(site.status)
            self.end_headers()
            return
        tag = f'"{hash(site.body)}"'
        is_known = site.has_etag and self.headers.get("If-None-Match") == tag
        self.send_response(304 if is_known else 200)
        if site.has_etag:
            self.send_header("ETag", tag)
            self.send_header("Last-Modified", "Wed, 21 Sep 2022 12:00:00 GMT")
        self.end_headers()
        if not is_known:
            self.wfile.write(site.body)


@pytest.fixture
def site(monkeypatch):
    """A feed on this machine that, for this test, counts as public."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.asked, server.status, server.has_etag = [], 200, True
    server.body = feed_of(1, 2)
    server.url = f"http://127.0.0.1:{server.server_port}/feed"
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    here = ipaddress.ip_address("127.0.0.1")
    monkeypatch.setattr(fetches, "fetch", partial(fetch, allows=lambda address: address == here))
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def parsed(monkeypatch):
    """How often the feed's bytes were parsed."""
    count = []

    def counted(*args, **kwargs):
        count.append(1)
        return read_items(*args, **kwargs)

    read_items = watching.read_items
    monkeypatch.setattr(watching, "read_items", counted)
    return count


def feed_of(*numbers, built=""):
    items = "".join(ITEM.format(number) for number in numbers)
    return f"<rss version='2.0'><channel><title>The Wire</title><!--{built}-->{items}</channel></rss>".encode()


def make_feed(site, **fields):
    return feed_save(feed=Feed(url=site.url, name="The Wire", **fields))


def again(feed):
    """Read it as if its time had come."""
    Feed.objects.filter(pk=feed.pk).update(next_at=timezone.now() - dt.timedelta(seconds=1))
    found = feed_read(pk=feed.pk)
    feed.refresh_from_db()
    return found


def counts():
    return [model.objects.count() for model in (Ingestion, Document, Original, Fetch, FeedEntry)]


def test_a_feed_becomes_documents_of_its_outlet(db, site):
    house = make_outlet("The Wire House")
    feed = make_feed(site, outlet=house)
    assert again(feed) == 2
    ingestions_process(list(Ingestion.objects.filter(parent__isnull=False).values_list("pk", flat=True)))
    assert {row.outlet for row in Document.objects.all()} == {house}
    assert set(Document.objects.values_list("guid", flat=True)) == {"urn:1", "urn:2"}
    delivery = Ingestion.objects.get(parent__isnull=True)
    assert (delivery.way, delivery.state, delivery.items_found) == ("feed", "done", 2)
    assert bytes(delivery.fetch.original.data) == site.body
    assert (feed.failures, feed.read_at is not None, feed.changed_at is not None) == (0, True, True)
    assert feed.next_at > timezone.now() + dt.timedelta(minutes=14)


def test_the_same_feed_read_fifty_times_is_no_new_row_and_one_parsing(db, site, parsed):
    feed = make_feed(site)
    again(feed)
    before = counts()
    for _ in range(50):
        assert again(feed) == 0
    assert counts() == before
    assert len(site.asked) == 51
    assert all("If-None-Match" in headers and "If-Modified-Since" in headers for headers in site.asked[1:])
    assert len(parsed) == 1


def test_a_server_without_etags_costs_no_row_and_the_same_bytes_no_parsing(db, site, parsed):
    site.has_etag = False
    feed = make_feed(site)
    again(feed)
    before = counts()
    for _ in range(5):
        assert again(feed) == 0
    assert len(parsed) == 1
    # A feed that is made anew at each request differs though its items do not.
    for number in range(5):
        site.body = feed_of(1, 2, built=number)
        assert again(feed) == 0
    assert len(parsed) == 6
    assert counts() == before


def test_only_what_is_new_is_handed_in(db, site):
    feed = make_feed(site)
    again(feed)
    site.body = feed_of(3, 1, 2)
    assert again(feed) == 1
    assert Ingestion.objects.filter(parent__isnull=False).count() == 3
    # A changed item is handed in, and becomes the next version.
    site.body = feed_of(3, 1, 2).replace(b"room 1,", b"room 100,")
    assert again(feed) == 1


def test_failures_make_it_wait_longer_and_say_why(db, site):
    feed = make_feed(site, interval=10)
    site.status = 503
    waits = []
    for _ in range(12):
        again(feed)
        waits.append((feed.next_at - timezone.now()).total_seconds() / 60)
    assert [round(wait) for wait in waits[:4]] == [20, 40, 80, 160]
    assert round(waits[-1]) == 24 * 60
    assert (feed.failures, feed.reason) == (12, "127.0.0.1 answered 503 Service Unavailable.")
    site.status = 200
    assert again(feed) == 2
    assert (feed.failures, feed.reason) == (0, "")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            b"<!doctype html><html><body><article><p>We are closed for repairs.</p></article></body></html>",
            "a web page",
        ),
        (b"Service unavailable. Come back later.", "a plain text"),
    ],
)
def test_a_page_at_the_address_of_a_feed_is_a_failure(db, site, body, said):
    feed = make_feed(site)
    site.body = body
    assert again(feed) == 0
    assert (feed.failures, feed.reason) == (1, f"This is {said}, not a feed.")
    assert not Ingestion.objects.exists()


def test_an_answer_from_a_cache_that_is_behind_changes_nothing(db, site):
    feed = make_feed(site)
    first = feed_of(1)
    for body in (first, first.replace(b"</description>", b" More follows.</description>"), first):
        site.body = body
        again(feed)
        ingestions_process(list(Ingestion.objects.filter(state="queued").values_list("pk", flat=True)))
    assert [row.text.endswith("More follows.") for row in Document.objects.order_by("pk")] == [False, True]


def test_what_is_no_feed_fails_in_words(db, site):
    site.body = b"\x89PNG\0\0"
    feed = make_feed(site)
    assert again(feed) == 0
    assert "picture" in feed.reason
    assert not Ingestion.objects.exists()


def test_an_inner_address_is_not_read(db):
    feed = feed_save(feed=Feed(url="http://169.254.169.254/feed"))
    assert again(feed) == 0
    assert "not on the public internet" in feed.reason


def test_two_workers_read_once(db, site):
    feed = make_feed(site)
    assert feed_read(pk=feed.pk) == 2
    assert feed_read(pk=feed.pk) == 0
    assert len(site.asked) == 1


def test_a_feed_that_is_switched_off_is_not_read_and_one_may_be_asked_for(db, site):
    feed = make_feed(site)
    assert feeds_queue_due() == 1
    feed_read(pk=feed.pk)
    assert feeds_queue_due() == 0
    assert feeds_ask(Feed.objects.all()) == 1
    assert feeds_queue_due() == 1
    Feed.objects.update(is_active=False)
    assert (feeds_queue_due(), feed_read(pk=feed.pk)) == (0, 0)


def test_another_address_is_another_acquaintance(db, site):
    feed = make_feed(site)
    again(feed)
    assert feed.etag
    feed.url = "https://wire.example/other"
    feed_save(feed=feed)
    assert (feed.etag, feed.digest) == ("", "")
    with pytest.raises(DomainError, match="already"):
        feed_save(feed=Feed(url="https://wire.example/other"))


def put(folder, name, data):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (1, 1))
    return path


def test_files_put_into_the_folder_are_taken_in_and_put_away(db, tmp_path, settings):
    settings.WATCHED_FOLDER = str(tmp_path)
    agency = make_outlet("Example Agency")
    put(tmp_path, "one.txt", b"It rained, officials said.")
    put(tmp_path, "Example Agency/item.json", (FILES / "ninjs2.json").read_bytes())
    put(tmp_path, "empty.txt", b"")
    put(tmp_path, ".hidden", b"Not looked at.")
    (tmp_path / "link.txt").symlink_to("/etc/hostname")
    (tmp_path / "growing.txt").write_text("Still being writ")
    assert folder_take() == 2
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if not path.is_dir())
    assert left == [
        ".hidden", "growing.txt", "link.txt", "refused/empty.txt", "refused/empty.txt.why.txt",
        "refused/link.txt.why.txt", "taken/Example Agency/item.json", "taken/one.txt",
    ]  # fmt: skip
    assert "empty" in (tmp_path / "refused" / "empty.txt.why.txt").read_text()
    assert {(row.name, row.way, row.outlet) for row in Ingestion.objects.all()} == {
        ("one.txt", "folder", None), ("Example Agency/item.json", "folder", agency),
    }  # fmt: skip
    assert folder_take() == 0
    put(tmp_path, "one.txt", b"It rained, officials said.")
    assert folder_take() == 1
    assert len(list((tmp_path / "taken").glob("one*.txt"))) == 2


def test_what_was_taken_and_could_not_be_read_goes_to_what_was_refused(db, tmp_path, settings):
    settings.WATCHED_FOLDER = str(tmp_path)
    make_outlet("Example Agency")
    put(tmp_path, "Example Agency/bad.pdf", b"%PDF-1.4 broken")
    put(tmp_path, "picture.jpg", b"\xff\xd8\xff\xe0 no text")
    put(tmp_path, "one.txt", b"It rained, officials said.")
    assert folder_take() == 3
    # Others came under the same names meanwhile, one of them as bad.
    put(tmp_path, "picture.jpg", b"It snowed, officials said.")
    put(tmp_path, "Example Agency/bad.pdf", b"%PDF-1.4 broken as well")
    assert folder_take() == 2
    ingestions_process(list(Ingestion.objects.values_list("pk", flat=True)))
    assert Ingestion.objects.filter(state="failed").count() == 3

    assert folder_take() == folder_take() == 0

    names = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert {"taken/one.txt", "refused/picture.jpg", "refused/picture.jpg.why.txt"} < names
    assert len([name for name in names if name.startswith("taken/picture-")]) == 1
    assert len([name for name in names if name.startswith("refused/Example Agency/bad")]) == 4
    assert "damaged" in (tmp_path / "refused" / "Example Agency" / "bad.pdf.why.txt").read_text()


def test_a_link_is_named_once_and_stays_where_it_is(db, tmp_path, settings, monkeypatch):
    settings.WATCHED_FOLDER = str(tmp_path)
    (tmp_path / "link.txt").symlink_to("/etc/hostname")
    said = []
    monkeypatch.setattr(watching.log, "warning", lambda what, **more: said.append((what, more["file"])))
    assert folder_take() == folder_take() == 0
    assert said == [("link not followed", "link.txt")]
    assert "Put the file itself here" in (tmp_path / "refused" / "link.txt.why.txt").read_text()
    assert (tmp_path / "link.txt").is_symlink()


def test_a_file_too_large_for_the_folder_is_put_away_unread(db, tmp_path, settings, monkeypatch):
    settings.WATCHED_FOLDER = str(tmp_path)
    put(tmp_path, "film.mov", b"")
    with (tmp_path / "film.mov").open("wb") as film:
        film.truncate(3_000_000_000)
    os.utime(tmp_path / "film.mov", (1, 1))
    put(tmp_path, "gone.txt", b"It rained, officials said.")
    put(tmp_path, "one.txt", b"It rained, officials said.")
    read = watching.file_read

    def reading(path):
        if path.name == "gone.txt":
            raise PermissionError("not yours")
        return read(path)

    monkeypatch.setattr(watching, "file_read", reading)
    # A piece ends with what is large, and what cannot be read stands in nobody's way.
    assert folder_take() + folder_take() == 1
    said = (tmp_path / "refused" / "film.mov.why.txt").read_text()
    assert said == "This is 2,861.1 MiB; at most 20 MiB are taken at once.\n"
    assert (tmp_path / "gone.txt").exists()
    assert Ingestion.objects.get().name == "one.txt"


def test_a_long_name_keeps_no_other_file_waiting(db, tmp_path, settings):
    settings.WATCHED_FOLDER = str(tmp_path)
    (tmp_path / f"{'a' * 250}.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text("It rained, officials said.")
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    assert folder_take() == 1
    assert [len(path.name) for path in (tmp_path / "refused").iterdir()].count(254) == 1
    assert len(list((tmp_path / "refused").glob("*.why.txt"))) == 1
    assert (tmp_path / "taken" / "b.txt").exists()


def test_no_folder_is_watched_unless_one_is_set(db, settings, tmp_path):
    assert settings.WATCHED_FOLDER == ""
    assert folder_take() == 0
    settings.WATCHED_FOLDER = str(tmp_path / "nowhere")
    assert folder_take() == 0


def test_a_feed_without_entries_is_well(db, site):
    site.body = b"<rss version='2.0'><channel><title>Young</title></channel></rss>"
    feed = make_feed(site)
    assert again(feed) == 0
    feed.refresh_from_db()
    assert (feed.failures, feed.reason) == (0, "")
    assert feed.read_at is not None


def test_a_feed_that_breaks_off_is_not_well(db, site):
    site.body = b"<rss version='2.0'><channel><title>Cut</title><item><title>a</titl"
    feed = make_feed(site)
    assert again(feed) == 0
    feed.refresh_from_db()
    assert feed.failures == 1
    assert "breaks off" in feed.reason
    assert not Ingestion.objects.exists()
