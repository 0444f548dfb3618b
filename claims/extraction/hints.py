"""Which patterns may match around a word: asked once a word, so that most patterns need not be tried at all."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_

from .lexicon import MONTHS, NUMBERS

POSTED, PUBLISHED, TOLD, QUOTED, REPORTED, OCCASION, DAY, NUMBER, NUMBER_WORD = (1 << bit for bit in range(9))
#: The ways by which words reach a report.
WAYS = POSTED | PUBLISHED | TOLD | QUOTED | REPORTED
_MONTH = "|".join((*MONTHS, *(month[:3] for month in MONTHS), "sept"))
_NUMBER = "|".join(form for name in NUMBERS for form in (name, name.capitalize()))
#: The one word that a pattern of each kind cannot do without; the patterns: `attributions`, `dates`, `figures`.
_HINTS = (
    (
        POSTED,
        (
            "media|witter|acebook|elegram|nstagram|ouTube|Social|ikTok|hatsApp|ontakte|eibo|inkedIn|eddit|napchat|"
            "Medium|umblr|Threads|luesky|astodon|tweet|blog|^X"
        ),
    ),
    (
        PUBLISHED,
        "statement|op-ed|editorial|essay|column|article|memoir|book|letter|memo|report|release|mail|filing|petition|commentary|message|note",
    ),
    (
        TOLD,
        "(?:interview|conversation|call|exchange|peaking|spoke|alking|ppearing|esponse|eply|nswer|esponding|eplying)$",
    ),
    (QUOTED, "quoted|cited"),
    (REPORTED, "report|ccording"),
    (
        OCCASION,
        (
            "ssembly|ddress|peech|nterview|ebate|ally|onference|ession|eeting|ummit|hall|Hall|vent|earing|eremony|orum|"
            "riefing|odcast|show|rogram|estimony|call|roadcast|onvention|undraiser|emarks|isit|ppearance|ouncil|ations|"
            "nion|arliament|ongress|ourt|TV|elevision"
        ),
    ),
    (DAY, rf"\d|(?i:day|night|morning|afternoon|evening|month|year)|^(?![a-z]+\b)(?i:{_MONTH})\b"),
    (NUMBER, rf"\d|\b(?:{_NUMBER})\b"),
    # However it is capitalised, and whatever it is joined to: without one, digits are all that may count.
    (NUMBER_WORD, rf"(?i:{'|'.join(NUMBERS)})\b"),
)
_PATTERNS = tuple((bit, re.compile(pattern)) for bit, pattern in _HINTS)
_COUNTS = DAY | NUMBER | NUMBER_WORD
_OF_COUNTS = tuple((bit, pattern) for bit, pattern in _PATTERNS if bit & _COUNTS)
_OF_WORDS = tuple((bit, pattern) for bit, pattern in _PATTERNS if not bit & _COUNTS)
#: Most words have none of them, which two looks tell: the second one at the word in small letters.
_SOME_WORD = re.compile("|".join(pattern for bit, pattern in _HINTS if not bit & _COUNTS))
_SOME_COUNT = re.compile(rf"\d|day|night|morning|afternoon|evening|month|year|{_MONTH.lower()}|{'|'.join(NUMBERS)}")
_MAX_MEMORY = 100_000
#: Longer pieces do not come again.
_REMEMBERED = 50


class _Memory(dict[str, int]):
    def __missing__(self, piece: str) -> int:
        bits = 0
        if _SOME_WORD.search(piece):
            bits += sum(bit for bit, pattern in _OF_WORDS if pattern.search(piece))
        if _SOME_COUNT.search(piece.lower()):
            bits += sum(bit for bit, pattern in _OF_COUNTS if pattern.search(piece))
        if len(piece) <= _REMEMBERED:
            if len(self) > _MAX_MEMORY:
                self.clear()
            self[piece] = bits
        return bits


_known = _Memory()


def hints(words: str) -> int:
    """The kinds of patterns that may match in these words; a kind that is missing cannot."""
    return reduce(or_, map(_known.__getitem__, words.split()), 0)
