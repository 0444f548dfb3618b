"""The reader: runs the steps in order over one text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from . import attributions, cues, dates, figures
from .clean import reading_copy, widened
from .confidence import confidence
from .copy import masked, read_copy
from .phrases import Phrase, left
from .segment import Document, Sentence, segment
from .spans import Region
from .speakers import Answer, People, Resolver
from .types import Attribution, Kind, Precision, Quote, Reading, Span
from .words import F

#: Name and rule version of this reader; stored with every statement that it finds.
READER = "onrecord-rules/2"

Lookup = Callable[[str], str | None]

_WORD = re.compile(r"[^\W_]+")
_DIRECT_SHARE = 0.9
_GOING_ON = frozenset(("add", "continue"))
#: What these put in quote marks is printed on them; nobody says it.
_BALLOT = frozenset("ballot ballots question questionnaire".split())
#: Between a day and a cue: the day is that of another clause ("began on Thursday after Putin called for").
_OTHER_CLAUSE = re.compile(r"\b(?:after|before|when|while|because|since|although|though|as)\b[^,]*$|;", re.IGNORECASE)
_TRAILING = re.compile(r"[\s,;:]+$")


@dataclass(slots=True)
class Draft:
    """A statement before its words are cut out."""

    start: int
    end: int
    answer: Answer | None
    cue: tuple[int, int] | None
    shape: str
    belief: bool
    sentence: int
    paragraph: int
    chain: int
    hit: cues.Hit | None = None


@dataclass(slots=True)
class State:
    """What is known while walking down the article."""

    drafts: list[Draft] = field(default_factory=list)
    history: list[Answer] = field(default_factory=list)
    chains: int = 0
    by_sentence: dict[int, list[Draft]] = field(default_factory=dict)

    def last_spoken(self) -> Draft | None:
        recent = [draft for draft in self.drafts[-8:] if not draft.belief]
        if not recent:
            return None
        same = [draft for draft in recent if draft.sentence == recent[-1].sentence]
        for draft in reversed(same):
            if draft.shape in ("tag", "continued", "loose", "colon"):
                return draft
        return recent[-1]


def read(
    text: str,
    *,
    published: dt.date | None = None,
    lookup: Lookup | None = None,
) -> Reading:
    """Read one article.

    `published` is the day against which "on Friday" is resolved; without it the copy's own date is
    used, and without that such days stay unknown. `lookup` takes a speaker's name as resolved in
    the article and answers the record's key for them, or None.
    """
    facts = read_copy(text)
    copy = masked(reading_copy(text), facts)
    published = published or facts.published_on
    document = segment(text, copy)
    people = People(document)
    resolver = Resolver(document, people)
    state = State()
    taken = bytearray(len(document.regions))
    for number, sentence in enumerate(document.sentences):
        _read_sentence(document, resolver, state, taken, number, sentence)
    quotes = _finish(document, state, published, lookup)
    return Reading(reader=READER, quotes=quotes, copy=facts)


def _read_sentence(
    document: Document, resolver: Resolver, state: State, taken: bytearray, number: int, s: Sentence
) -> None:
    headline = s.paragraph == 0 and number == 0
    hits = cues.find(s, headline)
    for hit in hits:
        if hit.nobody:
            for first, last in hit.content:
                for item in range(first, last + 1):
                    if s.region[item] >= 0:
                        taken[s.region[item]] = 1
            continue
        answer = _answer(document, resolver, s, hit.subject, state.history)
        state.chains += 1
        for first, last in hit.content:
            start, end = s.start[first], s.end[last]
            for item in range(first, last + 1):
                if s.region[item] >= 0:
                    taken[s.region[item]] = 1
            state.drafts.append(
                Draft(
                    start,
                    end,
                    answer,
                    (s.start[hit.cue_first], s.end[hit.cue_last]),
                    hit.shape,
                    hit.belief,
                    number,
                    s.paragraph,
                    state.chains,
                    hit,
                )
            )
        if answer is not None and not hit.belief:
            state.history.append(answer)
    _leftover_quotes(document, resolver, state, taken, number, s, hits)


def _answer(
    document: Document, resolver: Resolver, s: Sentence, subject: Phrase | None, history: list[Answer]
) -> Answer | None:
    if subject is None:
        return None
    if s.word[subject.first] in ("who", "which", "that") and subject.first == subject.last:
        at = subject.first - 1
        if at >= 0 and s.word[at] == ",":
            at -= 1
        before = left(s, at, 0) if at >= 0 else None
        if before is None:
            return Answer(
                None, None, None, "", s.start[subject.first], s.end[subject.first], 0.3, "No one is named here."
            )
        found = resolver.phrase(s, before, history)
        found.start, found.end = s.start[subject.first], s.end[subject.first]
        return found
    return resolver.phrase(s, subject, history)


def _leftover_quotes(
    document: Document,
    resolver: Resolver,
    state: State,
    taken: bytearray,
    number: int,
    s: Sentence,
    hits: list[cues.Hit],
) -> None:
    """Quotations that no cue of their sentence claimed."""
    left_over = [
        i for i in range(len(s)) if s.region[i] >= 0 and not taken[s.region[i]] and not s.flags[i] & F.TITLE_MARKED
    ]
    if not left_over:
        return
    copy = document.copy
    last = state.last_spoken()
    if not hits and last is not None and _goes_on_mixed(document, s, number, last, left_over):
        for i in left_over:
            taken[s.region[i]] = 1
        stop = len(s) - 1
        while s.flags[stop] & F.PUNCTUATION and stop > 0:
            stop -= 1
        state.drafts.append(
            Draft(s.start[0], s.end[stop], last.answer, last.cue, "continued", False, number, s.paragraph, last.chain)
        )
        return
    for item in left_over:
        region = document.regions[s.region[item]]
        inner = copy[region.inner_start : region.inner_end]
        words = len(_WORD.findall(inner))
        if not words:
            continue
        alone = all(i == item or s.flags[i] & F.PUNCTUATION for i in range(len(s)))
        opens = all(s.region[i] >= 0 or s.flags[i] & F.PUNCTUATION for i in range(item))
        answer: Answer | None = None
        cue = None
        chain = 0
        shape = ""
        if alone and words < 8 and copy[region.start] in "'\u2018" and _paragraph_of_its_own(document, s, region):
            continue  # a subhead
        if alone and (turn := resolver.turns.get(s.paragraph)) is not None:
            answer, shape = turn, "colon"
        elif region.follows is not None and taken[region.follows] and last is not None:
            answer, chain, shape, cue = last.answer, last.chain, "continued", last.cue
        elif alone and last is not None and _speaks_on(document, s, number, last, region.start):
            answer, chain, shape, cue = last.answer, last.chain, "continued", last.cue
        elif item and s.word[item - 1] == ":" and any(w in _BALLOT for w in s.word[:item]):
            continue
        elif item and s.word[item - 1] == ":":
            subject = cues.before_colon(s, item - 1) or cues.first_subject(s, item) or cues.first_name(s, item)
            if cues.unsaid(s, subject):
                continue
            answer = _answer(document, resolver, s, subject, state.history)
            shape, cue = "colon", (s.start[item - 1], s.end[item - 1])
        elif not alone and (verb := cues.unlisted_verb(s, item)) is not None and (words > 3 or inner[-1:] in ",?!"):
            if cues.unsaid(s, *verb):
                continue
            answer = _answer(document, resolver, s, verb[0], state.history)
            shape, cue = "loose", (s.start[verb[1]], s.end[verb[1]])
        elif alone and words > 3 or opens and inner[-1:] in ".!?\u2026":
            near = last is not None and s.paragraph - last.paragraph <= 2
            answer, shape = (last.answer if last and near else None), "alone"
            cue = None
        elif words >= 8:
            subject = cues.first_subject(s, item)
            if cues.unsaid(s, subject):
                continue
            answer = _answer(document, resolver, s, subject, state.history)
            shape = "loose"
        else:
            continue
        if not chain:
            state.chains += 1
            chain = state.chains
        taken[s.region[item]] = 1
        draft = Draft(region.start, region.end, answer, cue, shape, False, number, s.paragraph, chain)
        state.drafts.append(draft)
        last = draft


def _paragraph_of_its_own(document: Document, s: Sentence, region: Region) -> bool:
    start, end = document.paragraphs[s.paragraph]
    outside = document.copy[start : region.start] + document.copy[region.end : end]
    return not _WORD.search(outside)


def _goes_on_mixed(document: Document, s: Sentence, number: int, last: Draft, items: list[int]) -> bool:
    """A sentence woven of quotation and bridge words, right after a tagged one: it goes on."""
    if s.paragraph != last.paragraph or number - last.sentence != 1 or last.shape not in ("tag", "continued"):
        return False
    outside = [i for i in range(len(s)) if s.region[i] < 0 and not s.flags[i] & F.PUNCTUATION]
    if not outside:
        return False
    inside = sum(len(_WORD.findall(document.copy, s.start[i], s.end[i])) for i in items)
    return inside >= 6 and inside >= 1.5 * len(outside)


def _speaks_on(document: Document, s: Sentence, number: int, last: Draft, start: int) -> bool:
    """A quotation without a cue goes on with the speaker of the one right before it."""
    if s.paragraph == last.paragraph:
        return number - last.sentence <= 2
    if s.paragraph != last.paragraph + 1:
        return False
    between = document.copy[last.end : start]
    return len(between) < 400


def _zones(document: Document, draft: Draft, state: State) -> list[tuple[int, int]]:
    """The parts of a statement's sentence that nobody is quoted in, nearest to its own cue."""
    s = document.sentences[draft.sentence]
    here = state.by_sentence.get(draft.sentence, [])
    spans = sorted((d.start, d.end) for d in here)
    free: list[tuple[int, int]] = []
    at = s.start[0]
    stop = s.end[-1]
    for start, end in spans:
        if start > at:
            free.append((at, start))
        at = max(at, end)
    if at < stop:
        free.append((at, stop))
    if len({d.chain for d in here}) < 2:
        return free
    cue = draft.cue[0] if draft.cue else draft.start
    near = [zone for zone in free if zone[0] <= cue < zone[1]]
    if draft is here[-1] and free and free[-1] not in near and free[-1][0] >= draft.end:
        near.append(free[-1])
    if draft is here[0] and free and free[0] not in near and free[0][1] <= draft.start:
        near.insert(0, free[0])
    return near


def _when(
    document: Document, zones: list[tuple[int, int]], draft: Draft, published: dt.date | None
) -> tuple[dt.date | None, Precision]:
    found = [w for start, end in zones for w in dates.find(document.copy, start, end, published)]
    if not found:
        return None, "unknown"
    cue = draft.cue[0] if draft.cue else draft.start
    found = [when for when in found if when.start > cue or not _OTHER_CLAUSE.search(document.copy, when.end, cue)]
    if not found:
        return None, "unknown"
    nearest = min(found, key=lambda when: (abs(when.start - cue), when.start))
    return nearest.on, nearest.precision


def _finish(document: Document, state: State, published: dt.date | None, lookup: Lookup | None) -> tuple[Quote, ...]:
    text = document.text
    drafts = sorted(state.drafts, key=lambda d: (d.start, -d.end))
    quotes: list[Quote] = []
    chain_last: dict[int, int] = {}
    context: dict[int, tuple[tuple[Attribution, ...], dt.date | None, Precision, str]] = {}
    for draft in state.drafts:
        state.by_sentence.setdefault(draft.sentence, []).append(draft)
    all_regions = document.regions
    chain_before = 0
    name_before: str | None = None
    uttered_before = False
    first_region = 0
    reach = 0
    for draft in drafts:
        start, end = draft.start, draft.end
        if start < reach or end <= start:
            continue
        start, end = widened(text, document.copy, start, end)
        piece = text[start:end]
        if not _WORD.search(piece):
            continue
        reach = end
        while first_region < len(all_regions) and all_regions[first_region].end <= start:
            first_region += 1
        regions = []
        at = first_region
        while at < len(all_regions) and all_regions[at].start < end:
            regions.append(all_regions[at])
            at += 1
        kind = _kind(document, start, end, regions)
        answer = draft.answer
        name = answer.name if answer else None
        if draft.chain not in context:
            context[draft.chain] = _context(document, state, draft, published)
            goes_on = draft.hit is not None and draft.hit.verb in _GOING_ON or uttered_before
            if goes_on and chain_before:
                steps, said_on, precision, occasion = context[draft.chain]
                before = context[chain_before]
                if name is not None and name_before == name:
                    context[draft.chain] = (
                        steps or before[0],
                        *((said_on, precision) if said_on else before[1:3]),
                        occasion or before[3],
                    )
        chain_before = draft.chain
        name_before = name
        uttered_before = answer is not None and answer.uttered
        if draft.hit is not None and draft.hit.silent:
            continue
        steps, said_on, precision, occasion = context[draft.chain]
        quotes.append(
            Quote(
                start=start,
                end=end,
                text=piece,
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
                attributions=steps,
                said_on=said_on,
                said_on_precision=precision,
                occasion=occasion,
                figures=figures.find(text, start, end),
                confidence=_confidence(draft, kind),
                doubt=answer.doubt if answer else "",
                alternatives=answer.alternatives if answer else (),
                continues=chain_last.get(draft.chain),
                speaker_key=lookup(name) if lookup and name else None,
            )
        )
        chain_last[draft.chain] = len(quotes) - 1
    return tuple(quotes)


def _confidence(draft: Draft, kind: Kind) -> float:
    answer = draft.answer
    named = answer is not None and answer.entity is not None
    return confidence(
        shape=draft.shape,
        quoted=kind != "indirect",
        woven=kind == "mixed",
        belief=draft.belief,
        inherited=draft.hit is not None and draft.hit.inherits,
        named=named,
        known=answer is not None and answer.name is not None,
        certainty=min(1.0, answer.certainty + 0.05) if answer is not None else 0.0,
    )


def _context(
    document: Document, state: State, draft: Draft, published: dt.date | None
) -> tuple[tuple[Attribution, ...], dt.date | None, Precision, str]:
    """Chain, day and occasion, as the words around a statement give them."""
    if draft.hit is None and draft.shape == "continued":
        return (), None, "unknown", ""
    zones = _zones(document, draft, state)
    said_on, precision = _when(document, zones, draft, published)
    hit = draft.hit
    s = document.sentences[draft.sentence]
    listener = None
    if hit is not None and hit.listener is not None:
        listener = (s.start[hit.listener[0]], s.end[hit.listener[1]])
    answer = draft.answer
    named = (answer.name, answer.start, answer.end) if answer and answer.name else None
    steps = attributions.chain(document.text, document.copy, zones, hit.verb if hit else "", listener, named)
    return steps, said_on, precision, attributions.occasion(document.text, document.copy, zones)


def _kind(document: Document, start: int, end: int, regions: list[Region]) -> Kind:
    if not regions:
        return "indirect"
    copy = document.copy
    total = len(_WORD.findall(copy, start, end))
    inside = sum(len(_WORD.findall(copy, max(start, region.start), min(end, region.end))) for region in regions)
    if not inside:
        return "indirect"
    return "direct" if inside >= _DIRECT_SHARE * total else "mixed"
