"""What a reader types into the one search box: words, phrases, what must not occur, and conditions. Pure.

nuclear "any weapons" -tactical speaker:Medvedev outlet:"The Daily Example" status:verified after:2022-09
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from claims.public.shaping import STATUSES
from sources.names import fold, levelled

# Quotation marks of every keyboard open and close a phrase.
QUOTES = dict.fromkeys(map(ord, "“”„«»‟＂"), '"')
NAMED = ("speaker", "outlet", "topic")
CONDITIONS = (*NAMED, "status", "after", "before")
# What stands behind the colon; nothing, at the end and before another condition.
BEHIND = rf'"[^"]*"|(?!(?:{"|".join(CONDITIONS)}):)[^\s"]\S*|(?=\s*$|\s+(?:{"|".join(CONDITIONS)}):)'
CONDITION = re.compile(rf"(?<!\S)({'|'.join(CONDITIONS)}):\s*({BEHIND})", re.IGNORECASE)
NEGATED = re.compile(rf'(?<!\S)-(?:{"|".join(CONDITIONS)}):("[^"]*"|\S*)', re.IGNORECASE)
TERM = re.compile(r'-?"[^"]*"?|[^\s"]+')
WORD = re.compile(r"\w")
DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
FAULTS = {
    "status": _("There is no status “%s”; there are verified, disputed and unverified."),
    "after": _("“%s” is no date. Write 2022, 2022-09 or 2022-09-21."),
    "before": _("“%s” is no date. Write 2022, 2022-09 or 2022-09-21."),
}
NOTHING_BEHIND = _("Nothing stands behind “%s:”.")
NOT_NEGATED = _("“%s”: only words can be left out, conditions cannot.")


@dataclass(frozen=True)
class Condition:
    """One condition as it was typed."""

    name: str
    value: str

    def __str__(self) -> str:
        return f'{self.name}:"{self.value}"' if re.search(r"\s", self.value) else f"{self.name}:{self.value}"


@dataclass(frozen=True)
class Question:
    """What was asked. A condition that cannot be understood is a fault, not a word to search for."""

    words: str = ""
    conditions: tuple[Condition, ...] = ()
    status: str = ""
    after: dt.date | None = None
    before: dt.date | None = None
    faults: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.conditions or self.faults)

    def __str__(self) -> str:
        return " ".join(part for part in (self.words, *map(str, self.conditions)) if part)

    def named(self, name: str) -> list[str]:
        """Return the names asked for as speaker, outlet or topic."""
        return [one.value for one in self.conditions if one.name == name]

    def with_condition(self, name: str, value: str) -> str:
        """Return the question with one condition more, as it is typed; a status takes the place of another."""
        kept = [one for one in self.conditions if not (one.name == name == "status")]
        return str(replace(self, conditions=(*kept, Condition(name, value.replace('"', "")))))

    def without(self, condition: Condition) -> str:
        """Return the question without a condition, as it is typed."""
        return str(replace(self, conditions=tuple(one for one in self.conditions if one != condition)))


def read_question(text: str) -> Question:
    """Return what a text asks for."""
    typed = dict.fromkeys(conditions_typed(text))
    conditions = [one for one in typed if one.value]
    words = " ".join(CONDITION.sub(" ", text.translate(QUOTES)).split())
    values: dict[str, object] = {}
    faults = [str(NOT_NEGATED) % one[0] for one in NEGATED.finditer(text.translate(QUOTES))]
    faults += [str(NOTHING_BEHIND) % one.name for one in typed if not one.value]
    for one in conditions:
        if one.name in NAMED:
            continue
        value = one.value.lower() if one.name == "status" else _day(one.value, is_last=one.name == "before")
        if value is None or (one.name == "status" and value not in STATUSES):
            faults.append(str(FAULTS[one.name]) % one.value)
        else:
            values[one.name] = value
    return Question(words, tuple(conditions), faults=tuple(faults), **values)  # type: ignore[arg-type]


def conditions_typed(text: str) -> list[Condition]:
    """Return the conditions in a text as they were typed, those without a value too."""
    return [
        Condition(name.lower(), " ".join(value.strip('"').split()))
        for name, value in CONDITION.findall(text.translate(QUOTES))
    ]


def _day(text: str, *, is_last: bool) -> dt.date | None:
    """Return the first or the last day of a year, a month or a day."""
    if not (found := DATE.fullmatch(text)):
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = dt.date(year or 0, month or (12 if is_last else 1), day or 1)
    except ValueError:
        return None
    if is_last and not day:
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first


def tsquery(words: str) -> str:
    """Return words, phrases, `or` and minus as PostgreSQL's to_tsquery reads them; empty where there is no word.

    Each word is looked for as it is written and in the spelling under which those of one name meet.
    """
    alternatives: list[list[str]] = [[]]
    for term in TERM.findall(words.translate(QUOTES)):
        if term.lower() == "or":
            alternatives.append([])
            continue
        bare = term.removeprefix("-")
        if not WORD.search(bare):
            continue
        found = _quoted(fold(bare.strip('"')))
        if not bare.startswith('"') and (level := levelled(bare)):
            found = f"({found} | {_quoted(level)})"
        alternatives[-1].append(f"!{found}" if term.startswith("-") else found)
    return " | ".join(" & ".join(terms) for terms in alternatives if terms)


def _quoted(text: str) -> str:
    """Return a text that to_tsquery takes for words that follow each other, whatever stands in it."""
    return "'{}'".format(text.replace("\\", " ").replace("'", "''"))
