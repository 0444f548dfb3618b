"""What a newer reader would change about a document: shown to an editor, never done by itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from .types import Quote, Reading


@dataclass(frozen=True, slots=True)
class Known:
    """A statement of the record: where it stands, whose it is, and whether a person decided on it."""

    start: int
    end: int
    speaker: str | None
    decided: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `known` is None for a statement that is new, `quote` None for one no longer found."""

    known: Known | None
    quote: Quote | None

    @property
    def kind(self) -> str:
        if self.known is None:
            return "added"
        if self.quote is None:
            return "gone"
        if (self.known.start, self.known.end) != (self.quote.start, self.quote.end):
            return "moved"
        return "speaker"


def changes(known: Iterable[Known], reading: Reading) -> list[Change]:
    """The differences in text order. What a person decided is left out: it stays as it is."""
    record = sorted(known, key=lambda item: (item.start, item.end))
    quotes = reading.quotes
    ends = [quote.end for quote in quotes]
    out: list[Change] = []
    taken: set[int] = set()
    for item in record:
        best, most = None, 0
        at = bisect_right(ends, item.start)
        while at < len(quotes) and quotes[at].start < item.end:
            shared = min(item.end, quotes[at].end) - max(item.start, quotes[at].start)
            if at not in taken and shared > most:
                best, most = at, shared
            at += 1
        found: Quote | None = None
        if best is not None:
            taken.add(best)
            found = quotes[best]
        if item.decided:
            continue
        if found is None or (found.start, found.end, found.speaker) != (item.start, item.end, item.speaker):
            out.append(Change(item, found))
    out.extend(Change(None, quote) for number, quote in enumerate(quotes) if number not in taken)
    return sorted(out, key=lambda change: change.known.start if change.known else change.quote.start)  # type: ignore[union-attr]
