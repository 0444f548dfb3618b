"""The table of our own sentences: exact spans, speakers and chains for every trap."""

import re

import pytest

from claims.extraction import read
from claims.tests.extraction.table import Case, cases

TABLE = cases()


@pytest.mark.parametrize("case", TABLE, ids=[case.trap for case in TABLE])
def test_read_sentence_finds_what_the_table_says(case: Case) -> None:
    quotes = read(case.text).quotes
    assert [(q.text, q.speaker) for q in quotes] == [
        (case.text[start:end], speaker) for (start, end), speaker in zip(case.spans, case.speakers, strict=True)
    ]
    assert [(q.start, q.end) for q in quotes] == list(case.spans)
    chain = [(step.kind, step.name) for step in quotes[0].attributions] if quotes else []
    assert chain == list(case.chain)


def test_table_holds_enough_sentences_and_no_trap_twice() -> None:
    assert len(TABLE) >= 250
    assert len({case.trap for case in TABLE}) == len(TABLE)


def test_read_sentence_that_breaks_off_anywhere() -> None:
    for text in {case.text for case in TABLE}:
        for cut in re.finditer(r"\b", text):
            for piece in (text[: cut.start()], text[cut.start() :]):
                quotes = read(piece).quotes
                assert all(piece[q.start : q.end] == q.text for q in quotes), piece
