"""Pages by key: complete, in order, both ways, and steady while the record grows."""

import base64
import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from claims.public import ranked
from claims.public.models import Publication
from claims.tests import factories as make

LISTS = [
    {},
    {"status": "disputed"},
    {"q": "bridge"},
    {"updated_since": "2020-01-01T00:00:00Z"},
    {"after": "2022-01-01"},
]


def walk(get, path: str, parameters: dict[str, str], *, way: str = "next") -> tuple[list[str], str]:
    """Follow `next` or `previous` to the end; return the ids seen and the last address."""
    response = get(path, **parameters)
    ids: list[str] = []
    address = ""
    while True:
        assert response.status_code == 200, response.content
        rows = [row["id"] for row in response.data["results"]]
        ids = ids + rows if way == "next" else rows + ids
        if not response.data[way]:
            return ids, address
        address = response.data[way]
        relation = {"next": "next", "previous": "prev"}[way]
        assert f'<{address}>; rel="{relation}"' in response["Link"]
        response = get(address)


@pytest.mark.parametrize("size", [1, 7, 15, 30, 100])
@pytest.mark.parametrize("parameters", LISTS)
def test_pages_hold_everything_once_both_ways(get, many_claims, parameters, size):
    whole = [row["id"] for row in get("claims/", page_size="100", **parameters).data["results"]]
    expected = [claim for claim in many_claims if parameters.get("status") in (None, claim.status)]
    assert sorted(whole) == sorted(claim.public_id for claim in expected)

    forward, last = walk(get, "claims/", {**parameters, "page_size": str(size)})
    assert forward == whole
    if last:
        back, _ = walk(get, last, {}, way="previous")
        assert back == whole


@pytest.mark.parametrize("bucket", [1, 4, 10, 29, 30, 31])
@pytest.mark.parametrize("size", [1, 3, 10])
@pytest.mark.parametrize("way", [(0, 0), (8, 0), (64, 0), (0, 8), (0, 64)])
def test_search_goes_on_into_older_buckets_and_back(get, many_claims, monkeypatch, bucket, size, way):
    monkeypatch.setattr(ranked, "BUCKET", bucket)
    monkeypatch.setattr(ranked, "_way", lambda kind, asked: ranked._Way(*way))
    forward, last = walk(get, "claims/", {"q": "bridge closed", "page_size": str(size)})
    assert sorted(forward) == sorted(claim.public_id for claim in many_claims)
    assert len(forward) == len(set(forward))
    if last:
        back, _ = walk(get, last, {}, way="previous")
        assert back == forward


def test_newest_comes_first(get, many_claims):
    ids, _ = walk(get, "claims/", {"page_size": "9"})
    assert ids == [claim.public_id for claim in reversed(many_claims)]


def test_best_match_comes_first_within_its_bucket(get, many_claims):
    statement = make.make_statement("Bridge bridge bridge", speaker=make.make_speaker("Bridge Bridge"))
    best = make.make_published_claim("Bridge bridge bridge", statements=[statement])
    make.make_published_claim("A bridge among many other things that were said about the river")
    assert get("claims/", q="bridge").data["results"][0]["id"] == best.public_id


@pytest.mark.parametrize("parameters", [{}, {"q": "bridge"}])
def test_claims_published_meanwhile_change_nothing_further_on(get, many_claims, parameters):
    page = get("claims/", page_size="10", **parameters).data
    seen = [row["id"] for row in page["results"]]
    while page["next"]:
        make.make_published_claim("Another bridge was closed")
        page = get(page["next"]).data
        seen += [row["id"] for row in page["results"]]
    assert len(seen) == len(set(seen))
    assert set(seen) == {claim.public_id for claim in many_claims}


def test_claims_changed_while_catching_up_come_again_and_none_is_missed(get, many_claims):
    page = get("claims/", page_size="10", updated_since="2020-01-01T00:00:00Z").data
    seen = [row["id"] for row in page["results"]]
    changed = many_claims[0]
    changed.changed_at += dt.timedelta(days=1)
    changed.save()
    late = make.make_published_claim("Another bridge was closed")
    while page["next"]:
        page = get(page["next"]).data
        seen += [row["id"] for row in page["results"]]
    assert seen.count(changed.public_id) == 2
    assert set(seen) == {*(claim.public_id for claim in many_claims), late.public_id}


def test_names_are_in_order(get, db):
    for name in ("Clara", "Anna", "Bruno"):
        make.make_published_claim(statements=[make.make_statement(speaker=make.make_speaker(name))])
    page = get("speakers/", page_size="2").data
    names = [row["name"] for row in page["results"]]
    names += [row["name"] for row in get(page["next"]).data["results"]]
    assert names == ["Anna", "Bruno", "Clara"]


def test_cursor_tells_no_row_number(get, many_claims):
    page = get("claims/", page_size="1").data
    cursor = page["next"].rpartition("cursor=")[2]
    text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    assert page["results"][0]["id"] in text
    row = Publication.objects.get(kind="claim", public_id=page["results"][0]["id"])
    assert f",{row.pk}]" not in text


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("statements/", {}),
        ("claims/", {"status": "disputed"}),
        ("claims/", {"withdrawn": "include"}),
        ("claims/", {"q": "bridge"}),
        ("claims/", {"q": "“bridge was closed”", "status": "disputed"}),
    ],
)
def test_a_cursor_of_another_list_is_refused(get, many_claims, path, parameters):
    for own in ({}, {"q": "bridge was closed"}):
        following = get("claims/", page_size="3", **own).data["next"]
        cursor = parse_qs(urlsplit(following).query)["cursor"][0]
        again = get("claims/", cursor=cursor, page_size="9", fields="id", **own)
        assert again.status_code == 200, again.content
        answer = get(path, cursor=cursor, **parameters)
        assert answer.status_code == 400
        assert answer.json()["errors"][0] == {
            "parameter": "cursor",
            "detail": "Not a cursor of this list; follow `next` and `previous`.",
        }


def test_neighbours_keep_the_parameters(get, many_claims):
    following = get("claims/", q="“bridge was closed”", status="disputed", page_size="3", total="true").data["next"]
    page = get(following).data
    assert len(page["results"]) == 3
    assert {row["status"] for row in page["results"]} == {"disputed"}
    assert page["total"] == 10
