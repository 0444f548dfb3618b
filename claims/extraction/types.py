"""What the reader finds, as plain frozen values. Offsets are code points of the text that was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

Kind = Literal["direct", "mixed", "indirect"]
SpeakerKind = Literal["person", "organisation", "office", "group"]
StepKind = Literal["told", "reported", "posted", "published", "quoted"]
Precision = Literal["day", "month", "year", "unknown"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """One step by which the words reached the document, in the order the words travelled."""

    kind: StepKind
    name: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that can be checked: "up to 80,000 Russian soldiers killed"."""

    value: float
    unit: str
    approximate: bool
    of: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """One statement. `text` is exactly the document's text from `start` to `end`, quote marks included.

    `speaker` is None when nobody is named or when the reader is not sure; then `doubt` says why
    and `alternatives` lists the readings that were too close to choose between.
    """

    start: int
    end: int
    text: str
    kind: Kind
    pieces: tuple[Span, ...] = ()
    speaker: str | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    speaker_kind: SpeakerKind | None = None
    role: str = ""
    cue: str = ""
    cue_start: int | None = None
    cue_end: int | None = None
    attributions: tuple[Attribution, ...] = ()
    said_on: dt.date | None = None
    said_on_precision: Precision = "unknown"
    occasion: str = ""
    confidence: float = 0.0
    doubt: str = ""
    alternatives: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    continues: int | None = None
    #: What the look-up passed to `read` answered for `speaker`; None without one or without a match.
    speaker_key: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the copy says about itself, and where it says so."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What the copy says of itself. None means that it does not say: never a guess."""

    headline: Fact | None = None
    byline: Fact | None = None
    dateline: Fact | None = None
    dateline_place: Fact | None = None
    published: Fact | None = None
    published_on: dt.date | None = None
    outlet: Fact | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the reader found in one text, statements in text order."""

    reader: str
    quotes: tuple[Quote, ...] = ()
    copy: CopyFacts = field(default_factory=CopyFacts)


class Reader(Protocol):
    """What a newsroom's own reader has to be: a function of the text with these two options.

    Spans must be code points of `text`, in text order, not overlapping, with `text[start:end] == quote.text`;
    `Reading.reader` names the reader and its version.
    """

    def __call__(
        self, text: str, *, published: dt.date | None = None, lookup: Callable[[str], str | None] | None = None
    ) -> Reading: ...
