"""Finds the sentence around a statement, for showing the words in their place. Pure."""

import re

# A full stop, perhaps with a closing mark, then white space and something that opens a sentence; or
# two sentences run together, as copy often has them (`a state".Russia has …`).
# Titles and initials end in a full stop without ending a sentence.
END = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bGen)(?<!\bSen)(?<!\bRep)(?<!\bGov)"
    r"(?<!\b[A-Z])[.!?…][\"”’»')\]]*(?:\s+(?=[\"“‘«'(\[]?[A-Z0-9А-ЯЁЄІЇҐ])|$)"
    r"|(?<=[a-zа-яё\"”’»])[.!?](?=[A-ZА-ЯЁЄІЇҐ][a-zа-яё])"
    r"|\n+"
)
# How far to look for a boundary: copy without any full stop must not become one long "sentence".
REACH = 2_000


def sentence_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence, or the sentences, around `text[start:end]` begin and end."""
    low = max(0, start - REACH)
    first = low
    # Not bounded by `start`: the look-ahead must see the mark that opens the statement.
    for boundary in END.finditer(text, low, min(len(text), start + 2)):
        if boundary.end() > start:
            break
        first = boundary.end()
    high = min(len(text), end + REACH)
    if text[start:end].rstrip().endswith((".", "!", "?", "…", '."', ".”", '!"', '?"', "!”", "?”")):
        return first, end
    closing = END.search(text, end, high)
    last = high if closing is None else closing.start() + len(closing.group().rstrip())
    return first, last
