"""Feeds, sitemaps and the file of all reviews, read by the programs that read such things."""

import json
from pathlib import Path

import feedparser
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from lxml import etree

from claims.public import gathering
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make
from claims.tests.public.conftest import make_record

HOSTILE = '</script> <b>bold</b> & "quoted" ]]> \u202eback\u202c end'
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "sitemap.xsd"))
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def atom(address="/feeds/claims.atom"):
    answer = Client().get(address)
    assert answer.status_code == 200
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def json_feed(address="/feeds/claims.json"):
    answer = Client().get(address)
    assert answer["Content-Type"] == "application/feed+json"
    return json.loads(answer.content)


@pytest.fixture
def hostile(db):
    speaker = make.make_old_speaker(HOSTILE)
    claim = make.make_published_claim(HOSTILE, summary=HOSTILE, topics=[make.make_topic(HOSTILE)], claimant=speaker)
    return make.publish(claim, rating="disputed", summary=HOSTILE, correction_note=HOSTILE)


@pytest.mark.parametrize("prefix", ["", "/fr", "/uk", "/ru"])
def test_feeds_are_well_formed_whatever_claims_say(hostile, prefix):
    feed = atom(f"{prefix}/feeds/claims.atom")

    (entry,) = feed.entries
    assert entry.id == f"{settings.SITE_URL}/claims/{hostile.public_id}/"
    assert entry.link == f"{settings.SITE_URL}{prefix}/claims/{hostile.public_id}/{hostile.slug}/"
    assert hostile.text in entry.title
    assert entry.updated_parsed >= entry.published_parsed
    assert feed.feed.links[1].rel == "self"
    assert "<script" not in entry.content[0].value

    found = json_feed(f"{prefix}/feeds/claims.json")
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == f"{settings.SITE_URL}{prefix}/feeds/claims.json"
    (item,) = found["items"]
    assert item["id"] == entry.id
    assert item["url"] == entry.link
    assert hostile.text in item["title"]
    assert "</script>" not in item["content_html"]


def test_feed_of_a_search_holds_what_the_search_finds(db):
    votes = make.make_published_claim("The votes were sealed", rating="disputed")
    make.make_published_claim("The grain was shipped")

    for address in (
        "?q=votes",
        "?status=disputed",
        f"?speaker={votes.appearances.get().statement.speaker.public_id}",
        "?q=votes&status=disputed&after=2022-09-01&before=2022-09-30",
        "?q=sealed+status:disputed+after:2022-09",
    ):
        (entry,) = atom(f"/feeds/claims.atom{address}").entries
        assert "votes" in entry.title
        (item,) = json_feed(f"/feeds/claims.json{address}")["items"]
        assert item["id"] == entry.id
    assert atom("/feeds/claims.atom?q=nothing+such").entries == []
    assert atom("/feeds/claims.atom?q=speaker:Nobody").entries == []


def test_feeds_tell_new_corrected_and_withdrawn_apart(db):
    with time_machine.travel("2022-10-01T08:00Z", tick=False):
        old, withdrawn = make.make_published_claim("The first"), make.make_published_claim("The second")
    with time_machine.travel("2022-10-02T08:00Z", tick=False):
        make.make_published_claim("The third")
    with time_machine.travel("2022-10-03T08:00Z", tick=False):
        make.publish(old, rating="disputed", correction_note="It was not.")
    with time_machine.travel("2022-10-04T08:00Z", tick=False):
        claim_withdraw(claim=withdrawn, actor=make.make_user(), reason="Joined by mistake.")

    def titles(changes):
        return [entry.title for entry in atom(f"/feeds/claims.atom?changes={changes}").entries]

    assert titles("all") == ["Withdrawn: The second", "Disputed: The first", "Verified: The third"]
    assert titles("new") == ["Verified: The third", "Disputed: The first"]
    assert titles("corrected") == ["Withdrawn: The second", "Disputed: The first"]
    gone, corrected = json_feed("/feeds/claims.json?changes=corrected")["items"]
    assert gone["summary"] == "Joined by mistake."
    assert gone["_on_record"]["is_withdrawn"]
    entries = atom("/fr/feeds/claims.atom?changes=corrected").entries
    assert [[(tag.term, tag.label) for tag in entry.tags if tag.scheme] for entry in entries] == [
        [("withdrawn", "Retiré")],
        [("disputed", "Contesté")],
    ]
    assert corrected["_on_record"]["is_corrected"]
    assert "It was not." in corrected["content_html"]


@pytest.mark.parametrize("address", ["/feeds/claims.atom", "/fr/feeds/claims.json"])
@pytest.mark.parametrize(
    ("query", "parameter"),
    [("changes=some", "changes"), ("speaker=nobody", "speaker"), ("after=never", "after"), ("q=%00", "q"),
     ("q=status:odd", "q"), (f"q={'x' * 2_000}", "q"), ("colour=red", "colour"), ("cursor=x", "cursor"),
     ("%00=x", "�")],
)  # fmt: skip
def test_feed_that_is_asked_for_nonsense_names_the_parameter(db, address, query, parameter):
    answer = Client().get(f"{address}?{query}")

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]
    assert answer.json()["detail"] == f"Refused: {parameter}."


def test_files_of_reviews_take_no_parameters_but_those_that_count_followers(db):
    for address in ("/feeds/claimreview.json", "/feeds/claimreview.jsonl"):
        assert Client().get(f"{address}?q=votes").json()["errors"] == [
            {"parameter": "q", "detail": "This address takes no parameters."}
        ]
        assert Client().get(f"{address}?utm_source=letter").status_code == 200
    assert atom("/feeds/claims.atom?utm_source=letter&fbclid=x&status=").entries == []


def test_items_have_a_language_where_it_is_not_that_of_the_feed(db):
    make.make_published_claim("Le vote a eu lieu", language="fr")
    make.make_published_claim("The votes were held")

    items = {item["title"]: item.get("language") for item in json_feed()["items"]}
    assert items == {"Verified: Le vote a eu lieu": "fr", "Verified: The votes were held": None}
    items = {item["title"]: item.get("language") for item in json_feed("/fr/feeds/claims.json")["items"]}
    assert items == {"Vérifié\u00a0: Le vote a eu lieu": None, "Vérifié\u00a0: The votes were held": "en"}


def test_feed_is_answered_304_until_something_changes(db):
    claim = make.make_published_claim()
    first = Client().get("/feeds/claims.atom")
    again = Client().get("/feeds/claims.atom", headers={"If-None-Match": first["ETag"]})
    make.publish(claim, rating="disputed")

    assert again.status_code == 304
    assert Client().get("/feeds/claims.atom", headers={"If-None-Match": first["ETag"]}).status_code == 200


# --- sitemaps ---


def sitemap(address):
    answer = Client().get(address)
    assert answer.status_code == 200, address
    root = etree.fromstring(answer.content)
    SCHEMA.assertValid(root)
    return root


def locations(address):
    return [found.text.removeprefix(settings.SITE_URL) for found in sitemap(address).iter(LOC)]


def test_sitemap_index_leads_to_everything_that_stands(db, monkeypatch):
    record = make_record()
    monkeypatch.setattr(gathering, "SITEMAP_SIZE", 4)

    parts = locations("/sitemap.xml")
    found = [address for part in parts if part != "/sitemaps/news.xml" for address in locations(part)]

    assert parts[:2] == ["/sitemaps/pages.xml", "/sitemaps/news.xml"]
    assert len(parts) > 4
    for name in ("claim", "disputed", "speaker", "outlet", "document", "topic", "statement"):
        assert sum(f"/{record[name].public_id}/" in address for address in found) == 1, name
    assert not any(record["withdrawn"].public_id in address for address in found)
    assert {"/", "/fr/", "/uk/claims/", "/ru/corrections/"} <= set(found)
    for address in found:
        assert Client().get(address).status_code == 200, address


def test_sitemap_of_an_empty_record_is_valid(db):
    assert locations("/sitemap.xml") == ["/sitemaps/pages.xml", "/sitemaps/news.xml"]
    assert locations("/sitemaps/news.xml") == []
    assert "/claims/" in locations("/sitemaps/pages.xml")


@pytest.mark.parametrize("number", [7, 2**63, 10**40])
def test_sitemap_has_no_parts_beyond_the_last(db, number):
    assert Client().get(f"/sitemaps/{number}.xml").status_code == 404


def test_news_are_of_two_days_and_valid(db):
    with time_machine.travel("2022-10-01T08:00Z", tick=False):
        make.make_published_claim("An old claim")
    with time_machine.travel("2022-10-05T08:00Z", tick=False):
        make.make_published_claim("The votes & <counts>")
    with time_machine.travel("2022-10-06T08:00Z", tick=False):
        (address,) = locations("/sitemaps/news.xml")
        root = sitemap("/sitemaps/news.xml")

    news = {etree.QName(found).localname: found.text for found in root.iter("{*}name", "{*}language", "{*}title")}
    assert news == {"name": settings.SITE_NAME, "language": "en", "title": "The votes & <counts>"}
    assert address.startswith("/claims/")
    assert next(root.iter("{*}publication_date")).text == "2022-10-05T08:00:00Z"


def test_robots_may_read_claims_and_no_search_in_any_language(client):
    page = client.get("/robots.txt").content.decode().splitlines()

    for rule in ("/desk/", "/admin/", "/search/", "/fr/search/", "/uk/claims/?"):
        assert f"Disallow: {rule}" in page
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in page
    assert f"Sitemap: {settings.SITE_URL}/sitemaps/news.xml" in page
    assert "Disallow: /claims/" not in page


# --- the file of all reviews ---


def content(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_data_feed_holds_the_review_of_every_claim_that_stands(hostile, monkeypatch):
    monkeypatch.setattr("claims.public.queries.WALK_SIZE", 1)
    other = make.make_published_claim("The grain was shipped")
    withdrawn = make.make_published_claim("The second")
    claim_withdraw(claim=withdrawn, actor=make.make_user(), reason="Joined by mistake.")

    feed = json.loads(content("/feeds/claimreview.json"))
    lines = [json.loads(line) for line in content("/feeds/claimreview.jsonl").splitlines()]

    assert (feed["@context"], feed["@type"]) == ("https://schema.org", "DataFeed")
    assert feed["dateModified"].endswith("Z")
    elements = feed["dataFeedElement"]
    assert [element["item"][0] for element in elements] == lines
    assert {element["url"].split("/")[-3] for element in elements} == {hostile.public_id, other.public_id}
    assert {review["@type"] for review in lines} == {"ClaimReview"}
    assert hostile.text in {review["claimReviewed"] for review in lines}


def test_data_feed_of_an_empty_record_is_valid(db):
    assert json.loads(content("/feeds/claimreview.json"))["dataFeedElement"] == []
    assert content("/feeds/claimreview.jsonl") == b""


def test_data_feed_names_the_licence_of_the_house(db, settings):
    settings.DATA_LICENSE = "https://creativecommons.org/licenses/by/4.0/"
    make.make_published_claim()

    assert json.loads(content("/feeds/claimreview.jsonl"))["sdLicense"] == settings.DATA_LICENSE


def test_summaries_are_words_and_no_markup(db):
    make.make_published_claim(summary="Q&A: the log says <b>noon</b> & 5 < 6.")
    feed = etree.fromstring(Client().get("/feeds/claims.atom").content)
    (summary,) = feed.iter("{http://www.w3.org/2005/Atom}summary")
    assert summary.get("type") == "html"
    assert summary.text == "Q&amp;A: the log says &lt;b&gt;noon&lt;/b&gt; &amp; 5 &lt; 6."
