"""What the text of a claim begins with: the words of a statement as one plain sentence. Pure."""

import re

LONGEST = 500

_OPENING, _CLOSING = "\"“„«‹'‘", "\"”“»›'’"
_DOUBLE = '"“”„«»'
_THAT = re.compile(r"that\s+", re.IGNORECASE)


def as_proposition(exact: str, *, kind: str) -> str:
    """Return a statement's words without what made them a quotation; nothing where they can be no proposition."""
    words = " ".join(exact.split())
    if kind == "direct":
        words = _without_marks(words)
    else:
        words = _THAT.sub("", words, count=1) if _THAT.match(words) else words
    words = words.rstrip(" ,;:–—-").lstrip(" …")
    # A question claims nothing.
    if not words or words.endswith("?"):
        return ""
    sentence = words[0].upper() + words[1:] + ("" if words.rstrip(_CLOSING).endswith((".", "!", "…")) else ".")
    return sentence if len(sentence) <= LONGEST else ""


def _without_marks(words: str) -> str:
    opens, closes = words[:1] in _OPENING, words[-1:] in _CLOSING
    inner = words[1 if opens else 0 : len(words) - 1 if closes else len(words)].strip()
    # Marks inside belong to words that are quoted in turn, or to a second part.
    return words if opens != closes or any(mark in inner for mark in _DOUBLE) else inner
