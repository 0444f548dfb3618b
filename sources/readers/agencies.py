"""Which agency's dispatch a text says it is."""

from __future__ import annotations

import re

# What copy calls an agency, and the name it goes by in the record.
NAMES = {
    "AFP": "AFP", "Agence France-Presse": "AFP", "AP": "AP", "Associated Press": "AP", "The Associated Press": "AP",
    "Reuters": "Reuters", "Thomson Reuters": "Reuters", "dpa": "dpa", "Deutsche Presse-Agentur": "dpa",
    "TASS": "TASS", "Interfax": "Interfax", "RIA Novosti": "RIA Novosti", "Ukrinform": "Ukrinform", "UPI": "UPI",
    "EFE": "EFE", "ANSA": "ANSA", "Xinhua": "Xinhua", "Kyodo": "Kyodo", "Kyodo News": "Kyodo", "Yonhap": "Yonhap",
    "Anadolu": "Anadolu", "Anadolu Agency": "Anadolu", "Bloomberg": "Bloomberg", "PA": "PA", "PA Media": "PA",
    "Press Association": "PA", "PTI": "PTI", "IANS": "IANS", "HINA": "HINA", "SRNA": "SRNA", "Belga": "Belga",
    "Ritzau": "Ritzau", "NTB": "NTB", "TT": "TT", "APA": "APA", "Keystone-SDA": "Keystone-SDA",
}  # fmt: skip
_BY_KEY = {name.casefold(): canonical for name, canonical in NAMES.items()}
_ANY = "|".join(sorted(map(re.escape, NAMES), key=len, reverse=True))
#: Where the copy is agencies' work but says not whose.
UNNAMED = "agencies"
# The copy speaks of itself at its head and at its end.
HEAD, TAIL = 400, 250

# What stands before the agency at the beginning of a line, and the agency.
_DATELINE = re.compile(
    rf"^[^\S\n]*([^\n()]{{0,80}}?)[^\S\n]*\(({_ANY})\)\s?(?:-{{1,2}}|—|–|:)\s", re.IGNORECASE | re.MULTILINE
)
# Small words within the name of a place.
_WITHIN = frozenset("am an ao das de del der di do du el la las le les los of on sur the und upon y".split())
_PARTS = re.compile(r"[,/;|&]|\b(?:and|for|via|with)\b")
_CREDIT = re.compile(rf"(?:^|\n)\s*(?:[-—–(©]|\(c\)|Source:|Copyright)?\s*({_ANY})\)?\.?\s*$", re.IGNORECASE)
_UNNAMED = re.compile(r"\b(?:with|and|from) (?:news )?agencies\b|^agencies$|\bagencies/", re.IGNORECASE)


def agency(name: str) -> str:
    """Return the agency that goes by `name`; empty where none does."""
    name = " ".join(name.split()).strip("()©. ")
    found = _BY_KEY.get(name.casefold(), "")
    # So few letters are a word, a name or initials where they are no capitals.
    return "" if len(name) <= 3 and found.isupper() and name != found else found


def agency_in(line: str) -> str:
    """Return the agency that a line names alone or beside others (`AFP/Getty, Jane Doe`); empty where it names none."""
    return next(filter(None, map(agency, (line, *_PARTS.split(line)))), "")


def dispatch_of(text: str, byline: str = "") -> str:
    """Return the agency that a text or its byline names as its source; empty where neither does."""
    for dateline in _DATELINE.finditer(text[:HEAD]):
        if (found := agency(dateline[2])) and _is_place(dateline[1], found == "PA"):
            return found
    line = re.sub(r"^by\s+", "", byline.strip(), flags=re.IGNORECASE)
    if found := agency_in(line):
        return found
    if (match := _CREDIT.search(text[-TAIL:])) and (found := agency(match[1])):
        return found
    if _UNNAMED.search(line) or _UNNAMED.search(text[-60:].strip("\n )(.")):
        return UNNAMED
    return ""


def _is_place(before: str, is_ambiguous: bool) -> bool:
    """Whether these words, which may be none, are the place and perhaps the day of a dateline, not of a sentence."""
    place, _, rest = before.partition(",")
    words = place.split()
    if not words:
        return not rest
    if len(words) > 8 or len(rest.split()) > 5:
        return False
    if place.isupper():
        return True
    if len(words) > 4:
        return False
    # "Bob Casey (PA)" is a man of Pennsylvania; a single word, or one with a day, is a town.
    is_name = not words[0][0].islower() and all(word in _WITHIN or not word[0].islower() for word in words)
    return is_name and (not is_ambiguous or len(words) == 1 or any(char.isdigit() for char in rest))
