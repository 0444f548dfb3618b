"""The API's filters find what the site's search and its list of claims find."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.public import assistants
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make
from claims.tests.api.test_formats import lines


@pytest.fixture
def claims(db) -> dict[str, str]:
    """Claims that differ in everything one may filter by; return ids by the names of things."""
    people = [make.make_speaker(name) for name in ("Anna Bridgekeeper", "Borys Ferryman")]
    papers = [make.make_outlet(name) for name in ("Example Wire", "Daily Example")]
    topics = [make.make_topic(name) for name in ("Bridges", "Ferries")]
    for number in range(16):
        person, paper, topic = people[number & 1], papers[number >> 1 & 1], topics[number >> 2 & 1]
        day = dt.date(2022, 9, 1 + number)
        thing = ("bridge", "ferry")[number >> 3 & 1]
        claim = make.make_published_claim(
            f"The {thing} number {number} was closed",
            statements=[make.make_statement(f"Number {number} is closed", speaker=person, outlet=paper, said_on=day)],
            topics=[topic],
            claimant=person,
            rating=("verified", "disputed", "unverified")[number % 3],
        )
        if number == 15:
            claim_withdraw(claim=claim, actor=make.make_user("Standards editor"), reason="It rested on a forgery.")
    return {row.name: row.public_id for row in (*people, *papers, *topics)}


# What is typed into the search box, and the same in parameters; names stand for ids.
QUESTIONS = [
    ("bridge", {"q": "bridge"}),
    ("closed -ferry", {"q": "closed -ferry"}),
    ('"number 3"', {"q": '"number 3"'}),
    ("bridge or ferry", {"q": "bridge or ferry"}),
    ("status:disputed", {"status": "disputed"}),
    ('speaker:"Anna Bridgekeeper"', {"speaker": "Anna Bridgekeeper"}),
    ('outlet:"Daily Example"', {"outlet": "Daily Example"}),
    ("topic:Ferries", {"topic": "Ferries"}),
    ("after:2022-09-05 before:2022-09-09", {"after": "2022-09-05", "before": "2022-09-09"}),
    ("before:2022-09-03", {"before": "2022-09-03"}),
    (
        'bridge speaker:"Borys Ferryman" topic:Bridges status:verified after:2022-09-02',
        {"q": "bridge", "speaker": "Borys Ferryman", "topic": "Bridges", "status": "verified", "after": "2022-09-02"},
    ),
    (
        'outlet:"Example Wire" topic:Ferries before:2022-09-14',
        {"outlet": "Example Wire", "topic": "Ferries", "before": "2022-09-14"},
    ),
]


# The same for statements.
OF_STATEMENTS = [
    ("closed", {"q": "closed"}),
    ('speaker:"Anna Bridgekeeper"', {"speaker": "Anna Bridgekeeper"}),
    ('outlet:"Daily Example" after:2022-09-08', {"outlet": "Daily Example", "after": "2022-09-08"}),
]


def shown(client, address: str, folder: str, **parameters: str) -> list[str]:
    """Return the ids that a page of the site shows, in its order."""
    page = client.get(address, parameters).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    return list(dict.fromkeys(re.findall(rf'href="/{folder}/([0-9a-z]{{10}})/', main)))


def test_search_box_and_parameters_find_the_same(client, get, claims):
    for folder, questions in (("claims", QUESTIONS), ("statements", OF_STATEMENTS)):
        for typed, parameters in questions:
            given = {name: claims.get(value, value) for name, value in parameters.items()}
            by_api = [row["id"] for row in lines(get(f"{folder}/", format="jsonl", **given))]
            assert by_api, typed
            assert shown(client, "/search/", folder, q=typed, kind=folder.removesuffix("s")) == by_api, typed
            assert [row["id"] for row in lines(get(f"{folder}/", format="jsonl", q=typed))] == by_api, typed
            if folder == "claims":
                assert shown(client, "/claims/", folder, **given) == by_api, typed


def test_condition_that_nobody_fulfils_finds_nothing(get, claims):
    assert get("claims/", q="speaker:Nobody").data["results"] == []
    assert get("claims/", q="bridge speaker:Anna speaker:Borys").data["results"] == []
    assert get("claims/", q="speaker:Anna", speaker=claims["Borys Ferryman"]).data["results"] == []


@pytest.mark.parametrize(
    ("address", "parameters", "words"),
    [
        ("claims/", {"q": "status:odd"}, "no status “odd”"),
        ("claims/", {"q": "bridge after:never"}, "“never” is no date"),
        ("claims/", {"q": 'speaker:""'}, "Nothing stands behind “speaker:”."),
        ("claims/", {"q": "speaker:"}, "Nothing stands behind “speaker:”."),
        ("statements/", {"q": "bridge after: speaker:Anna"}, "Nothing stands behind “after:”."),
        ("claims/", {"q": "bridge -status:disputed"}, "“-status:disputed”: only words can be left out"),
        ("claims/", {"q": "status:verified status:disputed"}, "more than once: status"),
        ("claims/", {"q": "status:verified", "status": "verified"}, "more than once: status"),
        ("statements/", {"q": "topic:Ferries"}, "there are after:, before:, outlet:, speaker:"),
        ("speakers/", {"q": "Anna outlet:Wire"}, "there is none"),
        ("topics/", {"q": "STATUS: verified"}, "there is none"),
    ],
)
def test_condition_that_cannot_be_heeded_is_refused(get, db, address, parameters, words):
    response = get(address, **parameters)
    assert response.status_code == 400
    (error,) = response.data["errors"]
    assert error["parameter"] == "q"
    assert words in error["detail"]


def test_only_names_in_a_search_are_looked_up(get, claims):
    counts = {}
    for words in ("bridge", "bridge status:verified", "bridge speaker:Anna"):
        with CaptureQueriesContext(connection) as queries:
            assert get("claims/", q=words).data["results"]
        counts[words] = [query["sql"] for query in queries if "CROSS JOIN LATERAL" in query["sql"]]
    assert [len(found) for found in counts.values()] == [0, 0, 1]


def test_assistants_search_with_conditions(claims):
    found = assistants.call("search_claims", {"q": 'bridge speaker:"Anna Bridgekeeper"'})["results"]
    assert found
    assert {one["speaker"] for row in found for one in row["statements"]} == {"Anna Bridgekeeper"}
    with pytest.raises(ValueError, match="no status “odd”"):
        assistants.call("search_claims", {"q": "status:odd"})
