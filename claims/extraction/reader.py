"""The reader: runs the steps in order over one text."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import chain

from . import figures, spans
from .clean import reading_copy, widened
from .collector import uncollected
from .confidence import confidence
from .context import Contexts
from .copy import masked, read_copy
from .names import People
from .segment import Document, segment
from .spans import Region
from .speakers import Resolver
from .transcripts import turns
from .types import CopyFacts, Kind, Quote, Reading, Span
from .walk import WORD, Draft, Walk

#: Name and rule version of this reader; stored with every statement that it finds.
READER = "onrecord-rules/14"

_DIRECT_SHARE = 0.9
_NOBODY = "Nobody is named near these words."


def read(
    text: str,
    *,
    published: dt.date | None = None,
    lookup: Callable[[str], str | None] | None = None,
    facts: CopyFacts | None = None,
) -> Reading:
    """Read one article.

    `published` is the day against which "on Friday" is resolved; without it the copy's own date is
    used, and without that such days stay unknown. `lookup` takes a speaker's name as resolved in
    the article and answers the record's key for them, or None. `facts` are what `read_copy` says of
    the text, where the caller has asked already.
    """
    with uncollected():
        # In a function of its own: what only the reading needed has gone when the collector is back.
        return _read(text, published, lookup, facts or read_copy(text))


def _read(
    text: str, published: dt.date | None, lookup: Callable[[str], str | None] | None, facts: CopyFacts
) -> Reading:
    document = segment(text, masked(reading_copy(text), facts))
    people = People(document)
    walk = Walk(document, Resolver(document, people), turns(document, people))
    contexts = Contexts(document, walk.drafts, published or facts.published_on)
    return Reading(reader=READER, quotes=_quotes(document, walk.drafts, contexts, lookup), copy=facts)


def _quotes(
    document: Document, drafts: list[Draft], contexts: Contexts, lookup: Callable[[str], str | None] | None
) -> tuple[Quote, ...]:
    """The statements in text order; of two that overlap, only the one that begins first or reaches further."""
    text = document.text
    quotes: list[Quote] = []
    chain_last: dict[int, int] = {}
    starts = [region.start for region in document.regions]
    ends = [region.end for region in document.regions]
    reach = 0
    for draft in sorted(drafts, key=lambda d: (d.start, -d.end)):
        if draft.start < reach or draft.end <= draft.start:
            continue
        start, end = widened(text, document.copy, draft.start, draft.end)
        if not WORD.search(text, start, end):
            continue
        reach = end
        context = contexts.of(draft)
        if draft.hit is not None and draft.hit.silent:
            continue
        regions = document.regions[bisect_right(ends, start) : bisect_left(starts, end)]
        kind: Kind = "direct" if draft.shape == "turn" else _kind(document.copy, start, end, regions)
        answer = draft.answer
        name = answer.name if answer else None
        quotes.append(
            Quote(
                start=start,
                end=end,
                text=text[start:end],
                kind=kind,
                pieces=tuple(Span(max(start, r.inner_start), min(end, r.inner_end)) for r in regions),
                speaker=name,
                speaker_start=answer.start if answer else None,
                speaker_end=answer.end if answer else None,
                speaker_kind=answer.kind if answer else None,
                role=answer.role if answer else "",
                cue=text[draft.cue[0] : draft.cue[1]] if draft.cue else "",
                cue_start=draft.cue[0] if draft.cue else None,
                cue_end=draft.cue[1] if draft.cue else None,
                attributions=context.attributions,
                said_on=context.said_on,
                said_on_precision=context.precision,
                occasion=context.occasion,
                figures=figures.find(text, start, end),
                confidence=_confidence(draft, kind),
                doubt=(answer.doubt if answer else "") or ("" if name else _NOBODY),
                alternatives=answer.alternatives if answer else (),
                continues=chain_last.get(draft.chain),
                speaker_key=lookup(name) if lookup and name else None,
            )
        )
        chain_last[draft.chain] = len(quotes) - 1
    return tuple(quotes)


def _confidence(draft: Draft, kind: Kind) -> float:
    answer = draft.answer
    return confidence(
        shape=draft.shape,
        quoted=kind != "indirect",
        woven=kind == "mixed",
        belief=draft.belief,
        inherited=draft.hit is not None and draft.hit.inherits,
        named=answer is not None and answer.entity is not None,
        known=answer is not None and answer.name is not None,
        certainty=min(1.0, answer.certainty + 0.05) if answer is not None else 0.0,
    )


def kind_by_marks(text: str, start: int, end: int) -> Kind | None:
    """Return whether the words of `text[start:end]` are direct, mixed or indirect speech, by the quote marks there.

    None where the paragraphs that they stand in have no quote marks, as those of a transcript.
    """
    copy = reading_copy(text)
    breaks = [-1, *(found.start() for found in re.finditer("\n", copy)), len(copy)]
    touched = range(bisect_left(breaks, start) - 1, bisect_right(breaks, end - 1))
    marked = list(chain.from_iterable(spans.regions(copy, breaks[at] + 1, breaks[at + 1]) for at in touched))
    within = [one for one in marked if one.start < end and start < one.end]
    return _kind(copy, start, end, within) if marked else None


def _kind(copy: str, start: int, end: int, regions: list[Region]) -> Kind:
    """Return the kind of words that these quotations touch."""
    if not regions:
        return "indirect"
    if regions[0].start <= start and end <= regions[0].end:
        return "direct" if WORD.search(copy, start, end) else "indirect"
    total = len(WORD.findall(copy, start, end))
    inside = sum(len(WORD.findall(copy, max(start, region.start), min(end, region.end))) for region in regions)
    if not inside:
        return "indirect"
    return "direct" if inside >= _DIRECT_SHARE * total else "mixed"
