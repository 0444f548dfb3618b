"""How sure the reader is that both the words and the speaker are right: 0.9 means nine in ten are.

The figures are round numbers set by hand from the error tables in docs/extraction.md, one a shape; no
machine fitted them. The reliability table there shows how well they hold.
"""

from __future__ import annotations

#: Shape of the attribution: with quotation marks in the statement, without, and without as a belief.
_BASE = {
    "tag": (0.97, 0.75, 0.7),
    "continued": (0.93, 0.7, 0.6),
    "clause": (0.95, 0.88, 0.68),
    "aside": (0.95, 0.9, 0.75),
    "according": (0.86, 0.86, 0.8),
    "object": (0.8, 0.68, 0.6),
    "infinitive": (0.9, 0.72, 0.66),
    "adjective": (0.75, 0.68, 0.68),
    "passive": (0.65, 0.65, 0.6),
    "noun": (0.7, 0.42, 0.42),
    "turn": (0.9, 0.9, 0.9),
    "colon": (0.8, 0.62, 0.6),
    "loose": (0.66, 0.4, 0.4),
    "alone": (0.35, 0.3, 0.3),
}
_UNKNOWN_SHAPE = (0.4, 0.3, 0.3)
#: A speaker taken over from another verb of the sentence.
_INHERITED = 0.78
#: A phrase such as "the officials" that is no name of the article's.
_NO_NAME = 0.84
#: Nobody is named at all where somebody ought to be.
_NOBODY = 0.2
#: Woven tags ("..." and so on, he said) have less certain edges than plain ones.
_WOVEN_TAG = 0.78


def confidence(
    *,
    shape: str,
    quoted: bool,
    woven: bool,
    belief: bool,
    inherited: bool,
    named: bool,
    known: bool,
    certainty: float,
) -> float:
    """One figure from what is known about an attribution.

    `named`: the speaker is one of the article's names; `known`: a speaker is given at all;
    `certainty`: of the resolution (1 for a name that stands there, less for pronouns).
    """
    base = _BASE.get(shape, _UNKNOWN_SHAPE)
    value = base[0] if quoted else base[2] if belief else base[1]
    if woven and shape == "tag":
        value *= _WOVEN_TAG
    if inherited:
        value *= _INHERITED
    if not known:
        value *= 1.0 if shape == "passive" else _NOBODY + 0.5 * certainty
    elif not named:
        value *= _NO_NAME
    elif certainty < 1.0:
        value *= 0.55 + 0.45 * certainty
    return round(min(value, 0.99), 2)
