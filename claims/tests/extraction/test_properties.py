"""What must hold on every text whatever: exact spans, no crossing, the same answer twice."""

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.extraction import Reading, read, read_copy
from claims.tests.extraction.table import cases

WORDS = st.sampled_from(
    [
        "Ana Ruiz", "he", "She", "they", "who", "said", "says", "told AFP", "called", "that", "the port", "was", "open",
        "according to", "Moscow", "on Friday", "and", "but", ",", ".", "?", "!", ":", ";", "--", "—", "(", ")", '"',
        "“", "”", "„", "«", "»", "‘", "’", "'", "''", "``", "\n", "\n\n", "🎉", "\x00", "قال", "שלום", "&quot;", "â€œ",
        "5,937", "$5 billion", "Mr.", "U.S.", "'s", "\u200f", "\u2028", "\r\n", "\x93", "AFP", "By", "date 2022-09-23",
    ]
)  # fmt: skip
NEWSLIKE = st.lists(WORDS, max_size=60).map(" ".join) | st.lists(WORDS, max_size=60).map("".join)
REAL = st.sampled_from([case.text for case in cases()])
ANY = st.text(max_size=300) | NEWSLIKE | st.tuples(REAL, NEWSLIKE, REAL).map("\n".join)
PUBLISHED = dt.date(2024, 2, 29)
#: Linear time: eight times the text may take this many times as long (a busy machine, hence the slack); were it
#: quadratic, it would take 64 times as long.
MOST_GROWTH = 32


def assert_sound(text: str, reading: Reading) -> None:
    reach = 0
    for number, quote in enumerate(reading.quotes):
        assert 0 <= quote.start < quote.end <= len(text)
        assert text[quote.start : quote.end] == quote.text
        assert quote.start >= reach, "statements neither cross nor nest"
        reach = quote.end
        for piece in quote.pieces:
            assert quote.start <= piece.start <= piece.end <= quote.end
        if quote.cue_start is not None and quote.cue_end is not None:
            assert text[quote.cue_start : quote.cue_end] == quote.cue
        if quote.speaker_start is not None and quote.speaker_end is not None:
            assert 0 <= quote.speaker_start < quote.speaker_end <= len(text)
        for step in quote.attributions:
            assert text[step.start : step.end] == step.text
        for figure in quote.figures:
            assert text[figure.start : figure.end] == figure.text
        assert 0 <= quote.confidence <= 1
        assert quote.continues is None or quote.continues < number
        assert quote.doubt or not quote.alternatives
        assert quote.speaker or quote.doubt, "who is not known is so for a reason"
        assert (quote.said_on is None) == (quote.said_on_precision == "unknown")


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_read_any_text_gives_exact_spans(text: str) -> None:
    assert_sound(text, read(text, published=PUBLISHED))


@settings(max_examples=50, deadline=None)
@given(ANY)
def test_read_copy_any_text_gives_exact_facts(text: str) -> None:
    facts = read_copy(text)
    for fact in (facts.headline, facts.byline, facts.dateline, facts.dateline_place, facts.published, facts.outlet):
        assert fact is None or text[fact.start : fact.end] == fact.text
    assert (facts.published is None) == (facts.published_on is None)


@settings(max_examples=40, deadline=None)
@given(ANY)
def test_read_twice_gives_the_same(text: str) -> None:
    assert read(text, published=PUBLISHED) == read(text, published=PUBLISHED)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        '"',
        '"' * 3000,
        "'" * 3000,
        "“" * 3000,
        "”" * 3000,
        '"a" ' * 3000,
        "(" * 3000,
        "said " * 3000,
        "he said, " * 2000,
        "\x00" * 1000,
        "🎉“🎉”" * 500,
        "قال “نعم” " * 300,
        "A. " * 3000,
        "Mr. Mr. " * 2000,
        "9," * 5000,
        "&quot;" * 2000,
        "x\n" * 3000,
        " " * 60 + "\nx",
    ],
)
def test_read_hostile_text_is_sound(text: str) -> None:
    assert_sound(text, read(text))


# A measurement, so it runs with the benchmarks only: other work on the machine must not fail a test.
@pytest.mark.bench
@pytest.mark.parametrize(
    "piece",
    [
        '"The road is open," Ana Ruiz said on Friday. Pedro Gil called it "a lie". ',
        "said ",
        '"a" ',
        "'a ",
        "Ana Ruiz, who ",
        "according to the ",
        "(((",
        "A.",
        "in a post on ",
        "about 3 million ",
    ],
)
def test_read_time_grows_with_length_only(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        started = time.process_time()
        read(text)
        return time.process_time() - started

    read(piece)
    short = max(min(seconds(25_000) for _ in range(3)), 0.004)
    assert min(seconds(200_000) for _ in range(3)) < MOST_GROWTH * short
