"""One attribution: cue, whose it is, and which words are theirs."""

from __future__ import annotations

from dataclasses import dataclass, field

from claims.extraction.phrases import Phrase


@dataclass(slots=True)
class Hit:
    """One attribution in one sentence; positions are items of that sentence."""

    cue_first: int
    cue_last: int
    subject: Phrase | None
    content: list[tuple[int, int]]
    shape: str
    verb: str
    belief: bool
    inherits: bool = False
    listener: tuple[int, int] | None = None
    pieces: list[int] = field(default_factory=list)
    #: The words are nobody's: printed on something, or said not to have been said.
    nobody: bool = False
    #: Only points at other words ("backed that position"): no statement, but its day goes on to the next.
    silent: bool = False
