"""What a newer reader would change about a document: shown to an editor, never done by itself."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .types import Quote, Reading

ChangeKind = Literal["added", "gone", "moved", "speaker", "details"]
#: Kind, role, day, its precision, occasion, and the chain as kinds and words.
Details = tuple[str, str, dt.date | None, str, str, tuple[tuple[str, str], ...]]


def details(quote: Quote, *, width: int = 300) -> Details:
    """What a reading tells of a statement besides its words and its speaker, each cut to `width` characters."""
    return (
        quote.kind,
        quote.role[:width],
        quote.said_on,
        quote.said_on_precision,
        quote.occasion[:width],
        tuple((step.kind, (step.text or step.name)[:width]) for step in quote.attributions),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """A statement of the record: where it stands, whose it is, and whether a person decided on it.

    `details` are what else the record has of it, in the shape of `details`; None where that is not to be compared.
    """

    start: int
    end: int
    speaker: str | None
    decided: bool
    details: Details | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `known` is None for a statement that is new, `quote` None for one no longer found."""

    known: Known | None
    quote: Quote | None

    @property
    def start(self) -> int:
        return self.known.start if self.known is not None else self.quote.start if self.quote is not None else 0

    @property
    def kind(self) -> ChangeKind:
        if self.known is None:
            return "added"
        if self.quote is None:
            return "gone"
        if (self.known.start, self.known.end) != (self.quote.start, self.quote.end):
            return "moved"
        return "speaker" if self.known.speaker != self.quote.speaker else "details"


def changes(known: Iterable[Known], reading: Reading) -> list[Change]:
    """The differences in text order. What a person decided is left out: it stays as it is."""
    record = sorted(known, key=lambda item: (item.start, item.end))
    quotes = reading.quotes
    ends = [quote.end for quote in quotes]
    out: list[Change] = []
    taken: set[int] = set()
    # What a person decided comes first: whatever overlaps it is no news.
    for item in sorted(record, key=lambda item: not item.decided):
        best, most = None, 0
        at = bisect_right(ends, item.start)
        while at < len(quotes) and quotes[at].start < item.end:
            if item.decided:
                taken.add(at)
            elif at not in taken:
                shared = min(item.end, quotes[at].end) - max(item.start, quotes[at].start)
                if shared > most:
                    best, most = at, shared
            at += 1
        if item.decided:
            continue
        if best is None:
            out.append(Change(item, None))
            continue
        taken.add(best)
        if _differs(item, quotes[best]):
            out.append(Change(item, quotes[best]))
    out.extend(Change(None, quote) for number, quote in enumerate(quotes) if number not in taken)
    return sorted(out, key=lambda change: change.start)


def _differs(known: Known, quote: Quote) -> bool:
    if (quote.start, quote.end, quote.speaker) != (known.start, known.end, known.speaker):
        return True
    return known.details is not None and known.details != details(quote)
