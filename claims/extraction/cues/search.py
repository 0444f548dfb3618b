"""All attributions of one sentence."""

from __future__ import annotations

from claims.extraction.segment import Sentence
from claims.extraction.words import F

from .accounts import ACCOUNTS, find_according, find_headline
from .grammar import trim
from .hearers import HEARERS, find_heard
from .hit import Hit
from .nobody import is_denied_saying, is_negated, is_no_cue, is_supposed, unsaid
from .tags import find_tags
from .verbs import scan

_CUES = F.CUE | F.SPEECH_NOUN | F.BELIEF_ADJECTIVE


def find(s: Sentence, headline: bool = False) -> list[Hit]:
    """All attributions of one sentence in order; what lies inside another's content is left out."""
    cues = [at for at, bits in enumerate(s.flags) if bits & _CUES and not is_no_cue(s, at)]
    if not HEARERS.isdisjoint(s.word) and (heard := find_heard(s, headline)) is not None:
        return _heard(s, heard, cues)
    if not cues and not headline and ACCOUNTS.isdisjoint(s.word):
        return []
    hits: list[Hit] = []
    covered = bytearray(len(s))
    for hit in find_tags(s, cues):
        hits.append(hit)
        for first, last in hit.content:
            covered[first : last + 1] = b"\x01" * (last + 1 - first)
        covered[hit.cue_first : hit.cue_last + 1] = b"\x01" * (hit.cue_last + 1 - hit.cue_first)
        if hit.subject is not None:
            width = hit.subject.last + 1 - hit.subject.first
            covered[hit.subject.first : hit.subject.last + 1] = b"\x01" * width
    find_according(s, hits, covered)
    if headline and not hits:
        find_headline(s, hits, covered)
    scan(s, cues, hits, covered)
    return _trimmed(s, hits)


def _heard(s: Sentence, heard: Hit, cues: list[int]) -> list[Hit]:
    """What a court was told, and what else is said outside those words."""
    covered = bytearray(len(s))
    for first, last in [*heard.content, (0, heard.cue_last)]:
        covered[first : last + 1] = b"\x01" * (last + 1 - first)
    hits = [heard]
    scan(s, cues, hits, covered)
    return _trimmed(s, hits)


def _trimmed(s: Sentence, hits: list[Hit]) -> list[Hit]:
    for hit in hits:
        hit.content = [trimmed for first, last in hit.content if (trimmed := trim(s, first, last))]
    hits = [hit for hit in hits if hit.content]
    if len(hits) > 1 and any(hit.shape == "according" for hit in hits):
        # "The scan revealed pockets that, according to Ana Ruiz, ...": nothing of its own.
        hits = [hit for hit in hits if hit.shape != "object" or s.word[hit.content[-1][1]] != "that"]
    for hit in hits:
        hit.nobody = unsaid(s, hit.subject) or is_negated(s, hit) or is_denied_saying(s, hit) or is_supposed(s, hit)
    hits.sort(key=lambda hit: hit.cue_first)
    return hits
