"""What kind of speaker a name looks like: the kind that a form for a new speaker begins with. Pure."""

import re

from claims.extraction.lexicon import ORGANISATION_WORDS
from sources.names import is_unnamed

PERSON, ORGANISATION, OFFICE, GROUP = "person", "organisation", "office", "group"

# What follows tells of whom or where, and is not what the speaker is: "residents of Kherson".
_AFTER_HEAD = re.compile(r"\s(?:of|for|in|at|from|with|to|on|by|near|who|and)\s.*|,.*", re.IGNORECASE | re.DOTALL)
_SEVERAL = frozenset(
    "two three four five six seven eight nine ten several some many few both most other others dozens".split()
)
_ONE = frozenset(("a", "an", "one", "another"))
_OFFICES = frozenset(
    "minister spokesman spokeswoman spokesperson mayor governor president chancellor premier secretary ambassador "
    "commissioner director prosecutor ombudsman speaker chairman chairwoman chair head chief commander judge".split()
)
_HOUSES = ORGANISATION_WORDS | {"municipality", "commissariat", "command", "institution", "academy", "societies"}
# Names of families, too.
_FAMILIES = frozenset("house church post bank fox guard club pew page school times state".split())
_NOT_SEVERAL = ("ss", "us", "is")


def likely_kind(name: str) -> str:
    """Return the kind of speaker that a name looks like; a person where nothing tells."""
    words = _AFTER_HEAD.sub("", name.strip()).split()
    if not words:
        return PERSON
    first, head = words[0].lower(), words[-1].lower()
    if first in _SEVERAL:
        return GROUP
    if head in _HOUSES and not (len(words) == 2 and head in _FAMILIES and not is_unnamed(name)):
        return ORGANISATION
    if len(words) == 1 and words[0].isupper() and 1 < len(head) <= 6:
        return ORGANISATION
    if not words[-1].islower():
        return PERSON
    if head.endswith(("men", "people")) or (head.endswith("s") and not head.endswith(_NOT_SEVERAL)):
        return GROUP
    return OFFICE if head in _OFFICES and first not in _ONE else PERSON
