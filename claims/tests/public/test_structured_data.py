"""What search engines and fact-check readers take from a page, in every state of a claim, whatever its texts hold."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from lxml import html as lxml_html

from claims.models import Evidence, Rating
from claims.publishing import publish_scale
from claims.services.reviews import statement_authenticity_set
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make

# Ends the element, opens another, breaks lines, turns the direction, and everything that ends a string somewhere.
HOSTILE = (
    "</script><script>alert(1)</script> \"double\" 'single' \\ & <!-- ]]> {{ x }} \u202eright\u202c \u2067to\u2069 left"
)
LINES = f"{HOSTILE}\r\nsecond\u2028line"

# conventions.md §1: what Google names required and recommended, and what others who read it need.
REQUIRED = ("claimReviewed", "reviewRating", "url")
RECOMMENDED = ("author", "itemReviewed", "datePublished", "dateModified", "inLanguage", "@id")
CLAIM = ("author", "datePublished", "firstAppearance", "text", "@id")
NUMBERS = ("ratingValue", "bestRating", "worstRating")
STATES = {
    "verified": ("Verified", 5),
    "disputed": ("Disputed", None),
    "unverified": ("Unverified", None),
    "false": ("False", 1),
}


def hostile_claim(rating: str) -> Any:
    if rating == "false":
        Rating.objects.create(code="false", label="False", status="disputed", value=1, description=HOSTILE, position=9)
        publish_scale()
    speaker = make.make_old_speaker(
        f"Name {HOSTILE}", wikidata_id="Q1", roles=[{"title": HOSTILE, "organisation": HOSTILE}]
    )
    exact = f"Words {HOSTILE} end"
    document = make.make_document(
        f"Before {HOSTILE}. “{exact},” he told AFP. After.",
        outlet=make.make_outlet(f"Outlet {HOSTILE}"[:190]),
        title=f"Title {HOSTILE}",
    )
    statement = make.make_statement(exact, speaker=speaker, document=document)
    statement_authenticity_set(statement=statement, actor=make.make_user(), authenticity="confirmed", reason=LINES)
    topic = make.make_topic(f"Topic {HOSTILE}"[:95])
    claim = make.make_claim(f"Claim {HOSTILE}", statements=[statement], topics=[topic], claimant=speaker)
    for number in range(2):
        make.make_evidence(claim, title=f"Evidence {number} {HOSTILE}", excerpt=LINES)
    make.make_evidence(claim, title=f"Against {HOSTILE}", stance=Evidence.Stance.CONTRADICTS)
    make.make_evidence(claim, title=f"Protected {HOSTILE}", is_protected=True)
    texts = {"summary": LINES, "known": LINES, "not_known": LINES}
    claim = make.publish(claim, rating=rating, **texts)
    return make.publish(claim, rating=rating, correction_note=LINES, **texts), statement


def reviews(address: str) -> list[Any]:
    page = Client().get(address).content.decode()
    root = lxml_html.fromstring(page)
    elements = root.xpath("//script")
    # Nothing broke out: the page has no other script, and none of the hostile markup became an element.
    assert all(element.get("type") == "application/ld+json" for element in elements)
    assert not root.xpath("//*[contains(@onerror, 'alert')]")
    return [json.loads(element.text) for element in elements]


def has_empty(value: Any) -> bool:
    if isinstance(value, dict):
        return any(has_empty(part) for part in value.values())
    if isinstance(value, list):
        return not value or any(has_empty(part) for part in value)
    return value in (None, "")


@pytest.mark.parametrize("prefix", ["", "/uk"])
@pytest.mark.parametrize("state", STATES)
def test_claim_review_of_each_rating_has_what_its_readers_need(db, state, prefix):
    claim, _ = hostile_claim(state)
    label, value = STATES[state]

    (review,) = reviews(f"{prefix}/claims/{claim.public_id}/{claim.slug}/")

    assert review["@context"] == "https://schema.org"
    assert review["@type"] == "ClaimReview"
    for name in (*REQUIRED, *RECOMMENDED):
        assert review[name], name
    assert review["claimReviewed"] == claim.text
    assert "</script>" in review["claimReviewed"]
    assert review["url"] == f"{settings.SITE_URL}{prefix}/claims/{claim.public_id}/{claim.slug}/"
    assert review["inLanguage"] == "en", "the words are the desk's in every edition"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", review["datePublished"])
    assert review["author"]["@type"] == "NewsMediaOrganization"
    assert review["author"]["name"] == settings.SITE_NAME
    item = review["itemReviewed"]
    assert item["@type"] == "Claim"
    for name in CLAIM:
        assert item[name], name
    # Who made the claim is not who checked it.
    assert item["author"]["name"].startswith("Name ")
    assert item["author"]["sameAs"] == "https://www.wikidata.org/entity/Q1"
    assert item["firstAppearance"]["@type"] == "NewsArticle"
    rating = review["reviewRating"]
    if prefix:
        assert rating["alternateName"] != label
    else:
        assert rating["alternateName"] == label
    assert "\n" in rating["ratingExplanation"]
    found = tuple(rating.get(name) for name in NUMBERS)
    assert found == ((value, 5, 1) if value else (None, None, None))
    assert not any(isinstance(number, str) for number in found)
    assert len(review["citation"]) == 3
    assert review["correction"][0]["text"]
    assert not has_empty(review)


def test_numbers_rise_with_truth(db):
    scale = {state: value for state, (_, value) in STATES.items() if value}

    assert scale["verified"] > scale["false"] >= 1


def test_withdrawn_claim_has_no_review(db):
    claim, _ = hostile_claim("verified")
    claim_withdraw(claim=claim, actor=make.make_user(), reason=LINES)

    assert reviews(f"/claims/{claim.public_id}/{claim.slug}/") == []


def test_statement_whose_saying_alone_is_confirmed_is_a_quotation_and_no_review(db):
    speaker = make.make_old_speaker(f"Name {HOSTILE}")
    statement = make.make_statement(f"Words {HOSTILE} end", speaker=speaker)
    statement_authenticity_set(statement=statement, actor=make.make_user(), authenticity="confirmed", reason="On tape.")

    (quotation,) = reviews(f"/statements/{statement.public_id}/")

    assert quotation["@type"] == "Quotation"
    assert quotation["text"] == statement.exact
    for name in ("creator", "spokenByCharacter", "isBasedOn", "inLanguage", "dateCreated", "url", "@id"):
        assert quotation[name], name
    assert quotation["creator"]["name"] == speaker.name
    assert "reviewRating" not in quotation
    assert not has_empty(quotation)
    assert json.loads(Client().get("/v1alpha1/claims:search?query=words").content) == {}


def test_lists_carry_no_reviews(db):
    claim, statement = hostile_claim("disputed")

    for address in (
        "/",
        "/claims/",
        f"/topics/{claim.topics.get().public_id}/{claim.topics.get().slug}/",
        "/corrections/",
    ):
        assert reviews(address) == [], address
    assert len(reviews(f"/statements/{statement.public_id}/")) == 1


def test_speaker_is_a_person_or_an_organisation_and_a_group_is_neither(db, path_of):
    hostile = make.make_old_speaker(
        f"Name {HOSTILE}",
        f"Also {HOSTILE}",
        wikidata_id="Q1",
        kind="person",
        roles=[
            {"title": "Mayor", "organisation": HOSTILE, "from_on": dt.date(2020, 1, 1)},
            {"title": "Clerk", "from_on": dt.date(2010, 1, 1), "until_on": dt.date(2019, 12, 31)},
        ],
    )
    group, ministry = make.make_speaker("Officials", kind="group"), make.make_speaker("Ministry", kind="organisation")
    for speaker in (hostile, group, ministry):
        make.make_published_claim(statements=[make.make_statement(speaker=speaker)])

    (person,) = reviews(path_of(hostile))
    (organisation,) = reviews(path_of(ministry))

    assert (person["@type"], person["name"]) == ("Person", f"Name {HOSTILE}")
    assert person["alternateName"] == [f"Also {HOSTILE}"]
    assert person["jobTitle"] == [f"Mayor, {HOSTILE}"]
    assert person["sameAs"] == "https://www.wikidata.org/entity/Q1"
    assert person["@id"] == f"{settings.SITE_URL}{path_of(hostile)}#speaker"
    assert (organisation["@type"], organisation["name"]) == ("Organization", "Ministry")
    assert not has_empty(person)
    assert not has_empty(organisation)
    assert reviews(path_of(group)) == []
