"""What a word can be, as one integer of flags, looked up once and remembered."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

from . import lexicon as lx

ABBREVIATIONS = (
    "Mr Mrs Ms Dr Sen Rep Gov Gen Col Lt Sgt Capt Cmdr Adm Maj Rev Prof Hon Sens Reps Govs Jan Feb Aug "
    "Sept Sep Oct Nov Dec St Ave Jr Sr Inc Corp Co Ltd Bros vs No Fla Pa Va Calif Mass Ariz Ill Ind Wis "
    "Mich Minn Tenn Tex Ala Ark Colo Conn Del Ga Kan Ky La Md Miss Mo Mont Neb Nev Okla Ore Vt Wash Wyo "
    "Messrs Msgr Mt Ft Dept est approx Sec Amb Atty Asst Det Supt Pres Engr Barr Cllr "
    "Smt Shri Sri Adv Pvt Pte Pty Bhd Sdn Brig Cpl Insp Arch Ven"
).split()


@dataclass(frozen=True, slots=True)
class _Flags:
    """Flag bits; an instance with slots answers faster than a class, and is asked ten thousand times an article."""

    DETERMINER: int = 1
    PRONOUN: int = 2
    OTHER_PRONOUN: int = 4
    PREPOSITION: int = 8
    CONJUNCTION: int = 16
    SUBORDINATOR: int = 32
    AUX: int = 64
    NEGATION: int = 128
    ADVERB: int = 256
    TIME: int = 512
    CUE: int = 1024
    VERB: int = 2048
    NOUN: int = 4096
    ADJECTIVE: int = 8192
    PUNCTUATION: int = 1 << 14
    WH: int = 1 << 15
    INDEFINITE: int = 1 << 16
    NUMBER: int = 1 << 17
    CAPITAL: int = 1 << 18
    OPENER: int = 1 << 19
    TAG: int = 1 << 20
    BE: int = 1 << 21
    #: What it is, or whether a sentence ends with it, depends on its neighbours.
    NEIGHBOURS: int = 1 << 22
    MODAL: int = 1 << 23
    PERSON_NOUN: int = 1 << 24
    QUOTE: int = 1 << 25
    FUNCTION: int = 1 << 26
    SPEECH_NOUN: int = 1 << 27
    COMMA: int = 1 << 28
    BELIEF_ADJECTIVE: int = 1 << 29
    TITLE_MARKED: int = 1 << 30
    #: A quotation that begins in small letters: the sentence began before it.
    LOWER: int = 1 << 31


F = _Flags()
#: A quotation, which stands as one item of its sentence.
QUOTED = "\x01"
#: Auxiliaries and a conjunction that are also names: "Will Doyle", "May Lin", "Nor Aini".
AUXILIARY_NAMES = frozenset(("Will", "May", "Don", "Can", "Nor"))
_NEIGHBOURED = frozenset(".!?\u2026*\u2022|\u25cf\u25a0()" + QUOTED)
#: Names that are function words in small letters.
UPPER_NAMES = frozenset(("WHO", "US"))
_MAX_MEMORY = 200_000
_known: dict[str, int] = {}


def _build() -> dict[str, int]:
    known: dict[str, int] = {}

    def mark(words: object, bit: int) -> None:
        for word in words:  # type: ignore[attr-defined]
            known[word] = known.get(word, 0) | bit

    letters = {"N": F.NOUN, "V": F.VERB, "A": F.ADJECTIVE, "R": F.ADVERB}
    for word, tags in lx.tags().items():
        for position, letter in enumerate(tags):
            if letter != "R" or position == 0:
                known[word] = known.get(word, 0) | letters[letter]
    mark(lx.DETERMINERS, F.DETERMINER)
    mark(lx.PRONOUNS, F.PRONOUN)
    mark(lx.OTHER_PRONOUNS, F.OTHER_PRONOUN)
    mark(lx.PREPOSITIONS, F.PREPOSITION)
    mark(lx.CONJUNCTIONS, F.CONJUNCTION)
    mark(lx.SUBORDINATORS, F.SUBORDINATOR)
    mark(lx.AUX, F.AUX)
    mark(lx.NEGATION, F.NEGATION)
    mark(lx.ADVERBS, F.ADVERB)
    mark(lx.TIME_WORDS, F.TIME)
    mark(lx.WH, F.WH)
    mark(lx.INDEFINITE, F.INDEFINITE)
    mark(lx.BE, F.BE)
    mark(lx.MODAL, F.MODAL)
    mark(lx.PERSON_NOUNS, F.PERSON_NOUN | F.NOUN)
    mark(lx.CALLINGS, F.NOUN)
    mark({f"{word}s" for word in lx.CALLINGS | lx.OFFICE_WORDS} - {"heads", "props", "models"}, F.PERSON_NOUN | F.NOUN)
    mark(lx.UTTERANCES, F.NOUN)
    mark(("briefing", "hearing", "meeting", "gathering", "rally", "sides"), F.NOUN)
    mark(lx.SPEECH_NOUNS, F.SPEECH_NOUN | F.NOUN)
    mark(lx.BELIEF_ADJECTIVES, F.BELIEF_ADJECTIVE | F.ADJECTIVE)
    for form, entry in lx.verb_forms().items():
        bits = F.CUE | F.VERB
        if "q" in entry.verb.frames and set(entry.parts) & set("SDB"):
            bits |= F.TAG
        known[form] = known.get(form, 0) | bits
    mark(
        "two three four five six seven eight nine ten eleven twelve dozens hundreds thousands".split(),
        F.NUMBER,
    )
    mark((word for word in lx.STRONG_PASTS if word not in known), F.VERB)
    closed = (
        F.DETERMINER | F.PRONOUN | F.OTHER_PRONOUN | F.PREPOSITION | F.CONJUNCTION | F.SUBORDINATOR | F.AUX | F.NEGATION
    )
    for word, bits in known.items():
        if bits & closed:
            known[word] = (bits | F.FUNCTION | F.OPENER) & ~(
                F.VERB | F.NOUN if bits & (F.DETERMINER | F.PRONOUN | F.OTHER_PRONOUN | F.CONJUNCTION) else 0
            )
        elif bits & F.ADVERB:
            known[word] = bits | F.OPENER
    for word in ("will", "may", "might", "can", "like", "need"):
        known[word] &= ~F.NOUN
    known["us"] = known.get("us", 0) | F.OTHER_PRONOUN
    known["mr."] = known["mrs."] = known["ms."] = F.NOUN
    return known


#: A word in small letters, and its flags.
Token = tuple[str, int]


class _Memory(dict[str, Token]):
    """Tokens, worked out at the first sight of a word."""

    def __missing__(self, raw: str) -> Token:
        if not _known:
            _known.update(_build())
        if len(self) > _MAX_MEMORY:
            self.clear()
        bits = _compute(raw.lower(), raw)
        if raw[-1] in _NEIGHBOURED or raw in AUXILIARY_NAMES:
            bits |= F.NEIGHBOURS
        entry = self[raw] = (raw if raw in UPPER_NAMES else sys.intern(raw.lower()), _flags.setdefault(bits, bits))
        return entry


#: Each sum of flags as the one number that all words with it share: a few hundred.
_flags: dict[int, int] = {}


#: `TOKENS[raw]`; equal words and equal flags are one object, which keeps long texts small in memory and what an article
#: asks for near at hand.
TOKENS = _Memory()


def flags_of(word: str) -> int:
    """The flags of one word as written."""
    return TOKENS[word][1]


#: Amounts with letters before the figure: "R2.5bn", "KSh400", "NKr1.9bn".
_MONEY = re.compile(r"(?:R|N|K|P|L|Sh|KSh|Ksh|USh|TSh|Rs|Re|Rp|RM|[NSDI]Kr|Dh|SR|QR|Tk|Fr|Lm|GHS|NGN|KES|ZAR|USD)\d")

_ARTICLES = ("al-", "el-", "ad-", "an-", "as-", "ash-", "ar-", "at-", "bin-")


def _compute(word: str, raw: str) -> int:
    first = raw[0]
    if raw in UPPER_NAMES:
        return F.CAPITAL | F.NOUN
    if raw == QUOTED:
        return F.QUOTE
    capital = F.CAPITAL if first.isupper() else 0
    known = _known.get(word)
    if known is not None:
        return known | capital
    if "-" in raw and raw.startswith(_ARTICLES) and raw[raw.index("-") + 1 :][:1].isupper():
        return F.CAPITAL | F.NOUN  # "al-Hamdawi"
    if raw[1:2] == "'" and first in "dl" and raw[2:3].isupper():
        return F.CAPITAL | F.NOUN  # "d'Hauteville"
    if first.isdigit() or first in "$\u00a3\u20ac" or capital and _MONEY.match(raw):
        return F.NUMBER
    if not (first.isalnum() or first in "@#"):
        return F.PUNCTUATION
    if "-" in word:
        tail = _known.get(word.rsplit("-", 1)[1], 0)
        return (tail & (F.NOUN | F.ADJECTIVE)) | capital | F.ADJECTIVE
    if capital or first in "@#":
        return F.CAPITAL | F.NOUN
    return _by_ending(word)


def _by_ending(word: str) -> int:
    if word.endswith("ly"):
        return F.ADVERB
    if word.endswith("ing"):
        return F.VERB | F.NOUN
    if word.endswith("ed"):
        return F.VERB | F.ADJECTIVE
    if word.endswith(("ous", "ful", "ive", "al", "able", "ible", "ic", "less", "ish", "ian")):
        return F.ADJECTIVE | F.NOUN
    return F.NOUN
