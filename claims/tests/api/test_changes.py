"""The feed of changes: whoever follows it ends up with what is public."""

import queue
import random
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import feedparser
import orjson
import pytest
from django.conf import settings
from django.db import connection, transaction

from claims.models import Claim, Statement, Topic
from claims.public.exports import TABLES, publication_lines, snapshot
from claims.public.models import ChangeCounter, Publication
from claims.publishing import publish_scale, publish_topics
from claims.services.reviews import statement_authenticity_set
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make
from claims.tests.api.test_reading import faults


def follow(get, copy: dict[tuple[str, str], Any], address: str = "changes/", **parameters: str) -> str:
    """Bring `copy` up to date; return where to go on."""
    page = get(address, **parameters)
    while True:
        assert page.status_code == 200, page.content
        for change in page.data["results"]:
            key = (change["type"], change["id"])
            copy[key] = change["document"]
            if change["is_gone"]:
                del copy[key]
        address = page.data["next"]
        assert f'<{address}>; rel="next"' in page["Link"]
        if not page.data["has_more"]:
            return address
        page = get(address)


def public() -> dict[tuple[str, str], Any]:
    rows = Publication.objects.filter(is_gone=False).values_list("kind", "public_id", "body")
    return {(kind, public_id): orjson.loads(body) for kind, public_id, body in rows}


@pytest.mark.parametrize("size", ["1", "3", "100"])
def test_follower_ends_up_with_what_is_public(get, record, size):
    copy: dict[tuple[str, str], Any] = {}
    address = follow(get, copy, page_size=size)
    assert copy == public()

    make.publish(record.claim, rating="disputed")
    make.make_published_claim()
    claim_withdraw(claim=record.claim, actor=make.make_user("Standards editor"), reason="It rested on a forgery.")
    address = follow(get, copy, address)
    assert copy == public()
    assert get(address).data["results"] == []


def test_changes_are_as_described_and_in_order(get, record):
    Publication.objects.filter(kind="correction").update(
        is_gone=True,
        body=orjson.dumps({"id": record.correction.public_id, "type": "correction", "is_gone": True}).decode(),
    )
    body = get("changes/", page_size="100").data
    assert faults("ChangePage", body) == []
    numbers = [change["number"] for change in body["results"]]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == ChangeCounter.objects.get().value
    gone = [change for change in body["results"] if change["is_gone"]]
    assert [change["id"] for change in gone] == [record.correction.public_id]


@pytest.mark.parametrize(("form", "media"), [("atom", "application/atom+xml"), ("jsonfeed", "application/feed+json")])
def test_newest_changes_are_a_feed(get, record, form, media):
    claim_withdraw(claim=record.claim, actor=make.make_user("Standards editor"), reason="It rested on a forgery.")
    Publication.objects.filter(kind="outlet").update(is_gone=True, body='{"id":"x","type":"outlet","is_gone":true}')
    changes = get("changes/", page_size="100").data["results"][::-1]
    response = get("changes/", format=form, page_size="100")
    assert response["Content-Type"] == f"{media}; charset=utf-8"
    if form == "atom":
        feed = feedparser.parse(response.content)
        assert not feed.bozo
        assert feed.feed.id == f"{settings.SITE_URL}/api/v1/changes/"
        ids, titles = [entry.id for entry in feed.entries], [entry.title for entry in feed.entries]
        links = [entry.link for entry in feed.entries]
    else:
        feed = orjson.loads(response.content)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        ids, titles = [item["id"] for item in feed["items"]], [item["title"] for item in feed["items"]]
        links = [item["url"] for item in feed["items"]]
        assert [item["_on_record"]["number"] for item in feed["items"]] == [change["number"] for change in changes]
        assert feed["feed_url"] == f"{settings.SITE_URL}/api/v1/changes/?format=jsonfeed&page_size=100"
    assert [address.rstrip("/").rpartition("/")[2] for address in ids] == [change["id"] for change in changes]
    assert "Claim: The referendums are a sham" in titles
    assert f"Outlet: Not public any more: {record.outlet.public_id}" in titles
    assert get(f"claims/{record.claim.public_id}/").data["url"] in links
    newest = get("changes/", format=form, page_size="1", since="0")
    assert changes[0]["id"] in newest.content.decode()
    assert changes[1]["id"] not in newest.content.decode()
    known = {"If-None-Match": newest["ETag"]}
    assert get("changes/", format=form, page_size="1", since="0", headers=known).status_code == 304
    nothing = get("changes/", format=form, since=str(changes[0]["number"])).content.decode()
    assert changes[0]["id"] not in nothing
    assert get("changes/", headers={"Accept": media})["Content-Type"].startswith(media)
    assert get("changes/", format="rss").data["errors"][0]["parameter"] == "format"


def test_number_ahead_of_the_record_is_refused(get, record):
    newest = ChangeCounter.objects.get().value
    assert get("changes/", since=str(newest)).data["results"] == []
    assert get("changes/", since=str(newest + 1)).status_code == 409
    for bad in ("-1", "x", "1.5", "", "9223372036854775808", "9" * 400):
        assert get("changes/", since=bad).status_code == 400, bad


def test_unchanged_feed_is_304(get, record):
    first = get("changes/")
    assert get("changes/", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_scale_tells_every_rating(get, record):
    publish_scale()
    response = get("scale/")
    assert faults("Scale", response.data) == []
    assert {row["status"] for row in response.data["ratings"]} == {"verified", "disputed", "unverified"}


def test_nothing_is_missed_while_others_publish(transactional_db, get, settings):
    """Two writers at once and a reader that never waits for them: the copy equals what is public."""
    settings.API_REQUESTS_PER_MINUTE = 0
    claims = [make.make_published_claim() for _ in range(4)]
    editors = [(make.make_user("Editor"), make.make_user("Editor")) for _ in range(2)]
    failures: list[BaseException] = []

    def write(number: int) -> None:
        editor, other = editors[number]
        try:
            for turn in range(6):
                claim = claims[number + 2 * (turn % 2)]
                rating = ("disputed", "verified")[turn % 2]
                make.approve(make.make_verdict(claim_now(claim), rating=rating, actor=other), by=editor)
                statement_authenticity_set(
                    statement=claim.statements.get(),
                    authenticity=("confirmed", "disputed")[turn % 2],
                    actor=editor,
                    reason=f"Seen in turn {turn}.",
                )
        except BaseException as error:  # noqa: BLE001  (told in the other thread)
            failures.append(error)
        finally:
            connection.close()

    def claim_now(claim):
        return type(claim).objects.get(pk=claim.pk)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    copy: dict[tuple[str, str], Any] = {}
    for writer in writers:
        writer.start()
    address = follow(get, copy, page_size="2")
    while any(writer.is_alive() for writer in writers):
        address = follow(get, copy, address)
    for writer in writers:
        writer.join()
    follow(get, copy, address)
    assert not failures
    assert copy == public()


# --- writers at once --------------------------------------------------------------------------------------------------

COMMITS = 1_000
# A step that waits for the other writer's lock is not waited for longer than this; others go on meanwhile.
BLOCKED_SECONDS = 0.005


class Writer:
    """Transactions on a connection of its own, each a step at a time: `begin`, `publish`, `commit`.

    Each also writes a line into a plain log, numbered by a sequence as such logs are.
    """

    def __init__(self, chance: random.Random, record: SimpleNamespace) -> None:
        self.chance, self.record = chance, record
        self.next = "begin"
        self.finished = threading.Event()
        self.finished.set()
        self.failure: BaseException | None = None
        self.steps: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self.thread = threading.Thread(target=self._work)
        self.thread.start()

    def step(self) -> str:
        """Set out on the next step; return which. It may have to wait for the other writer."""
        name = self.next
        self.next = {"begin": "publish", "publish": "commit", "commit": "begin"}[name]
        self.finished.clear()
        self.steps.put(getattr(self, f"_{name}"))
        self.finished.wait(BLOCKED_SECONDS)
        return name

    def _work(self) -> None:
        while step := self.steps.get():
            try:
                step()
            except BaseException as error:  # noqa: BLE001  (told in the other thread)
                self.failure = error
            self.finished.set()
        connection.close()

    def _begin(self) -> None:
        transaction.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO plain.log DEFAULT VALUES")
        self.topic = self.chance.choice(self.record.topics)
        # The name of what is not public changes nothing public.
        share = 90 if self.topic.claims.exists() else 0
        self.act = self.chance.choices([self._rename, self._take_or_give_back, self._doubt], [share, 18, 2])[0]

    def _publish(self) -> None:
        # What `transaction.atomic` does around a service, so that it ends where this test says.
        with transaction.atomic():
            self.act()

    def _commit(self) -> None:
        transaction.commit()
        transaction.set_autocommit(True)

    def _rename(self) -> None:
        topic = Topic.objects.select_for_update().get(pk=self.topic.pk)
        topic.name = f"Topic {self.chance.getrandbits(40):x}"
        topic.save()
        publish_topics([topic])

    def _take_or_give_back(self) -> None:
        """Leave a topic without any claim, which takes it from view, or give it one again."""
        claim = Claim.objects.select_for_update().get(pk=self.record.claim.pk)
        topic = Topic.objects.select_for_update().get(pk=self.topic.pk)
        claim.topics.remove(topic) if topic.claims.exists() else claim.topics.add(topic)
        publish_topics([topic])

    def _doubt(self) -> None:
        statement = Statement.objects.select_for_update().get(pk=self.record.statement.pk)
        statement_authenticity_set(
            statement=statement,
            authenticity="confirmed" if statement.authenticity == "disputed" else "disputed",
            actor=self.record.editor,
            reason="Seen again.",
        )


@pytest.fixture
def plain_log(transactional_db):
    """What a change feed without our numbers would read: a table with a running number."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA plain")
        cursor.execute("CREATE TABLE plain.log (id bigserial PRIMARY KEY)")
    yield _plain_lines
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA plain CASCADE")


def _plain_lines(since: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM plain.log WHERE id > %s ORDER BY id", [since])
        return [number for (number,) in cursor.fetchall()]


def exported() -> dict[tuple[str, str], Any]:
    """Return what `manage.py export` writes."""
    with snapshot():
        lines = [(kind, b"".join(publication_lines(kind)).splitlines()) for kind in TABLES]
    return {(str(kind), row["id"]): row for kind, rows in lines for row in map(orjson.loads, rows)}


def test_copy_equals_the_export_after_any_interleaving(plain_log, get, settings):
    """Two writers whose transactions overlap in every way, and readers that poll in between.

    Which step comes next is drawn anew in each run, from the seed that pytest prints. The same transactions write a
    plain log: whoever asks it for numbers greater than the last one seen misses those that were committed late.
    """
    settings.API_REQUESTS_PER_MINUTE = 0
    chance = random.Random(random.getrandbits(64))
    statement = make.make_statement()
    topics = [make.make_topic() for _ in range(6)]
    record = SimpleNamespace(
        statement=statement,
        claim=make.make_published_claim(statements=[statement], topics=topics),
        topics=topics,
        editor=make.make_user("Editor"),
    )
    writers = [Writer(random.Random(chance.getrandbits(64)), record) for _ in range(2)]
    copy, late_copy = {}, {}
    address, late_address = "changes/?page_size=5", "changes/"
    seen, begun, ended, together = [0], 0, 0, 0
    try:
        while ended < COMMITS:
            free = [
                writer for writer in writers if writer.finished.is_set() and (writer.next != "begin" or begun < COMMITS)
            ]
            assert not [writer.failure for writer in writers if writer.failure]
            if chance.random() < 0.2:
                address = follow(get, copy, address)
                seen += plain_log(seen[-1])
                if ended > COMMITS // 2:
                    late_address = follow(get, late_copy, late_address)
            elif free:
                step = chance.choice(free).step()
                begun += step == "begin"
                ended += step == "commit"
                together += step == "begin" and all(writer.next != "begin" for writer in writers)
            else:
                writers[0].finished.wait(BLOCKED_SECONDS)
    finally:
        for writer in writers:
            writer.steps.put(None)
        for writer in writers:
            writer.thread.join()
    assert not [writer.failure for writer in writers if writer.failure]
    follow(get, copy, address)
    follow(get, late_copy, late_address)
    assert copy == late_copy == exported()
    assert ChangeCounter.objects.get().value > COMMITS * 0.9
    # The writers were at it together, and the plain log shows what that does to a reader of running numbers.
    assert together > COMMITS // 10
    assert set(plain_log(0)) - {*seen, *plain_log(seen[-1])}


def test_slow_writer_is_not_passed_by(plain_log, get):
    """The interleaving by which readers of running numbers lose a change, step by step."""
    claim = make.make_published_claim(topics=[make.make_topic("First"), make.make_topic("Second")])
    slow_topic, quick_topic = claim.topics.order_by("name")
    address = follow(get, {})
    started, may_end = threading.Event(), threading.Event()

    def rename(topic, name):
        topic.name = name
        topic.save()
        publish_topics([topic])

    def slow():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO plain.log DEFAULT VALUES")
            started.set()
            may_end.wait(30)
            rename(slow_topic, "Renamed late")
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert started.wait(30)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO plain.log DEFAULT VALUES")
        rename(quick_topic, "Renamed at once")
    ours: dict[tuple[str, str], Any] = {}
    address = follow(get, ours, address)
    plain = plain_log(0)
    may_end.set()
    writer.join()
    follow(get, ours, address)
    assert {row["name"] for row in ours.values()} == {"Renamed at once", "Renamed late"}
    assert plain + plain_log(plain[-1]) == [2]
    assert plain_log(0) == [1, 2]
