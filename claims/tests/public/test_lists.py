"""Filters, paging and search of the public pages."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from claims.public.models import LISTED, ListPlace, Publication
from claims.public.queries import publications_page
from claims.public.searching import OVERVIEW
from claims.public.sql import Listing
from claims.tests import factories as make
from claims.tests.public.conftest import copy_publications

TITLE = re.compile(r'class="row-claim"><a href="(/claims/(\w{10})/[^"]*)"')


def ids_in(response: Any) -> list[str]:
    assert response.status_code == 200
    return [public_id for _, public_id in TITLE.findall(response.content.decode())]


def page_of(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("name", "kept"),
    [("status=disputed", {"disputed"}), ("status=unverified", {"unverified"}), ("status=verified", {"claim"})],
)
def test_claims_by_status(client, record, name, kept):
    assert set(ids_in(client.get(f"/claims/?{name}"))) == {record[kind].public_id for kind in kept}


@pytest.mark.parametrize("kind", ["speaker", "outlet", "topic"])
def test_claims_by_what_they_come_from(client, record, kind):
    response = client.get(f"/claims/?{kind}={record[kind].public_id}")

    assert ids_in(response) == [record["claim"].public_id]
    name = record[kind].name
    assert f"<bdi>{name}</bdi>" in page_of(response)


def test_claims_by_dates_of_saying(client, record):
    everything = set(ids_in(client.get("/claims/")))

    assert set(ids_in(client.get("/claims/?after=2022-09-21&before=2022-09-21"))) == everything
    assert ids_in(client.get("/claims/?after=2022-09-22")) == []
    assert ids_in(client.get("/claims/?before=2022-09-20")) == []


def test_claims_chips_show_and_remove_each_filter(client, record):
    page = page_of(client.get("/claims/?status=verified&after=2022-01-02&q=votes"))

    for label, value, without in (
        ("Words", "votes", "?status=verified&amp;after=2022-01-02"),
        ("Status", "Verified", "?q=votes&amp;after=2022-01-02"),
        ("Said from", "2 January 2022", "?q=votes&amp;status=verified"),
    ):
        assert f'<a href="{without}"><span class="chip-label">{label}</span> <bdi>{value}</bdi>' in page
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize(
    "query", ["speaker=0000000000", "topic=zzzzzzzzzz", "after=2022-10-01&before=2022-01-01", "q=xyzzy"]
)
def test_claims_unknown_value_shows_an_empty_list(client, record, query):
    response = client.get(f"/claims/?{query}")

    assert ids_in(response) == []
    assert "No public claim fits these filters." in page_of(response)


def test_claims_other_parameters_and_empty_ones_change_nothing(client, record):
    assert ids_in(client.get("/claims/?utm_source=x&status=&q=&after=")) == ids_in(client.get("/claims/"))


def test_claims_repeated_parameter_counts_once(client, record):
    response = client.get("/claims/?status=verified&status=disputed")

    assert ids_in(response) == [record["disputed"].public_id]


def test_claims_too_many_choices_become_a_link(client, record):
    copy_publications(51)

    page = page_of(client.get(f"/claims/?speaker={record['speaker'].public_id}"))

    assert '<a href="/speakers/">Choose from all speakers</a>' in page
    assert f'<input type="hidden" name="speaker" value="{record["speaker"].public_id}">' in page


def follow(client: Any, address: str, way: str) -> list[list[str]]:
    """The ids on each page from an address on, by the links a reader has."""
    pages = []
    folder = address.partition("?")[0]
    while address:
        response = client.get(address)
        pages.append(ids_in(response))
        link = re.search(rf'rel="{way}" href="([^"]+)"', page_of(response))
        address = folder + link[1].replace("&amp;", "&") if link else ""
    return pages


@pytest.mark.parametrize("query", ["", "?status=disputed", "?q=votes"])
def test_claims_paging_has_no_gap_and_no_repetition(client, record, query):
    made = copy_publications(15)

    pages = follow(client, f"/claims/{query}", "next")

    shown = [public_id for page in pages for public_id in page]
    assert len(shown) == len(set(shown))
    assert len(pages) > 1 or query == "?status=disputed"
    if not query:
        # Copies of the withdrawn claim are in no list.
        assert set(shown) >= {record["claim"].public_id, record["disputed"].public_id}
        assert len(shown) == 3 + len(made) * 3 // 4


def test_claims_paging_leads_back(client, record):
    copy_publications(15)
    forth = follow(client, "/claims/", "next")
    last = client.get("/claims/")
    while link := re.search(r'rel="next" href="([^"]+)"', page_of(last)):
        last = client.get(f"/claims/{link[1]}")

    back = [ids_in(last)]
    link = re.search(r'rel="prev" href="([^"]+)"', page_of(last))
    assert link
    back += follow(client, f"/claims/{link[1]}", "prev")

    assert back == forth[::-1]


def test_claims_page_stays_put_when_something_is_published(client, record):
    copy_publications(15)
    link = re.search(r'rel="next" href="([^"]+)"', page_of(client.get("/claims/")))
    assert link
    before = ids_in(client.get(f"/claims/{link[1]}"))

    make.make_published_claim("The votes were counted anew")

    assert ids_in(client.get(f"/claims/{link[1]}")) == before


def test_speakers_are_listed_by_name_and_paged(client, record, monkeypatch):
    monkeypatch.setattr("claims.public.selectors.NAMES_SIZE", 2)
    names, address = [], "/speakers/"
    while address:
        page = page_of(client.get(address))
        names += re.findall(r'<li><a href="/speakers/[^"]+"><bdi>([^<]+)</bdi>', page)
        link = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/speakers/{link[1]}" if link else ""

    assert names == sorted(names)
    assert "Volodymyr Zelensky" in names


# --- search ---


@pytest.mark.parametrize("words", ["Zelensky", "Зеленський", "ЗЕЛЕНСЬКИЙ", "volodymyr zelensky"])
def test_search_finds_a_speaker_in_every_script(client, record, words):
    page = page_of(client.get("/search/", {"q": words}))

    assert f"/speakers/{record['speaker'].public_id}/" in page
    assert f"/claims/{record['claim'].public_id}/" in page
    assert f"/statements/{record['statement'].public_id}/" in page


def test_search_shows_words_in_their_sentence_with_what_was_asked_marked(client, record):
    page = page_of(client.get("/search/", {"q": "sham", "kind": "statement"}))

    assert 'The votes are a <mark class="hit">sham</mark></a>' in page


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("votes legal", True),
        ("vote", True),
        ('"legal effect"', True),
        ("“legal effect”", True),
        ('"effect legal"', False),
        ("legal -effect", False),
        ("legal or xyzzy", True),
        ("the", False),
        ("-", False),
        ('"', False),
    ],
)
def test_search_understands_words_phrases_and_exclusion(client, record, words, is_found):
    found = ids_in(client.get("/search/", {"q": words, "kind": "claim"}))

    assert (record["claim"].public_id in found) == is_found


def test_search_finds_documents_by_their_title(client, record):
    page = page_of(client.get("/search/", {"q": f'"{record["document"].title}"', "kind": "document"}))

    assert f"/documents/{record['document'].public_id}/" in page


def test_search_pages_have_no_gap_and_no_repetition(client, record):
    copy_publications(15)

    pages = follow(client, "/search/?q=votes&kind=claim", "next")

    shown = [public_id for page in pages for public_id in page]
    assert len(pages) == 2
    assert len(shown) == len(set(shown)) == 32


def counts_in(response):
    return re.findall(
        r'<a href="[^"]*kind=(\w+)[^"]*"[^>]*>[^<]* <span class="count">([^<]*)</span>', page_of(response)
    )


@pytest.mark.parametrize("kind", ["", "claim"])
def test_search_by_conditions_alone_counts_what_it_shows(client, record, kind):
    for number in range(9):
        make.make_published_claim(f"Turnout number {number}", rating="unverified")
    found = dict(counts_in(client.get("/search/", {"q": "status:unverified", "kind": kind})))
    assert found["claim"] == "10", "nine and that of the record: more than an overview shows"


def test_search_by_conditions_alone_counts_no_further_than_a_bucket(client, record, monkeypatch):
    monkeypatch.setattr("claims.public.searching.BUCKET", 1)
    monkeypatch.setitem(OVERVIEW, Publication.Kind.CLAIM, 1)
    make.make_published_claim("Turnout was low", rating="unverified")
    assert ("claim", "1+") in counts_in(client.get("/search/?q=status:unverified"))


def test_search_unknown_kind_finds_nothing(client, record):
    assert "Nothing public matches." in page_of(client.get("/search/?q=votes&kind=rumour"))


def test_search_without_words_explains_itself(client, record):
    assert "Words in any order" in page_of(client.get("/search/"))


# --- the lists of facets ---------------------------------------------------------------------------------------------


def places_due():
    """Return the places that publications should have, by what is stored of them."""
    return {
        (f"{row.kind}:{facet}", row.sort_at, row.pk)
        for row in Publication.objects.filter(is_gone=False, redirect_to="")
        for facet in row.facets
        if facet.partition(":")[0] in LISTED
    }


def places_kept():
    return set(ListPlace.objects.values_list("list", "listed_at", "publication_id"))


FACETS = [f"{name}:{letter * 10}" for name in (*LISTED, "document") for letter in "ab"] + ["withdrawn"]
MOMENTS = [dt.datetime(2022, 9, day, tzinfo=dt.UTC) for day in (21, 22, 23)]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["create", "facets", "sort_at", "is_gone", "redirect_to", "status", "delete"]),
        st.integers(0, 3),
        st.lists(st.sampled_from(FACETS), unique=True),
        st.sampled_from(MOMENTS),
    ),
    max_size=12,
)


class ListsFollowPublicationsTest(TestCase):
    """Whatever is done to publications, and to however many at once."""

    @given(ACTS)
    @settings(max_examples=60, deadline=None)
    def test_places_follow_publications(self, acts):
        for number, (act, which, facets, moment) in enumerate(acts):
            some = Publication.objects.filter(public_id__startswith=f"p{which}")
            match act:
                case "create":
                    Publication.objects.bulk_create(
                        Publication(
                            kind=kind,
                            public_id=f"p{which}{number:08}",
                            facets=facets,
                            sort_at=moment,
                            first_published_at=moment,
                            modified_at=moment,
                            body="{}",
                            digest="0",
                            search="",
                            change_number=1_000_000 + 10 * number + place,
                        )
                        for place, kind in enumerate(("claim", "statement"))
                    )
                case "facets":
                    some.update(facets=facets)
                case "sort_at":
                    some.update(sort_at=moment)
                case "is_gone":
                    some.update(is_gone=bool(facets))
                case "redirect_to":
                    some.update(redirect_to="p000000000" if facets else "")
                case "status":
                    some.update(status="verified")
                case "delete":
                    some.delete()
            assert places_kept() == places_due()


@pytest.mark.parametrize("kind", ["speaker", "outlet", "topic"])
def test_claims_of_one_facet_are_read_in_their_order_at_any_depth(client, record, kind):
    copy_publications(40)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_publication; ANALYZE claims_listplace")
    seen, cursor = [], ""
    listing = Listing("claim", facets=(f"{kind}:{record[kind].public_id}",), without=("withdrawn",))
    while True:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = publications_page(listing, cursor=cursor, size=7)
        assert ["claims_listplace" in query["sql"] for query in captured] == [True]
        seen += [row.public_id for row in page.rows]
        if not (cursor := page.next):
            break

    expected = Publication.objects.filter(kind="claim", is_gone=False, facets__contains=listing.facets)
    expected = expected.exclude(facets__contains=["withdrawn"]).order_by("-sort_at", "-id")
    assert len(seen) > 40
    assert seen == list(expected.values_list("public_id", flat=True))


def test_claims_of_two_facets_are_those_that_have_both(client, record):
    copy_publications(3)
    both = f"speaker={record['speaker'].public_id}&outlet={record['outlet'].public_id}"

    expected = {
        row.public_id
        for row in Publication.objects.filter(kind="claim")
        if {f"speaker:{record['speaker'].public_id}", f"outlet:{record['outlet'].public_id}"} <= set(row.facets)
    }
    assert set(ids_in(client.get(f"/claims/?{both}"))) == expected
    assert ids_in(client.get(f"/claims/?{both}&topic=0000000000")) == []


@pytest.mark.parametrize(
    ("state", "words"),
    [("unconfirmed", "(saying not confirmed)"), ("disputed", "(saying disputed)"), ("confirmed", "")],
)
def test_lists_say_where_nobody_confirmed_that_the_claimant_said_it(client, path_of, state, words):
    outlet, speaker = make.make_outlet(), make.make_speaker("Anna Petrenko")
    statement = make.make_statement("We closed the bridge", speaker=speaker, outlet=outlet, authenticity=state)
    # Who repeats it does not answer for whether she said it.
    other = make.make_statement(authenticity="confirmed" if state == "unconfirmed" else "unconfirmed")
    make.make_published_claim("The bridge is closed", statements=[statement, other])

    for address in ("/", "/claims/", "/search/?q=bridge", path_of(outlet)):
        page = client.get(address).content.decode()
        (row,) = re.findall(r'<p class="row-meta"><span>(?:(?!</span>).)*?Anna Petrenko</bdi></a>(.*?)</span>', page)[
            :1
        ]
        assert row.strip() == words, address
    if state == "unconfirmed":
        assert "(propos non confirmé)" in client.get("/fr/claims/").content.decode()
