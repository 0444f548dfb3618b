"""Pages that are kept: made once, never out of date, gone with what they were made of."""

import gzip
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Publication, Rendering
from claims.public import editions, hot, renderings
from claims.public.responses import takes_gzip
from claims.services.links import claim_link
from claims.services.reviews import statement_authenticity_set
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make

CLAIM = "The bridge carries 4,000 cars a day"


@pytest.fixture
def claim(db: None) -> Claim:
    return make.make_published_claim(CLAIM)


def path_of(claim: Claim) -> str:
    return f"/claims/{claim.public_id}/{claim.slug}/"


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def kept(claim: Claim, form: str = "page") -> Rendering:
    return Rendering.objects.get(publication__public_id=claim.public_id, form=form)


def test_claim_page_is_made_once(client, claim, monkeypatch):
    first = text_of(client.get(path_of(claim)))
    monkeypatch.setattr(renderings, "page_of", None)

    assert text_of(client.get(path_of(claim))) == first
    assert gzip.decompress(bytes(kept(claim).html)).decode() == first


def test_claim_page_is_sent_as_it_is_kept(client, claim):
    plain = client.get(path_of(claim))
    packed = client.get(path_of(claim), headers={"accept-encoding": "gzip, br"})

    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert packed.content == bytes(kept(claim).html)
    assert gzip.decompress(packed.content) == plain.content
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"
    assert plain["ETag"] == packed["ETag"]


def test_reader_who_has_the_page_costs_one_query_and_no_page(client, claim):
    etag = client.get(path_of(claim))["ETag"]

    for header in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path_of(claim), headers={"if-none-match": header})
        assert (answer.status_code, answer.content, answer["ETag"], len(queries)) == (304, b"", etag, 1)
        assert answer["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("header", ['"', "W/", '""', 'x"y', "é", '"-"', "," * 500])
def test_nonsense_for_an_etag_gets_the_page(client, claim, header):
    assert CLAIM in text_of(client.get(path_of(claim), headers={"if-none-match": header}))


def test_new_verdict_is_seen_at_the_next_request_everywhere(client, claim):
    other = make.make_published_claim("The bridge is closed", rating="disputed")
    claim_link(claim=claim, other=other, kind="contradicts", actor=make.make_user("Editor"))
    speaker = claim.claimant
    assert speaker is not None
    addresses = [
        path_of(claim),
        path_of(other),
        "/",
        "/claims/",
        f"/claims/?speaker={speaker.public_id}",
        "/search/?q=cars",
        f"/speakers/{speaker.public_id}/",
        "/feeds/claims.atom",
    ]
    before = {address: client.get(address, follow=True) for address in addresses}

    make.approve(make.make_verdict(claim, rating="unverified", summary="Nobody counted.", correction_note="Recount."))

    for address, old in before.items():
        answer = client.get(address, follow=True, headers={"if-none-match": old["ETag"]})
        assert answer.status_code == 200, address
        assert answer.content != old.content, address


def test_other_templates_make_the_page_anew(client, claim, monkeypatch):
    old = client.get(path_of(claim))
    monkeypatch.setattr(editions, "pages_version", lambda: "another release")

    new = client.get(path_of(claim), headers={"if-none-match": old["ETag"]})

    assert new.status_code == 200
    assert new["ETag"] != old["ETag"]
    assert kept(claim).version == "another release"


def test_what_was_kept_of_another_body_is_not_sent(client, claim):
    client.get(path_of(claim))
    Rendering.objects.update(html=gzip.compress(b"out of date"), digest="0" * 64)

    assert CLAIM in text_of(client.get(path_of(claim)))


def test_what_is_kept_goes_with_what_it_was_made_of(client, claim):
    statement = make.make_statement("Nobody can know what was said")
    statement_authenticity_set(
        statement=statement, actor=make.make_user("Editor"), authenticity="confirmed", reason="Tape."
    )
    path = f"/statements/{statement.public_id}/"
    client.get(path)
    assert Rendering.objects.filter(publication__public_id=statement.public_id).exists()

    statement_authenticity_set(
        statement=statement, actor=make.make_user("Editor"), authenticity="unconfirmed", reason="No tape."
    )

    assert Publication.objects.get(public_id=statement.public_id).is_gone
    assert not Rendering.objects.filter(publication__public_id=statement.public_id).exists()
    assert client.get(path).status_code == 410


def test_withdrawal_takes_the_rows_away(client, claim):
    client.get("/claims/")
    assert kept(claim, "row")

    claim_withdraw(claim=claim, actor=make.make_user("Editor"), reason="Joined by mistake.")

    assert not Rendering.objects.filter(publication__public_id=claim.public_id).exists()
    assert "Joined by mistake." in text_of(client.get(path_of(claim)))


def test_database_that_takes_no_writing_costs_no_page(client, claim, monkeypatch, caplog):
    def refuse(*_: object) -> None:
        raise DatabaseError("cannot execute INSERT in a read-only transaction")

    monkeypatch.setattr(renderings, "renderings_keep", refuse)

    assert CLAIM in text_of(client.get(path_of(claim)))
    assert CLAIM in text_of(client.get("/claims/"))
    assert "could not be kept" in caplog.text


def test_what_was_published_anew_meanwhile_is_not_kept(claim):
    publication = Publication.objects.get(public_id=claim.public_id)

    renderings.keep("claim", editions.page_form(), [(claim.public_id, "0" * 64, b"of an older body")])
    assert not Rendering.objects.exists()
    renderings.keep("claim", editions.page_form(), [(claim.public_id, publication.digest, b"of this body")])
    assert bytes(kept(claim).html) == b"of this body"


def test_row_is_kept_without_what_was_searched_for(client, claim):
    searched = text_of(client.get("/claims/?q=bridge"))
    listed = text_of(client.get("/claims/"))

    assert 'The <mark class="hit">bridge</mark> carries' in searched
    assert CLAIM in listed
    for page in (searched, listed):
        assert "\x02" not in page
        assert "\x03" not in page


@pytest.mark.parametrize(
    "text", ["A \x02bridge\x03 & a <b>bridge</b>", "\x03bridge\x02", "“bridge” isn't <i>&amp; bridge", "bridge\x02"]
)
def test_hostile_text_in_a_row_stays_text(client, db, text):
    make.make_published_claim(text)

    page = text_of(client.get("/claims/?q=bridge"))

    assert "<b>" not in page
    assert "<i>" not in page
    assert "\x02" not in page
    assert '<mark class="hit">bridge</mark>' in page


def test_short_path_leaves_a_reader_no_session_and_refuses_foreign_hosts(claim):
    client = Client(headers={"cookie": "sessionid=anything"})

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path_of(claim))
    assert not any("session" in query["sql"] for query in queries)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert client.get(path_of(claim), headers={"host": "elsewhere.example"}).status_code == 400
    assert client.get("/claims").status_code == 301


# --- without a request -----------------------------------------------------------------------------------------------


def by_web_process(path: str, **more: str) -> tuple[int, dict[str, str], bytes] | None:
    """Return what the web process answers before Django makes a request of it; None where it hands on."""
    sent: list[tuple[str, list[tuple[str, str]]]] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "testserver", "HTTP_ACCEPT_ENCODING": "gzip, br",
        **more,
    }  # fmt: skip
    body = hot.HotReads(lambda _environ, _start: [])(environ, lambda status, headers: sent.append((status, headers)))
    return (int(sent[0][0][:3]), dict(sent[0][1]), b"".join(body)) if sent else None


@pytest.fixture
def ours(settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    hot._is_ours.cache_clear()
    yield
    hot._is_ours.cache_clear()


@pytest.mark.parametrize("known", ["", "its own", '"other"'])
def test_web_process_sends_a_kept_page_as_the_view_does(client, claim, ours, known):
    etag = client.get(path_of(claim))["ETag"]
    asked = {"": {}, "its own": {"if-none-match": etag}}.get(known, {"if-none-match": known})
    slow = client.get(path_of(claim), headers={"accept-encoding": "gzip, br", **asked})

    fast = by_web_process(path_of(claim), **{f"HTTP_{key.upper().replace('-', '_')}": asked[key] for key in asked})

    assert fast == (304 if known == "its own" else 200, dict(slow.headers), slow.content)


@pytest.mark.parametrize(
    "other",
    [
        {"HTTP_HOST": "elsewhere.example"}, {"QUERY_STRING": "n=1"}, {"HTTP_IF_MATCH": '"x"'},
        {"REQUEST_METHOD": "POST"}, {"HTTP_ACCEPT_ENCODING": "br"}, {"PATH_INFO": "/claims/0000000000/x/"},
    ],
)  # fmt: skip
def test_web_process_hands_on_what_the_view_has_to_see(client, claim, ours, other):
    client.get(path_of(claim))
    assert by_web_process(path_of(claim))
    assert by_web_process(path_of(claim), **other) is None


def test_web_process_never_sends_what_moved_is_gone_or_changed(client, claim, ours):
    client.get(path_of(claim))
    assert by_web_process(f"/claims/{claim.public_id}/other/") is None
    claim_withdraw(claim=claim, actor=make.make_user("Editor"), reason="It was a hoax.")
    assert by_web_process(path_of(claim)) is None
    assert "It was a hoax." in text_of(client.get(path_of(claim)))
    assert "It was a hoax." in gzip.decompress(by_web_process(path_of(claim))[2]).decode()


@pytest.mark.parametrize(
    ("accepted", "takes"), [("gzip, br", True), ("gzip;q=0, identity", False), ("br", False), ("gzip ; q=0", False)]
)
def test_gzip_is_sent_to_who_takes_it(accepted, takes):
    assert takes_gzip(accepted) is takes


def test_row_that_goes_between_two_questions_is_no_error(client, claim, monkeypatch):
    monkeypatch.setattr(renderings, "publications_bodies", lambda kind, public_ids: {})
    assert client.get(path_of(claim)).status_code == 404
    assert client.get("/claims/").status_code == 200


def test_what_goes_wrong_on_the_short_path_is_told_once_for_each_cause(client, claim, monkeypatch, caplog):
    def fail(*args: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(hot, "publication_get", fail)
    monkeypatch.setattr(hot, "_NOTED", set())
    for _ in range(3):
        assert client.get(f"/api/v1/claims/{claim.public_id}/").status_code == 200
    assert [record.message for record in caplog.records if record.name == hot.__name__] == [
        "The short path of reading failed; the long one answers. This cause is told once."
    ]
