"""Structured data, text fragments and search hits, without a database."""

import copy
from typing import Any
from urllib.parse import unquote

import orjson
import pytest
from django.utils import translation

from claims.public import markup, shaping
from claims.templatetags import record

HOUSE = markup.House("The Desk", "https://desk.example/")
HOSTILE = 'It </script><!-- is "so" & \u2028so\n\u202e<b>'

SPEAKER = {
    "id": "s000000000",
    "name": "Dmitry Medvedev",
    "kind": "person",
    "url": "https://desk.example/speakers/s000000000/dmitry-medvedev/",
    "wikidata_id": "Q23530",
}
DOCUMENT = {
    "id": "d000000000",
    "title": "Not a bluff",
    "url": "https://desk.example/documents/d000000000/",
    "source_url": "https://example.com/a",
    "outlet": {"id": "o000000000", "name": "Example Wire", "kind": "wire", "url": "https://desk.example/outlets/o/"},
    "published_at": "2022-09-27",
    "published_precision": "day",
    "language": "en",
}
STATEMENT: dict[str, Any] = {
    "id": "t000000000",
    "url": "https://desk.example/statements/t000000000/",
    "exact": "Russia has the right",
    "before": "He said: “",
    "after": "”.",
    "kind": "direct",
    "speaker": SPEAKER,
    "speaker_words": None,
    "role_words": "former president",
    "role_held": "Deputy Chairman, Security Council of Russia",
    "attributions": [],
    "said_on": "2022-09-27",
    "said_on_precision": "day",
    "occasion": None,
    "language": "en",
    "authenticity": "confirmed",
    "document": DOCUMENT,
}
VERDICT: dict[str, Any] = {
    "rating": {"code": "verified", "label": "Verified", "value": 5},
    "summary": "Doctrine names conditions.",
    "correction_note": None,
    "approved_at": "2022-09-28T09:00:00Z",
}
CLAIM: dict[str, Any] = {
    "id": "c000000000",
    "url": "https://desk.example/claims/c000000000/nuclear-right/",
    "text": "Russia has the right to use nuclear weapons",
    "language": "en",
    "is_withdrawn": False,
    "claimant": SPEAKER,
    "first_said_on": "2022-09-27",
    "published_at": "2022-09-28T09:00:00Z",
    "modified_at": "2022-09-29T07:30:00Z",
    "verdict": VERDICT,
    "earlier_verdicts": [],
    "appearances": [{"id": "a", "part": None, "statement": STATEMENT}],
    "evidence": [
        {"title": "Doctrine", "is_protected": False, "source_url": "https://example.org/doctrine", "document": None},
        {"title": "Somebody", "is_protected": True, "source_url": None, "document": None},
    ],
    "links": [],
}


def claim(**changes: Any) -> dict[str, Any]:
    made = copy.deepcopy(CLAIM)
    for path, value in changes.items():
        *parents, last = path.split("__")
        target = made
        for parent in parents:
            target = target[parent]
        target[last] = value
    return made


def test_claim_review_has_required_and_recommended_members():
    review: Any = markup.claim_review(CLAIM, HOUSE)

    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == CLAIM["text"]
    assert review["url"] == CLAIM["url"]
    assert review["author"] == {
        "@type": "NewsMediaOrganization",
        "name": "The Desk",
        "url": "https://desk.example/",
        "correctionsPolicy": "https://desk.example/corrections/",
        "verificationFactCheckingPolicy": "https://desk.example/methodology/",
    }
    assert review["reviewRating"]["alternateName"] == "Verified"
    item = review["itemReviewed"]
    assert item["author"] == {
        "@type": "Person",
        "name": "Dmitry Medvedev",
        "jobTitle": "Deputy Chairman, Security Council of Russia",
        "sameAs": "https://www.wikidata.org/entity/Q23530",
    }
    assert item["datePublished"] == "2022-09-27"
    assert item["firstAppearance"]["url"] == "https://example.com/a"
    assert [work["name"] for work in review["citation"]] == ["Doctrine"]
    assert (review["datePublished"], review["dateModified"]) == ("2022-09-28T09:00:00Z", "2022-09-29T07:30:00Z")


@pytest.mark.parametrize(
    ("label", "value", "numbers"),
    [
        ("Verified", 5, {"ratingValue": 5, "bestRating": 5, "worstRating": 1}),
        ("False", 1, {"ratingValue": 1, "bestRating": 5, "worstRating": 1}),
        # Sources that disagree are no point on a truth scale.
        ("Disputed", None, {}),
        ("Unverified", None, {}),
    ],
)
def test_claim_review_number_and_words_come_from_one_rating(label, value, numbers):
    review: Any = markup.claim_review(claim(verdict__rating={"code": "x", "label": label, "value": value}), HOUSE)

    rating = review["reviewRating"]
    assert rating["alternateName"] == label
    assert {name: rating[name] for name in ("ratingValue", "bestRating", "worstRating") if name in rating} == numbers
    assert rating["ratingExplanation"] == "Doctrine names conditions."


def test_claim_review_of_a_withdrawn_claim_is_none():
    assert markup.claim_review(claim(is_withdrawn=True), HOUSE) is None


def test_claim_review_leaves_out_what_is_not_known():
    review: Any = markup.claim_review(claim(claimant=None, first_said_on=None, appearances=[], evidence=[]), HOUSE)

    text = orjson.dumps(review).decode()
    assert set(review["itemReviewed"]) == {"@type", "@id", "text"}
    assert "null" not in text
    assert '""' not in text
    assert "[]" not in text


def test_claim_review_names_organisations_without_a_job():
    group = {**SPEAKER, "kind": "group", "wikidata_id": None}

    review: Any = markup.claim_review(claim(claimant=group), HOUSE)

    assert review["itemReviewed"]["author"] == {"@type": "Organization", "name": "Dmitry Medvedev"}


def test_claim_review_tells_corrections():
    review: Any = markup.claim_review(claim(verdict__correction_note="It was 143."), HOUSE)

    assert review["correction"] == [
        {"@type": "CorrectionComment", "text": "It was 143.", "datePublished": "2022-09-28T09:00:00Z"}
    ]


def test_claim_review_tag_cannot_leave_its_script_element(settings):
    hostile = claim(text=HOSTILE, verdict__summary=HOSTILE, claimant={**SPEAKER, "name": HOSTILE})

    html = record.claim_review(hostile)

    body = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028\n") & set(body)
    assert orjson.loads(body)["claimReviewed"] == HOSTILE


def test_quotation_says_who_and_only_when_confirmed():
    quotation: Any = markup.quotation(STATEMENT)

    assert quotation["@type"] == "Quotation"
    assert quotation["text"] == "Russia has the right"
    assert quotation["creator"]["name"] == quotation["spokenByCharacter"]["name"] == "Dmitry Medvedev"
    assert quotation["isBasedOn"]["url"] == "https://example.com/a"
    assert markup.quotation({**STATEMENT, "authenticity": "unconfirmed"}) is None


def test_language_that_could_not_be_told_is_left_out():
    document = {**DOCUMENT, "language": "und"}
    quotation: Any = markup.quotation({**STATEMENT, "language": "und", "document": document})

    assert "inLanguage" not in quotation
    assert "inLanguage" not in quotation["isBasedOn"]
    assert record.lang("und") == record.lang(None) == ""
    assert record.lang("uk") == ' lang="uk"'


@pytest.mark.parametrize("page", ["en", "fr", "uk", "ru"])
def test_claim_review_is_in_the_language_of_its_words_on_every_page(page):
    with translation.override(page):
        review: Any = markup.claim_review(CLAIM, HOUSE)

    assert review["inLanguage"] == "en"


# --- text fragments ---


@pytest.mark.parametrize(
    ("exact", "before", "fragment"),
    [
        ("We can do it with force", "", "#:~:text=We can do it with force"),
        # Hyphens, commas and ampersands are the directive's own signs.
        ("so-called votes, here & now", "", "#:~:text=so%2Dcalled votes, here & now"),
        ("one two three four five six seven eight nine ten eleven twelve thirteen", "",
         "#:~:text=one two three four five,nine ten eleven twelve thirteen"),
        # A paragraph's end inside: only the ends lie in one block each.
        ("First words here\n\nlast words there", "", "#:~:text=First words here,last words there"),
        # Few words may stand in several places.
        ("sham", 'condemned the referendums as a "', '#:~:text=as a "-,sham'),
        ("sham", "", "#:~:text=sham"),
        ("sham", "Another paragraph.\n", "#:~:text=sham"),
        ("Росія", "", "#:~:text=Росія"),
    ],
)  # fmt: skip
def test_text_fragment_points_at_the_words(exact, before, fragment):
    address = markup.text_fragment("https://example.com/a", exact, before)

    plain = unquote(address.replace("%2D", "%252D")).removeprefix("https://example.com/a")
    assert plain == fragment
    assert " " not in address


def test_text_fragment_encodes_its_own_signs_inside_the_words():
    address = markup.text_fragment("https://example.com/a", "a-b, c & d")

    assert address == "https://example.com/a#:~:text=a%2Db%2C%20c%20%26%20d"


def test_text_fragment_joins_an_address_with_a_fragment():
    assert markup.text_fragment("https://example.com/#top", "four words are here") == (
        "https://example.com/#top:~:text=four%20words%20are%20here"
    )


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "data:text/html,x", "//example.com", "http://[bad"])
def test_web_link_follows_the_web_only(url):
    assert markup.web_link(url) == ""
    assert markup.text_fragment(url, "words") == ""


# --- search hits ---


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("The referendums are a sham", "referendum", 'The <mark class="hit">referendums</mark> are a sham'),
        ("Зеленський said", "zelensky", '<mark class="hit">Зеленський</mark> said'),
        ("Zelenskyy’s words", "Зеленський", '<mark class="hit">Zelenskyy’s</mark> words'),
        ("not this", "-this", "not this"),
        ("one or other", "one OR two", '<mark class="hit">one</mark> or other'),
        ("<b>bold</b>", "bold", '&lt;b&gt;<mark class="hit">bold</mark>&lt;/b&gt;'),
        ("<mark>", "", "&lt;mark&gt;"),
    ],
)
def test_highlighted_escapes_first_and_marks_what_was_asked(text, asked, shown):
    assert markup.highlighted(text, markup.asked_words(asked)) == shown


# --- shaping ---


@pytest.mark.parametrize(
    ("states", "state", "answer"),
    [
        ([], "unconfirmed", "No statement"),
        (["confirmed"], "confirmed", "Yes, confirmed"),
        (["confirmed", "unconfirmed"], "confirmed", "Confirmed for 1 of 2"),
        (["confirmed", "disputed"], "disputed", "Disputed"),
        (["unconfirmed", "unconfirmed"], "unconfirmed", "Not confirmed"),
    ],
)
def test_was_it_said_sums_up_the_statements(states, state, answer):
    said = shaping.was_it_said({"appearances": [{"statement": {"authenticity": one}} for one in states]})

    assert (said.state, said.answer) == (state, answer)


@pytest.mark.parametrize(("statements", "how_many"), [(1, "the only statement"), (2, "both statements"), (3, "all 3")])
def test_was_it_said_counts_the_statements_as_people_do(statements, how_many):
    said = shaping.was_it_said({"appearances": [{"statement": {"authenticity": "confirmed"}}] * statements})

    assert how_many in said.detail


def test_chain_goes_from_the_speaker_to_the_document():
    afp = {"name": "AFP", "url": "https://desk.example/outlets/afp/"}
    steps = shaping.chain(
        {
            **STATEMENT,
            "attributions": [
                {"kind": "told", "words": "told AFP", "outlet": afp, "speaker": None},
                {"kind": "posted", "words": "in a post", "outlet": None, "speaker": None},
            ],
        }
    )

    assert [(step.verb, step.name) for step in steps] == [
        ("Said by", "Dmitry Medvedev"),
        ("Told to", "AFP"),
        ("Posted", ""),
        ("Published by", "Example Wire"),
    ]


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        ("day", '<time datetime="2022-09-05">5 September 2022</time>'),
        ("month", '<time datetime="2022-09">September 2022</time>'),
        ("year", '<time datetime="2022">2022</time>'),
        ("unknown", "date not known"),
    ],
)
def test_when_is_no_finer_than_known(precision, shown):
    assert record.when("2022-09-05", precision) == shown
