"""The one search box: what a question means, what it finds, by what it narrows, what is near to it."""

import datetime as dt
import re
from typing import Any

import pytest

from claims.public.asking import Condition, read_question, tsquery
from claims.tests import factories as make
from claims.tests.public.conftest import copy_publications

FIRST, LAST = dt.date(2022, 9, 1), dt.date(2022, 9, 30)


@pytest.mark.parametrize(
    ("text", "words", "conditions", "values"),
    [
        ("nuclear weapons", "nuclear weapons", [], {}),
        ("  a   b ", "a b", [], {}),
        ("nuclear speaker:Medvedev", "nuclear", ["speaker:Medvedev"], {}),
        ("SPEAKER:Medvedev nuclear", "nuclear", ["speaker:Medvedev"], {}),
        ('speaker:"Dmitry  Medvedev" x', "x", ['speaker:"Dmitry Medvedev"'], {}),
        ("speaker:“Dmitry Medvedev”", "", ['speaker:"Dmitry Medvedev"'], {}),
        ("speaker: Medvedev", "", ["speaker:Medvedev"], {}),
        ("outlet:AFP topic:energy", "", ["outlet:AFP", "topic:energy"], {}),
        ("status:Disputed", "", ["status:Disputed"], {"status": "disputed"}),
        ("after:2022-09 before:2022-09", "", ["after:2022-09", "before:2022-09"], {"after": FIRST, "before": LAST}),
        ("after:2022", "", ["after:2022"], {"after": dt.date(2022, 1, 1)}),
        ("before:2022", "", ["before:2022"], {"before": dt.date(2022, 12, 31)}),
        ("before:2024-02", "", ["before:2024-02"], {"before": dt.date(2024, 2, 29)}),
        ("before:2022-9-5", "", ["before:2022-9-5"], {"before": dt.date(2022, 9, 5)}),
        # No conditions: part of a word, a word that is none.
        ("myspeaker:x", "myspeaker:x", [], {}),
        ("editor:x 10:30", "editor:x 10:30", [], {}),
        ('"the speaker:x said"', '"the said"', ["speaker:x"], {}),
    ],
)
def test_question_is_read(text, words, conditions, values):
    question = read_question(text)

    assert question.words == words
    assert [str(one) for one in question.conditions] == conditions
    assert {name: value for name in ("status", "after", "before") if (value := getattr(question, name))} == values
    assert question.faults == ()
    assert read_question(str(question)) == question


@pytest.mark.parametrize(
    "text", ["status:false", "after:yesterday", "before:2022-13", "after:2022-02-30", "after:0000", "before:22"]
)
def test_question_with_a_condition_that_means_nothing_says_so(text):
    question = read_question(text)

    assert len(question.faults) == 1
    assert text.partition(":")[2] in question.faults[0]


@pytest.mark.parametrize(
    ("text", "words", "conditions", "empty"),
    [
        ("speaker:", "", [], ["speaker"]),
        ("speaker: ", "", [], ["speaker"]),
        ('nuclear SPEAKER:""', "nuclear", [], ["speaker"]),
        ("speaker:” ”", "", [], ["speaker"]),
        ("speaker: status:verified x", "x", ["status:verified"], ["speaker"]),
        ("topic: speaker: after:", "", [], ["topic", "speaker", "after"]),
        ("speaker:Putin status:", "", ["speaker:Putin"], ["status"]),
    ],
)
def test_question_with_nothing_behind_a_condition_says_so(text, words, conditions, empty):
    question = read_question(text)

    assert (question.words, [str(one) for one in question.conditions]) == (words, conditions)
    assert list(question.faults) == [f"Nothing stands behind “{name}:”." for name in empty]
    assert question


def test_question_changes():
    question = read_question("nuclear status:verified speaker:Putin")

    assert question.with_condition("status", "disputed") == "nuclear speaker:Putin status:disputed"
    assert question.with_condition("outlet", 'The "Daily" X') == (
        'nuclear status:verified speaker:Putin outlet:"The Daily X"'
    )
    assert question.without(Condition("status", "verified")) == "nuclear speaker:Putin"


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("nuclear weapons", "'nuclear' & 'weapons'"),
        ("nuclear -weapons", "'nuclear' & !'weapons'"),
        ("“any weapons”", "'any weapons'"),
        ('-"any weapons"', "!'any weapons'"),
        ("nuclear or tactical big", "'nuclear' | 'tactical' & 'big'"),
        ("Zelenskiy", "('zelenskiy' | 'zelenski')"),
        ("Зеленський", "('zelenskii' | 'zelenski')"),
        ("any", "'any'"),
        ("don't", "('don''t' | 'dont')"),
        ("a\\b", "'a b'"),
        ("& | ! :* <-> ()", ""),
        ("or", ""),
        ('"', ""),
        ('"unclosed phrase', "'unclosed phrase'"),
        ("", ""),
    ],
)
def test_words_become_a_query(words, query):
    assert tsquery(words) == query


# --- with a record ---


def page_of(client: Any, q: str, kind: str = "") -> str:
    response = client.get("/search/", {"q": q, "kind": kind} if kind else {"q": q})
    assert response.status_code == 200
    return response.content.decode()


def found(client: Any, q: str, kind: str = "claim") -> set[str]:
    return set(re.findall(rf'href="/{kind}s/(\w{{10}})/', page_of(client, q, kind).partition('class="results"')[2]))


@pytest.mark.parametrize("name", ["Zelenskyy", "Zelenskiy", "Зеленський", "Зеленский", "ZELENSKY", "zelenskii"])
def test_every_spelling_finds_the_others(client, record, name):
    text = make.make_published_claim("Zelenskyy left the capital")

    assert record["claim"].public_id in found(client, name)
    assert text.public_id in found(client, name)
    assert record["claim"].public_id in found(client, f"speaker:{name}")


@pytest.mark.parametrize(
    ("condition", "is_kept"),
    [
        ("speaker:zelensky", True),
        ('speaker:"Volodymyr Zelensky"', True),
        ("outlet:AFP", False),
        ('outlet:"Daily Example"', True),
        ("topic:referendums", True),
        ("status:verified", True),
        ("status:disputed", False),
        ("after:2022-09 before:2022", True),
        ("after:2023", False),
        ("before:2021", False),
        ("speaker:zelensky status:verified after:2022-09-21 before:2022-09-21", True),
    ],
)
def test_conditions_narrow_claims_with_words_and_without(client, record, condition, is_kept):
    for words in (f"votes {condition}", condition):
        assert (record["claim"].public_id in found(client, words)) is is_kept, words


def test_conditions_narrow_statements(client, record):
    statement = record["statement"].public_id

    assert statement in found(client, "sham speaker:Зеленський outlet:AFP", "statement")
    assert statement not in found(client, "sham speaker:nobody", "statement")
    assert "No result" not in page_of(client, "sham status:verified")


def test_page_counts_and_offers_what_narrows(client, record):
    copy_publications(2)
    page = page_of(client, "votes")

    assert re.search(
        r'\?q=votes\+status%3Averified&amp;kind=claim"><span class="status.*?<span class="count">\d', page, re.DOTALL
    )
    assert re.search(
        r'\?q=votes\+speaker%3A%22Volodymyr\+Zelensky%22&amp;kind=claim".*?<span class="count">\d', page, re.DOTALL
    )
    address = re.search(r'href="(\?q=votes\+status%3Adisputed&amp;kind=claim)"', page)
    assert address
    narrowed = client.get("/search/" + address[1].replace("&amp;", "&")).content.decode()
    assert "search without this condition" in narrowed
    assert "Volodymyr Zelensky" not in narrowed.partition('class="results"')[2]


@pytest.mark.parametrize(
    ("asked", "suggested"),
    [
        ("Zelinskyy", "Zelensky"),
        ("zelenzky votes", "Zelensky votes"),
        ("refferendums", "Referendums"),
        ("refferendums wotes", "Referendums or votes"),
        ("votes status:verified after:2030", "votes status:verified"),
        ("votes xyzzyplugh", "votes or xyzzyplugh"),
        ('"effect legal"', "effect legal"),
        ("speaker:Zelenzki", 'speaker:"Volodymyr Zelensky"'),
        ("votes status:true", "votes"),
    ],
)
def test_nothing_found_suggests_what_finds_something(client, record, asked, suggested):
    page = page_of(client, asked)

    offered = re.findall(r'<li><a href="(\?q=[^"]+)" dir="auto">([^<]+)</a>', page)
    assert suggested in [words.replace("&quot;", '"') for _, words in offered]
    for address, _ in offered:
        assert 'class="row"' in client.get("/search/" + address.replace("&amp;", "&")).content.decode()


def test_nothing_near_says_what_may_help(client, record):
    page = page_of(client, "qqqqqq")

    assert "Nothing public matches." in page
    assert "Try a name" in page


def test_unknown_name_is_named(client, record):
    assert "Nobody and nothing public is called “Qwertz”" in page_of(client, "votes speaker:Qwertz")


@pytest.mark.parametrize(
    "text",
    ["'", "''''", "\\", "a\\'b", "(((", "!!!", "a:*b", "x & | y", "speaker:'", 'speaker:"\'"', "%", "%s %(x)s",
     "a" * 300, "\u202e", "\ufeff", "🙂", "-", "--", "or or or", "speaker:the"],
)  # fmt: skip
def test_hostile_questions_are_answered(client, record, text):
    for kind in ("", "claim", "statement", "speaker", "document"):
        assert page_of(client, text, kind)


def test_results_stay_put_while_paging(client, record):
    copy_publications(30)
    first = client.get("/search/?q=votes&kind=claim").content.decode()
    address = "/search/" + re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    before = re.findall(r"/claims/(\w{10})/", client.get(address).content.decode())

    make.make_published_claim("The votes, the votes, and nothing but votes")

    assert re.findall(r"/claims/(\w{10})/", client.get(address).content.decode()) == before


@pytest.mark.parametrize(
    ("q", "fault"),
    [("status:nonsense", "There is no status “nonsense”"), ("before:yesterday", "“yesterday” is no date")],
)
def test_fault_in_a_condition_is_named_alone(client, record, q, fault):
    page = client.get("/search/", {"q": q}).content.decode()
    assert fault in page
    assert "Try fewer or plainer words" not in page


def test_search_page_has_a_name_of_its_own_in_french(client, record):
    page = client.get("/fr/search/", {"q": "votes <b>"}).content.decode()
    assert '<h1>Recherche\u00a0: <span class="asked" dir="auto">votes &lt;b&gt;</span></h1>' in page
    assert '<button type="submit">Rechercher</button>' in page
