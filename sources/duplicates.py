"""Whether two texts are copies of one dispatch: MinHash finds candidates, shared runs of five words decide. Pure.

Bands find those that may be copies in an index, sketches tell most of them apart (Li and König, b-Bit Minwise Hashing,
2010), and only of the rest the words are read.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate, chain
from struct import Struct
from typing import NamedTuple
from zlib import crc32

from rensa import RMinHash

WORDS = 5
# 64 bands of two find nine in ten pairs that share a fifth of their runs; a rewrite cut to half shares more.
BANDS, ROWS = 64, 2
# Stored with each document: another seed or count means computing all of them anew.
SEED = 20_220_921
# Share of the shorter text's runs of five words from which two texts are copies. Measured: F1 0.984 on 10,000.
COPY = 0.4
# Equal places of two sketches from which the words are compared. Measured: of 2,300 copies that shared a band none had
# fewer than 8, and of 2,000 texts that shared one by chance five in a thousand had 7 or more.
ALIKE = 7
# Of the shorter text's runs a version of an article keeps more than this, however it was rewritten.
UNRELATED = 0.05
# A text shorter than this shares its runs by accident.
FEWEST = 20
# A dispatch is told by its first pages; a book need not be read to its end.
LONGEST = 200_000
# Runs of texts up to this length are kept for the next comparison; those of longer ones would fill the memory.
KEPT = 20_000
_WORD = re.compile(r"\w+")
# General Punctuation: no character of the block is of a word, nor becomes one in another form.
_PUNCTUATION = re.compile(rb"\xe2\x80[\x80-\xbf]")
# Bytes to a character up to which a text is in a Latin script, curly quote marks and accents included.
MOSTLY_ASCII = 1.15
_SPACED = bytes(byte if byte > 127 or chr(byte).isalnum() or byte == ord("_") else ord(" ") for byte in range(256))
# Of each band its number and its two rows.
_BANDS = Struct(f">{3 * BANDS}Q")
_BAND = _BANDS.size // BANDS
# The last byte of each row comes first.
_SKETCH = Struct(f"<{BANDS * ROWS}Q")


def shingles(text: str) -> frozenset[str]:
    """Return the runs of five words of a text, whatever their case and the form of their letters."""
    return _kept(text) if len(text) <= KEPT else frozenset(_runs(text))


def _runs(text: str) -> list[str]:
    words = _words(text[:LONGEST])
    # Pieces of all words in one text; joining each five takes half as long again.
    joined = " ".join(words)
    ends = list(accumulate(len(word) + 1 for word in words))
    return [joined[start : end - 1] for start, end in zip([0, *ends], ends[WORDS - 1 :], strict=False)]


def _words(text: str) -> list[str]:
    """What `_WORD` finds of a text in small letters and their plainest form.

    English needs no forms: with its quote marks and dashes out of the way it is ASCII, and done in a third of the time.
    """
    packed = _PUNCTUATION.sub(b" ", text.encode("utf-8", "surrogatepass"))
    if packed.isascii():
        return packed.lower().translate(_SPACED).decode().split()
    return _words_in_form(unicodedata.normalize("NFKC", text).casefold())


def _words_in_form(text: str) -> list[str]:
    """What `_WORD` finds, in half the time where most letters are ASCII: the rest of ASCII becomes spaces at once."""
    packed = text.encode("utf-8", "surrogatepass")
    if len(packed) > len(text) * MOSTLY_ASCII:
        return _WORD.findall(text)
    words: list[str] = []
    for part in packed.translate(_SPACED).decode("utf-8", "surrogatepass").split():
        if part.isascii():
            words.append(part)
        else:
            words += _WORD.findall(part)
    return words


@lru_cache(maxsize=256)
def _kept(text: str) -> frozenset[str]:
    return frozenset(_runs(text))


class Signature(NamedTuple):
    """What two texts are compared by before their words are; empty for a text too short to tell."""

    #: Numbers of which two copies share some; they fit an integer column.
    bands: list[int]
    #: A byte of each row: two texts have as many of them equal as they have runs in common, by the share of all.
    sketch: bytes


def signature(text: str) -> Signature:
    """Return the signature of a text."""
    # A run that comes twice says nothing more, and most texts are never compared word for word.
    runs = _runs(text)
    if len(set(runs[: 2 * FEWEST])) < FEWEST and len(set(runs)) < FEWEST:
        return Signature([], b"")
    least = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    least.update(runs)
    digest = least.digest()
    packed = _BANDS.pack(*chain.from_iterable(zip(range(BANDS), digest[::ROWS], digest[1::ROWS], strict=True)))
    # PostgreSQL's integers have a sign.
    bands = [crc32(packed[start : start + _BAND]) - 2**31 for start in range(0, len(packed), _BAND)]
    return Signature(bands, _SKETCH.pack(*digest)[:: _SKETCH.size // len(digest)])


def alike(one: bytes, other: bytes) -> int:
    """Return in how many places two sketches are equal."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(BANDS * ROWS).count(0)


def containment(one: str, other: str) -> float:
    """Return the share of the shorter text's runs that the other has too, from 0 to 1."""
    first, second = shingles(one), shingles(other)
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter >= FEWEST else 0.0


def is_unrelated(one: str, other: str) -> bool:
    """Whether two texts, one of them long enough to tell, have hardly a run of words in common."""
    first, second = shingles(one), shingles(other)
    if not first or max(len(first), len(second)) < FEWEST:
        return False
    return len(first & second) < UNRELATED * max(FEWEST, min(len(first), len(second)))
