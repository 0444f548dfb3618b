"""The seed reports, the project's own and those beside it: every statement in quote marks, speaker and chain."""

import datetime as dt
from pathlib import Path

import pytest

from claims.extraction import Quote, Reading, read

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"

REPORTS = Path(__file__).parents[3] / "seeds" / "reports"

beside = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed reports (../shared/seeds) are not here")

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
    ("that they would hold the votes", "Four Russian-occupied regions of Ukraine"),
    ("the referendum would go ahead", "Vladimir Saldo"),
    ("that 5,937 Russian soldiers", "Russia"),
    ("that any weapons in Moscow's arsenal", "Dmitry Medvedev"),
]

#: Every statement of the project's own reports that stands in quote marks, whole: start, end, kind, speaker, text.
MOBILISATION: list[tuple[int, int, str, str | None, str]] = [
    (644, 676, "direct", "Dmitri", '"I don’t want to go to the war,"'),
    (753, 824, "direct", "Dmitri", '"I don’t want to die in this senseless war. This is a fratricidal war."'),
    (1129, 1196, "direct", "Antony Blinken", '"We cannot -- we will not -- let President Putin get away with it,"'),
    (
        1366,
        1497,
        "direct",
        "Sergei Lavrov",
        '"There’s an attempt today to impose on us a completely different narrative about Russian aggression as the origin of this tragedy,"',  # noqa: E501
    ),
    (
        1957,
        2059,
        "direct",
        "Vladimir Saldo",
        '"The date has been set. We have the green light. Voting begins tomorrow and nothing can prevent this,"',
    ),
    (
        2093,
        2170,
        "direct",
        "Vladimir Saldo",
        '"People have been waiting and they’re demanding that this vote is held soon,"',
    ),
    (
        2312,
        2458,
        "mixed",
        "Joe Biden",
        'Russian President Vladimir Putin of "shamelessly" violating the UN Charter with a war aimed at "extinguishing Ukraine’s right to exist as a state"',  # noqa: E501
    ),
    (2937, 3003, "mixed", "Dmitry Medvedev", 'that the referendums will take place, and "there is no going back"'),
]
REFERENDUMS: list[tuple[int, int, str, str | None, str]] = [
    (307, 344, "mixed", None, 'further proof of Russian "war crimes"'),
    (634, 705, "mixed", "Joe Biden", '"swift and severe" costs should Moscow follow the votes with annexation'),
    (771, 854, "mixed", "China", 'that the "sovereignty and territorial integrity of all countries must be respected"'),
    (1234, 1256, "mixed", "Leonid", 'he was "feeling happy"'),
    (
        1259,
        1376,
        "direct",
        "Leonid",
        '"Ultimately, things are moving towards the restoration of the Soviet Union. The referendum is one step towards this,"',  # noqa: E501
    ),
    (1689, 1719, "mixed", "Volodymyr Zelensky", 'the polls "pseudo-referendums"'),
    (
        1847,
        1983,
        "direct",
        "Joe Biden",
        '"Russia\'s referenda are a sham -- a false pretext to try to annex parts of Ukraine by force in flagrant violation of international law,"',  # noqa: E501
    ),
    (
        1997,
        2104,
        "direct",
        "Joe Biden",
        '"We will work with our allies and partners to impose additional swift and severe economic costs on Russia."',
    ),
    (2175, 2233, "mixed", "G7 Group of Seven", 'the votes as a "sham" with "no legal effect or legitimacy"'),
    (
        2236,
        2390,
        "mixed",
        "TASS",
        'Voters in Donetsk and Lugansk, which Putin declared independent days before the invasion, are asked whether they back their "republic\'s entry into Russia"',  # noqa: E501
    ),
    (
        2717,
        2790,
        "mixed",
        "UN investigators",
        'bombed homes, torture, sexual violence and a "large number of executions"',
    ),
    (
        2905,
        2978,
        "direct",
        "Oleg Synegubov",
        '"Most of them have signs of violent death, and 30 have signs of torture,"',
    ),
    (
        3053,
        3162,
        "direct",
        "Oleg Synegubov",
        '"There are bodies with rope around their necks, with their hands tied, with broken limbs and gunshot wounds,"',
    ),
    (3360, 3416, "mixed", "Putin", 'that Moscow would use "all means" to guard its territory'),
    (3483, 3535, "mixed", "Dmitry Medvedev", 'could include the use of "strategic nuclear weapons"'),
    (3750, 3816, "direct", "Mikhail Suetin", "\"To be told 'tomorrow you will go to war'... that was a surprise,\""),
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


@beside
@pytest.mark.parametrize(("name", "expected"), [("000", VOTE), ("004", CALL_UP)])
def test_seed_report_gives_every_quotation_its_speaker_and_chain(
    name: str, expected: list[tuple[str, str, list[tuple[str, str]]]]
) -> None:
    quotes = reading(name).quotes
    for beginning, speaker, chain in expected:
        quote = starting(quotes, beginning)
        assert quote.speaker == speaker
        assert [(step.kind, step.name) for step in quote.attributions] == chain


@beside
def test_seed_reports_give_indirect_statements_their_speakers() -> None:
    quotes = reading("000").quotes + reading("004").quotes
    for beginning, speaker in INDIRECT:
        assert starting(quotes, beginning).speaker == speaker


@beside
def test_seed_report_ballot_question_and_scare_quotes_are_nobodys() -> None:
    quotes = reading("000").quotes
    assert not any("Are you in favour" in quote.text for quote in quotes)
    assert not any(quote.text.strip("'\"") == "war crimes" for quote in quotes)


@beside
def test_seed_reports_give_their_days() -> None:
    vote, call_up = reading("000"), reading("004")
    assert vote.copy.published_on == call_up.copy.published_on == dt.date(2022, 9, 23)
    assert starting(vote.quotes, "they had finished exhuming").said_on == dt.date(2022, 9, 23)
    assert starting(vote.quotes, "\"Russia's referenda").said_on == dt.date(2022, 9, 23)
    assert starting(call_up.quotes, "that at least 10,000").said_on == dt.date(2022, 9, 22)


@beside
def test_seed_report_keeps_the_contradicting_figures() -> None:
    figures = {figure.value for quote in reading("004").quotes for figure in quote.figures}
    assert 5937 in figures


def own(name: str) -> tuple[str, Reading]:
    text = (REPORTS / f"{name}.txt").read_bytes().decode("utf-8")
    return text, read(text)


@pytest.mark.parametrize(("name", "expected"), [("mobilisation", MOBILISATION), ("referendums", REFERENDUMS)])
def test_own_report_gives_exactly_these_quotations(
    name: str, expected: list[tuple[int, int, str, str | None, str]]
) -> None:
    text, found = own(name)
    quoted = [quote for quote in found.quotes if quote.kind != "indirect"]
    assert [(q.start, q.end, q.kind, q.speaker, q.text) for q in quoted] == expected
    assert all(text[quote.start : quote.end] == quote.text for quote in found.quotes)


def test_own_report_ballot_question_is_nobodys() -> None:
    text, found = own("referendums")
    start = text.index("The paper in Kherson and Zaporizhzhia asks")
    end = text.index("UN investigators said on Friday")
    assert not [quote for quote in found.quotes if quote.start < end and quote.end > start]


def test_own_reports_take_acts_and_footage_for_no_statement() -> None:
    quotes = own("mobilisation")[1].quotes + own("referendums")[1].quotes
    texts = {quote.text for quote in quotes}
    assert not texts & {"their papers", "none of it", "most of the Kharkiv region", "the same"}
