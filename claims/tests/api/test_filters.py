"""The API's filters find what the site's search and its list of claims find."""

import datetime as dt
import re

import pytest

from claims.services.claims import claim_withdraw
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
            if folder == "claims":
                assert shown(client, "/claims/", folder, **given) == by_api, typed
