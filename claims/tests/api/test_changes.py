"""The feed of changes: whoever follows it ends up with what is public."""

import threading
from typing import Any

import orjson
import pytest
from django.db import connection

from claims.public.models import ChangeCounter, Publication
from claims.publishing import publish_scale
from claims.services.claims import claim_withdraw
from claims.services.statements import statement_authenticity_set
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
