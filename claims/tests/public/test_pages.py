"""What every public page promises: fixed queries, publications only, nobody's session, honest addresses."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.public.models import Publication
from claims.services.appearances import claim_join
from claims.services.claims import claim_draft, claim_edit
from claims.services.evidence import evidence_add
from claims.services.reviews import statement_reattribute
from claims.services.spans import statement_respan
from claims.tests import factories as make
from claims.tests.factories import make_published_claim, publish
from claims.tests.public.conftest import copy_publications

LISTS = (
    "/",
    "/claims/",
    "/claims/?q=votes&status=verified&after=2022-01-01",
    "/speakers/",
    "/outlets/",
    "/topics/",
    "/search/?q=votes",
    "/search/?q=votes&kind=claim",
    "/methodology/",
    "/corrections/",
    "/checkpoints/",
    "/data/",
    "/feeds/claims.atom",
    "/sitemap.xml",
    "/robots.txt",
)
KINDS = (
    "claim",
    "disputed",
    "unverified",
    "withdrawn",
    "statement",
    "speaker",
    "outlet",
    "document",
    "topic",
    "correction",
    "checkpoint",
)


@pytest.fixture
def addresses(record: dict[str, Any], path_of: Any) -> list[str]:
    return [*LISTS, *(path_of(record[kind]) for kind in KINDS)]


def text_of(response: Any) -> str:
    return response.content.decode()


def test_every_page_answers(client, addresses):
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_every_page_touches_publications_only(client, addresses):
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        tables = set(re.findall(r'"?((?:claims|sources|auth|django)_\w+)"?', " ".join(q["sql"] for q in queries)))
        assert tables <= {"claims_publication", "claims_rendering", "claims_listplace"}, address


def test_every_page_sets_no_cookie_and_does_not_vary_by_one(client, addresses):
    for address in addresses:
        response = client.get(address)
        assert not response.cookies, address
        assert "Cookie" not in response.get("Vary", ""), address


def test_every_page_is_the_same_for_colleagues(client, addresses):
    colleague = Client()
    colleague.force_login(make.make_user("Administrator"))

    for address in addresses:
        assert colleague.get(address).content == client.get(address).content, address


def test_every_page_refuses_writing(addresses):
    stranger = Client(enforce_csrf_checks=True)
    for address in addresses:
        assert stranger.post(address).status_code == 405, address


def test_every_page_lets_nothing_run(client, addresses):
    for address in addresses:
        response = client.get(address)
        if response["Content-Type"].startswith("text/html"):
            assert "default-src 'none'" in response["Content-Security-Policy"]
            assert "script-src" not in response["Content-Security-Policy"]


def test_page_of_one_thing_takes_few_queries(client, record, path_of, django_assert_num_queries):
    limits = {"claim": 1, "statement": 1, "correction": 1, "topic": 2, "outlet": 3, "document": 3, "speaker": 6}
    addresses = {kind: path_of(record[kind]) for kind in limits}

    for kind, limit in limits.items():
        client.get(addresses[kind])
        with django_assert_num_queries(limit):
            client.get(addresses[kind])


def test_query_count_is_constant(client, record, addresses):
    counts = {}
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts[address] = len(queries)
    copy_publications(10)

    for address, count in counts.items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) == count, address


def test_unpublished_marker_is_found_nowhere(client, record, addresses, path_of):
    marker = "Zyxwvut"
    reporter = make.make_user("Reporter")
    draft = claim_draft(
        text=f"{marker} claim", actor=reporter, claimant=record["speaker"], statements=[record["statement"]]
    )
    hidden = make.make_statement(f"{marker} words", speaker=make.make_speaker(f"{marker} speaker"))
    make.make_claim(f"{marker} other", statements=[hidden], topics=[make.make_topic(f"{marker} topic")])
    evidence_add(
        claim=record["disputed"], actor=reporter, stance="context", title=f"{marker} evidence", url="https://a.example/"
    )
    make.make_verdict(record["disputed"], summary=f"{marker} summary")

    for address in addresses:
        assert marker not in text_of(client.get(address)), address
    assert "Nothing public matches." in text_of(client.get(f"/search/?q={marker}"))
    assert "No public claim fits" in text_of(client.get(f"/claims/?q={marker}"))
    for folder, row in (
        ("claims", draft),
        ("statements", hidden),
        ("speakers", hidden.speaker),
        ("documents", hidden.document),
    ):
        assert client.get(f"/{folder}/{row.public_id}/").status_code == 404


def test_protected_source_keeps_address_and_words_hidden(client, record, path_of):
    claim = make.make_claim()
    make.make_evidence(claim)
    make.make_evidence(claim)
    make.make_evidence(claim, stance="context", title="A poll worker", url="https://hidden.example/", is_protected=True)
    claim = make.publish(claim)

    page = text_of(client.get(path_of(claim)))

    assert "A poll worker" in page
    assert "Protected source" in page
    assert "hidden.example" not in page


def test_claim_page_shows_what_a_reader_needs(client, record, path_of):
    page = text_of(client.get(path_of(record["claim"])))

    order = [
        "The votes have no legal effect</h1>",
        "Does it hold?",
        "Verified",
        "Two bodies found so.",
        "Was it said?",
        "Yes, confirmed",
        "Volodymyr Zelensky",
        "President, Ukraine",
        "“<mark>The votes are a sham</mark>,” Volodymyr Zelensky told AFP.",
        "Told to",
        "Published by",
        "#:~:text=The%20votes%20are%20a%20sham",
        "Supports the claim",
        "Resolution of the General Assembly",
        "Contradicts the claim",
        "Gives context",
        "Protected source",
        "What is not known",
        "Turnout.",
        "Contradicts this claim",
        "The votes were free",
        "Verdict corrected",
        "A count was wrong.",
        "Verdict published",
        "Earlier verdicts",
        f"/api/v1/claims/{record['claim'].public_id}/",
    ]
    at = page.index("<main")
    for part in order:
        assert part in page[at:], part
        at = page.index(part, at)
    assert '<time datetime="2022-09-21">21 September 2022</time>' in page
    assert '1 outlet, <a href="/methodology/#origins">1 origin</a>' in page
    assert 'cite="https://example.com/' in page


def test_claim_page_withdrawn_says_why_and_shows_no_verdict_as_standing(client, record, path_of):
    page = text_of(client.get(path_of(record["withdrawn"])))

    assert page.index("Withdrawn <time") < page.index("Joined by mistake.") < page.index("Does it hold?")
    assert "No verdict stands" in page
    assert "application/ld+json" not in page
    assert '<meta name="robots" content="noindex">' in page


def test_withdrawn_claim_leaves_lists_and_search(client, record):
    for address in ("/", "/claims/", "/search/?q=votes+took+ten+days", "/feeds/claims.atom?changes=new"):
        assert record["withdrawn"].public_id not in text_of(client.get(address)), address


def test_corrections_page_shows_corrected_withdrawn_and_answered(client, record):
    page = text_of(client.get("/corrections/"))

    for part in ("A count was wrong.", "Joined by mistake.", "The date is wrong.", "It was; corrected."):
        assert part in page
    assert "Turnout was above half" not in page


def test_corrections_page_says_what_it_was_before(client, db):
    claim = make_published_claim("The bridge is closed.", rating="unverified")
    publish(claim, rating="disputed", correction_note="We had misread the map.")

    words = text_of(client.get("/corrections/"))

    assert "Unverified → Disputed" in words
    assert "We had misread the map." in words


def test_corrections_page_tells_who_was_wrongly_named_and_why(client, db):
    wrong, right = make.make_speaker("Anna Petrenko"), make.make_speaker("Olha Bondar")
    statement = make.make_statement("We closed the bridge", speaker=wrong)
    claim = make.make_published_claim("The bridge is closed", statements=[statement])
    editor = make.make_user("Editor")
    assert claim.text not in text_of(client.get("/corrections/"))

    statement_reattribute(statement=statement, actor=editor, speaker=right, reason="The report was misread.")
    start, end = statement.start, statement.end - len(" the bridge")
    statement_respan(statement=statement, actor=editor, start=start, end=end, reason="The rest is ours.")
    claim_edit(claim=claim, actor=editor, version=None, claimant=right, reason="She said it.")

    page = text_of(client.get("/corrections/"))
    for told in (
        "Anna Petrenko → Olha Bondar: The report was misread.",
        "We closed the bridge → We closed: The rest is ours.",
        "Claimant: Anna Petrenko → Olha Bondar: She said it.",
    ):
        assert told in page, told
    items = client.get("/feeds/claims.json?changes=corrected").json()["items"]
    (item,) = (item for item in items if claim.public_id in item["id"])
    assert item["_on_record"]["is_corrected"]
    assert "Anna Petrenko → Olha Bondar: The report was misread." in item["content_html"]
    assert "Corrected <time" in text_of(client.get(f"/embed/claims/{claim.public_id}/"))


def test_other_lines_of_a_history_are_no_corrections(client, db):
    claim = make.make_published_claim("The bridge is closed")
    claim_edit(claim=claim, actor=make.make_user(), version=None, language="fr")
    claim_join(claim=claim, statement=make.make_statement(), actor=make.make_user())

    assert claim.text not in text_of(client.get("/corrections/"))
    assert {line["is_correction"] for line in client.get(f"/api/v1/claims/{claim.public_id}/").json()["history"]} == {
        False
    }


def test_corrections_page_goes_on_without_gap_or_repetition(client, record, monkeypatch):
    monkeypatch.setattr("claims.public.selectors.PAGE_SIZE", 2)
    for number in range(5):
        make.make_answered_correction(None, text=f"Request-{number}.")
    seen: list[str] = []
    address = "/corrections/"
    while address:
        page = text_of(client.get(address))
        seen += re.findall(r"(Request-\d)\.</p>", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/corrections/{following[1]}" if following else ""

    assert sorted(seen) == [f"Request-{number}" for number in range(5)]


def test_document_page_never_shows_the_whole_text(client, record, path_of):
    page = text_of(client.get(path_of(record["document"])))

    assert "<mark>The votes are a sham</mark>" in page
    assert "Before." not in page
    assert "After." not in page


def test_document_without_title_goes_by_its_outlet_and_day(client, db, path_of):
    document = make.make_document(
        "“The votes are a sham,” she said.", outlet=make.make_outlet("AFP"), title="", dateline="KYIV"
    )
    make.make_published_claim(statements=[make.make_statement("The votes are a sham", document=document)])
    page = text_of(client.get(path_of(document)))
    assert page.count("AFP, KYIV, 23 September 2022") == 3, "as title, to share, and as heading"
    assert client.get(f"/api/v1/documents/{document.public_id}/").json()["title"] is None


def test_speaker_page_shows_roles_spellings_claims_and_words(client, record, path_of):
    page = text_of(client.get(path_of(record["speaker"])))

    for part in (
        "President, Ukraine",
        "Зеленський",
        "The votes have no legal effect",
        "<mark>The votes are a sham</mark>",
    ):
        assert part in page


def test_speaker_page_names_a_claim_once(client, db):
    speaker = make.make_speaker()
    text = "Before. “The votes are a sham,” she said. “The votes are void,” she said."
    said = [
        make.make_statement(words, speaker=speaker, document=make.make_document(text))
        for words in ("The votes are a sham", "The votes are void")
    ]
    claim = make.make_published_claim("The votes have no legal effect", statements=said, claimant=speaker)
    address = f"/speakers/{speaker.public_id}/{Publication.objects.get(public_id=speaker.public_id).slug}/"
    page = text_of(client.get(address))

    assert page.count(f">{claim.text}</a>") == 1
    assert page.count(f'the claim<span class="unseen">: <bdi lang="en">{claim.text}</bdi></span></a>') == 2
    assert "Most repeated" not in page

    make.make_published_claim("The votes were held", statements=said[:1], claimant=speaker)
    assert "Most repeated" in text_of(client.get(address))


def test_every_count_of_origins_leads_to_what_an_origin_is(client, record, path_of):
    for address in ("/", "/claims/", "/search/?q=votes", path_of(record["claim"]), path_of(record["speaker"])):
        assert re.search(r'<a href="/methodology/#origins">\d origins?</a>', text_of(client.get(address))), address
    assert '<h2 class="rule-heading" id="origins">' in text_of(client.get("/methodology/"))


def test_methodology_page_shows_the_published_scale(client, record):
    page = text_of(client.get("/methodology/"))

    assert "Evidence from independent origins supports the claim." in page
    assert "5 of 5" in page


# --- addresses ---


def test_missing_or_wrong_slug_moves_permanently(client, record, path_of):
    right = path_of(record["claim"])
    for slug in ("", "something-else/"):
        response = client.get(f"/claims/{record['claim'].public_id}/{slug}?utm=1")
        assert response.status_code == 301
        assert response["Location"] == f"{right}?utm=1"


@pytest.mark.parametrize(
    "folder", ["claims", "statements", "speakers", "outlets", "documents", "topics", "corrections"]
)
def test_what_never_was_public_is_not_found(client, record, folder):
    for public_id in ("0000000000", "zzzzzzzzzz", "not-an-id", "0000000000/slug"):
        assert client.get(f"/{folder}/{public_id}/").status_code == 404


def test_what_is_gone_says_so(client, record, path_of):
    address = path_of(record["statement"])
    Publication.objects.filter(public_id=record["statement"].public_id).update(is_gone=True, body='{"is_gone":true}')

    response = client.get(address)

    assert response.status_code == 410
    assert "no longer public" in text_of(response)


def test_what_was_merged_moves_permanently(client, record):
    claim, other = record["disputed"], record["claim"]
    Publication.objects.filter(public_id=claim.public_id).update(redirect_to=other.public_id)

    response = client.get(f"/claims/{claim.public_id}/any/", follow=True)

    assert [status for _, status in response.redirect_chain] == [301, 301]
    assert "The votes have no legal effect" in text_of(response)


@pytest.mark.parametrize("address", ["/claims/{}/", "/claims/{}/any/", "/embed/claims/{}/", "/api/v1/claims/{}/"])
def test_what_moved_is_asked_for_anew_as_it_may_come_back(client, record, address):
    claim = record["disputed"]
    Publication.objects.filter(public_id=claim.public_id).update(redirect_to=record["claim"].public_id)

    response = client.get(address.format(claim.public_id))

    assert (response.status_code, response["Cache-Control"]) == (301, "public, no-cache")


# --- caches ---


def test_unchanged_page_is_not_sent_again(client, addresses):
    for address in addresses:
        first = client.get(address)
        if "ETag" not in first:
            assert address in ("/sitemap.xml", "/robots.txt")
            continue
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304, address
        assert again["ETag"] == first["ETag"]
        assert again["Vary"] == first["Vary"] == "Accept-Encoding"
        assert "no-cache" in again["Cache-Control"]
        assert not again.content


def test_changed_page_is_sent_with_another_etag(client, record, path_of):
    address = path_of(record["claim"])
    before = client.get(address)

    make.publish(record["claim"], rating="disputed", correction_note="It is disputed now.")
    after = client.get(address, headers={"if-none-match": before["ETag"]})

    assert after.status_code == 200
    assert "It is disputed now." in text_of(after)


def test_last_modified_alone_decides_nothing(client, record, path_of):
    response = client.get(path_of(record["claim"]))

    again = client.get(path_of(record["claim"]), headers={"if-modified-since": response["Last-Modified"]})

    assert again.status_code == 200


def test_page_is_compressed_for_those_who_ask(client, record, path_of):
    response = client.get(path_of(record["claim"]), headers={"accept-encoding": "gzip"})

    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 12_000
    assert (
        client.get(
            path_of(record["claim"]), headers={"accept-encoding": "gzip", "if-none-match": response["ETag"]}
        ).status_code
        == 304
    )


def test_front_page_shows_words_in_their_sentence(client, db):
    document = make.make_document("A strike began. Ana Petrova denied that troops would come. It went on.")
    statement = make.make_statement("that troops would come", document=document)
    make.make_published_claim(statements=[statement])

    assert "Ana Petrova denied <a" in text_of(client.get("/"))


def test_every_page_is_shared_under_its_own_title(client, addresses):
    shared = {}
    for address in addresses:
        response = client.get(address)
        if not response["Content-Type"].startswith("text/html"):
            continue
        html = text_of(response)
        (title,) = re.findall(r"<title>(.*?)</title>", html)
        (named,) = re.findall(r'<meta property="og:title" content="(.*?)">', html)
        (described,) = re.findall(r'<meta name="description" content="(.*?)">', html)
        assert re.findall(r'<meta property="og:description" content="(.*?)">', html) == [described], address
        assert title == (named if address == "/" else f"{named} – On Record")
        shared[address] = named

    # The lists below /claims/ and /search/ have one title each.
    assert len(set(shared.values())) >= len(shared) - 2
