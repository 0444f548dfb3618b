"""The two reports beside the project: every statement in quote marks, its speaker and its chain."""

import datetime as dt
from pathlib import Path

import pytest

from claims.extraction import Quote, Reading, read

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed reports (../shared/seeds) are not here")

#: Beginning of the statement, speaker, chain.
VOTE = [
    ('"swift and severe" costs', "Joe Biden", []),
    ('that the "sovereignty and', "China", [("told", "Kyiv")]),
    ('he was "feeling happy"', "Leonid", [("told", "AFP")]),
    ('"Ultimately, things are moving', "Leonid", []),
    ('the polls as "pseudo-referendums"', "Volodymyr Zelensky", []),
    ("\"Russia's referenda are a sham", "Joe Biden", []),
    ('"We will work with our allies', "Joe Biden", []),
    ('the referendums as a "sham"', "G7 Group of Seven", []),
    ('"Most of them have signs', "Oleg Synegubov", [("posted", "social media")]),
    ('"There are bodies with rope', "Oleg Synegubov", [("posted", "social media")]),
    ('that Moscow would use "all means"', "Putin", []),
    ('could include the use of "strategic', "Dmitry Medvedev", [("posted", "social media")]),
    ("\"To be told 'tomorrow you will", "Mikhail Suetin", [("told", "AFP")]),
]
CALL_UP = [
    ('"I don’t want to go to the war', "Dmitri", [("told", "AFP")]),
    ('"I don’t want to die', "Dmitri", [("told", "AFP")]),
    ('"We cannot -- we will not', "Antony Blinken", [("told", "Security Council")]),
    ('"There’s an attempt today', "Sergei Lavrov", [("told", "Security Council")]),
    ('"The date has been set', "Vladimir Saldo", [("told", "Russian state-run media")]),
    ('"People have been waiting', "Vladimir Saldo", [("told", "Russian state-run media")]),
    ('Russian President Vladimir Putin of "shamelessly"', "Joe Biden", []),
    ("that referendums planned by Russian-installed", "Dmitry Medvedev", []),
]
INDIRECT = [
    ("they were clawing back", "Ukrainian forces"),
    ("its forces had made more progress", "Kyiv"),
    ("that voting had begun", "Russian news agencies"),
    ("paper ballots would be used", "TASS"),
    ("that war crimes had been committed", "UN investigators"),
    ("they had finished exhuming 447 bodies", "Ukrainian officials"),
    ("Kyiv of fabricating evidence", "Kremlin"),
    ("thousands had volunteered", "authorities"),
    ("that at least 10,000 people", "Russian military"),
    ("to press ahead with annexation", "Kremlin-installed officials"),
    ("that they would hold the votes", "Four Russian-occupied regions"),
    ("the referendum would go ahead", "Vladimir Saldo"),
    ("that 5,937 Russian soldiers", "Russia"),
    ("that any weapons in Moscow's arsenal", "Dmitry Medvedev"),
]


def reading(name: str) -> Reading:
    (path,) = SEEDS.glob(f"{name}*.txt")
    text = path.read_bytes().decode("utf-8")
    found = read(text)
    assert all(text[q.start : q.end] == q.text for q in found.quotes)
    return found


def starting(quotes: tuple[Quote, ...], beginning: str) -> Quote:
    (found,) = [quote for quote in quotes if quote.text.startswith(beginning)]
    return found


@pytest.mark.parametrize(("name", "expected"), [("000", VOTE), ("004", CALL_UP)])
def test_seed_report_gives_every_quotation_its_speaker_and_chain(
    name: str, expected: list[tuple[str, str, list[tuple[str, str]]]]
) -> None:
    quotes = reading(name).quotes
    for beginning, speaker, chain in expected:
        quote = starting(quotes, beginning)
        assert quote.speaker == speaker
        assert [(step.kind, step.name) for step in quote.attributions] == chain


def test_seed_reports_give_indirect_statements_their_speakers() -> None:
    quotes = reading("000").quotes + reading("004").quotes
    for beginning, speaker in INDIRECT:
        assert starting(quotes, beginning).speaker == speaker


def test_seed_report_ballot_question_and_scare_quotes_are_nobodys() -> None:
    quotes = reading("000").quotes
    assert not any("Are you in favour" in quote.text for quote in quotes)
    assert not any(quote.text.strip("'\"") == "war crimes" for quote in quotes)


def test_seed_reports_give_their_days() -> None:
    vote, call_up = reading("000"), reading("004")
    assert vote.copy.published_on == call_up.copy.published_on == dt.date(2022, 9, 23)
    assert starting(vote.quotes, "they had finished exhuming").said_on == dt.date(2022, 9, 23)
    assert starting(vote.quotes, "\"Russia's referenda").said_on == dt.date(2022, 9, 23)
    assert starting(call_up.quotes, "that at least 10,000").said_on == dt.date(2022, 9, 22)


def test_seed_report_keeps_the_contradicting_figures() -> None:
    figures = {figure.value for quote in reading("004").quotes for figure in quote.figures}
    assert 5937 in figures
