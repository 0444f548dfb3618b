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

_DATELINE = re.compile(rf"\(({_ANY})\)\s?(?:-{{1,2}}|—|–|:)\s", re.IGNORECASE)
_CREDIT = re.compile(rf"(?:^|\n)\s*(?:[-—–(©]|\(c\)|Source:|Copyright)?\s*({_ANY})\)?\.?\s*$", re.IGNORECASE)
_UNNAMED = re.compile(r"\b(?:with|and|from) (?:news )?agencies\b|^agencies$|\bagencies/", re.IGNORECASE)


def agency(name: str) -> str:
    """Return the agency that goes by `name`; empty where none does."""
    return _BY_KEY.get(" ".join(name.split()).strip("()©. ").casefold(), "")


def dispatch_of(text: str, byline: str = "") -> str:
    """Return the agency that a text or its byline names as its source; empty where neither does."""
    if match := _DATELINE.search(text[:HEAD]):
        return agency(match[1])
    line = re.sub(r"^by\s+", "", byline.strip(), flags=re.IGNORECASE)
    for part in (line, *re.split(r",|/|\band\b|\bfor\b", line)):
        if found := agency(part):
            return found
    if match := _CREDIT.search(text[-TAIL:]):
        return agency(match[1])
    if _UNNAMED.search(line) or _UNNAMED.search(text[-60:].strip("\n )(.")):
        return UNNAMED
    return ""
