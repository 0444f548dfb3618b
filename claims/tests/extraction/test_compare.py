"""Reading again: differences are shown, and what a person decided is left alone."""

from claims.extraction import READER, Known, Reader, changes, read

TEXT = '"The vote was fair," said Juan Ortega.\n\n"It was not," said Ana Ruiz.'
FIRST, SECOND = read(TEXT).quotes


def known(quote: object, *, speaker: str | None = None, decided: bool = False, shift: int = 0) -> Known:
    return Known(quote.start + shift, quote.end, speaker or quote.speaker, decided)  # type: ignore[attr-defined]


def test_changes_same_reading_gives_none() -> None:
    assert changes([known(FIRST), known(SECOND)], read(TEXT)) == []


def test_changes_new_speaker_and_new_statement_are_shown() -> None:
    found = changes([known(FIRST, speaker="Pedro Gil")], read(TEXT))
    assert [change.kind for change in found] == ["speaker", "added"]
    assert found[0].quote == FIRST


def test_changes_moved_and_gone_are_shown() -> None:
    found = changes([known(FIRST, shift=4), Known(38, 40, None, False), known(SECOND)], read(TEXT))
    assert [change.kind for change in found] == ["moved", "gone"]


def test_changes_decided_statement_is_left_alone() -> None:
    record = [known(FIRST, speaker="Pedro Gil", decided=True), known(SECOND, shift=3, decided=True)]
    assert changes(record, read(TEXT)) == []


def test_read_is_a_reader() -> None:
    reader: Reader = read
    assert reader("").reader == READER
