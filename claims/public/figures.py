"""Figures that contradict each other: what statements and evidence of a claim count, on one scale. Pure.

They are read from the public words by the reader that reads statements, so that an excerpt counts as a statement does.
It reads English; words of another language have none. Only figures of one unit stand together, and only where what
they count can be the same; where that differs in part, the picture says so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.extraction.figures import find
from claims.extraction.types import Figure
from claims.public.shaping import LISTED_APPEARANCES

Json = dict
# More bars than this no longer show at a glance who says what.
SHOWN = 12
# A row of digits beyond this is a number of something else, or a slip.
LARGEST = 1e15
LANGUAGE = "en"
# How close a figure is meant, by the words before it.
MARKS = {
    "up to": ("up to", "as many as", "as much as", "at most", "no more than", "not more than"),
    "less than": ("less than", "fewer than", "under", "just under"),
    "at least": ("at least", "no fewer than", "no less than", "not less than"),
    "more than": ("more than", "over", "well over", "just over"),
}
MARK_WORDS = {
    "exact": ("%s", _("an exact number")),
    "about": (_("about %s"), _("approximate")),
    "up to": (_("up to %s"), _("an upper limit")),
    "less than": (_("less than %s"), _("an upper limit")),
    "at least": (_("at least %s"), _("a lower limit")),
    "more than": (_("more than %s"), _("a lower limit")),
}
BEFORE = re.compile(rf"(?:{'|'.join(word for words in MARKS.values() for word in words)})\b", re.IGNORECASE)
NEGATED = re.compile(r"\b(?:no|not) $", re.IGNORECASE)
# The end of a range, or the rest of a number that is written with spaces: not a figure that stands alone.
CONTINUED = re.compile(r"(?:\d|\d [mb]illion|\d thousand)[\s\u00a0\u202f]*(?:and|to|or|-|–|—)?[\s\u00a0\u202f]*$")
RANGE = re.compile(r"\s*(?:-|–|—|to|or)\s*\d")
# What befell those who are counted. Words of one kind can mean the same, words of two never do.
FATES = {
    "killed": "dead", "slain": "dead", "dead": "dead", "died": "dead", "deaths": "dead", "perished": "dead",
    "wounded": "hurt", "injured": "hurt", "hurt": "hurt",
    "missing": "missing", "captured": "captured", "taken prisoner": "captured",
    "arrested": "held", "detained": "held", "displaced": "displaced", "evacuated": "evacuated", "fled": "fled",
    "destroyed": "destroyed", "damaged": "damaged",
    "called up": "called up", "mobilised": "called up", "mobilized": "called up", "volunteered": "volunteered",
}  # fmt: skip
_FATE = "|".join(FATES)
FATE = re.compile(rf"\b(?:{_FATE})\b(?:(?:,| or| and|/|, or|, and) ?(?:{_FATE})\b)*", re.IGNORECASE)
# A clause goes no further than this mark, or than the next number, of which what is said next to it is said.
CLAUSE_END = re.compile(r"[.;:!?](?:\s|$)")
NUMBER_NEXT = re.compile(r"[\s,]*(?:about |some |another |up to |at least )?\d", re.IGNORECASE)


@dataclass(frozen=True)
class Stated:
    """One figure, by whom and where it is stated. `source` is the statement or the evidence as it is published."""

    value: float
    unit: str
    mark: str
    counts: str
    qualifiers: frozenset[str]
    fates: frozenset[str]
    source: Json
    is_statement: bool
    language: str
    # In how many documents it stands, of one mouth.
    times: int = 1
    width: str = ""

    @property
    def amount(self) -> str:
        """The figure in the language of the page, with how close it is meant."""
        whole = int(self.value) if self.value == int(self.value) else self.value
        value = number_format(whole, force_grouping=True)
        if self.is_money:
            value = f"{value} {self.unit}"
        elif self.unit == "%":
            value = gettext("%s%%") % value
        return str(MARK_WORDS[self.mark][0]) % value

    @property
    def closeness(self) -> str:
        """How close the figure is meant, in words of its own."""
        return str(MARK_WORDS[self.mark][1])

    @property
    def look(self) -> str:
        """How its bar is drawn."""
        return self.mark.replace(" ", "-")

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of a currency."""
        return len(self.unit) == 3 and self.unit.isupper()

    @property
    def document(self) -> str:
        """The id of the document it stands in; empty for evidence that is none of ours."""
        return (self.source["document"] or {}).get("id", "")

    @property
    def voice(self) -> str:
        """Whose figure it is, as far as that is known; evidence speaks for itself."""
        speaker = self.source.get("speaker") or {}
        return speaker.get("id") or self.source.get("speaker_words") or self.source["id"]


@dataclass(frozen=True)
class Comparison:
    """Figures that can count the same, the smallest first."""

    rows: list[Stated]
    # What they count, each as it stands in its source, where that is not the same for all.
    differing: list[tuple[str, str]]
    # Whether one does not say what it counts.
    is_unsaid: bool
    not_shown: int


def comparisons(claim: Json) -> list[Comparison]:
    """Return the figures of a claim that contradict each other: of several sources, and not all the same.

    Where the claim itself states figures, others than of their units do not concern it.
    """
    wanted = {_unit(figure) for _, figure in _figures(claim["text"])} if _is_read(claim["language"]) else set()
    stated = [one for one in _without_doubt(_stated(claim)) if not wanted or one.unit in wanted]
    return [_comparison(group) for group in _groups(stated) if _is_contradiction(group)]


def _groups(stated: list[Stated]) -> list[list[Stated]]:
    """Put together what can count the same; what fits several groups, which rule each other out, stands in none."""
    groups: list[list[Stated]] = []
    for one in sorted(stated, key=lambda one: -len(one.qualifiers) - len(one.fates)):
        fitting = [group for group in groups if all(_can_be_same(one, other) for other in group)]
        if not fitting:
            groups.append([one])
        elif len(fitting) == 1:
            fitting[0].append(one)
    return groups


def _is_contradiction(group: list[Stated]) -> bool:
    return len({one.value for one in group}) > 1 and len({one.source["id"] for one in group}) > 1


def _comparison(group: list[Stated]) -> Comparison:
    alike: list[list[Stated]] = []
    for one in group:
        known = next((rows for rows in alike if _is_same_again(one, rows[0])), None)
        if known is None:
            alike.append([one])
        else:
            known.append(one)
    shown = sorted(alike[:SHOWN], key=lambda rows: rows[0].value)
    most = max(rows[0].value for rows in shown) or 1.0
    rows = [
        replace(
            next((one for one in rows if one.is_statement), rows[0]),
            times=len({one.document or one.source["id"] for one in rows}),
            width=f"{100 * rows[0].value / most:.2f}%",
        )
        for rows in shown
    ]
    counted = {one.counts.casefold(): (one.counts, one.language) for one in rows if one.counts}
    return Comparison(
        rows=rows,
        differing=list(counted.values()) if len(counted) > 1 else [],
        is_unsaid=any(not one.counts for one in rows),
        not_shown=len(alike) - len(shown),
    )


def _is_same_again(one: Stated, other: Stated) -> bool:
    """Whether a figure repeats another: out of one mouth, or out of one document."""
    return (one.value, one.mark) == (other.value, other.mark) and (
        one.voice == other.voice or bool(one.document) and one.document == other.document
    )


def _can_be_same(one: Stated, other: Stated) -> bool:
    """Whether two figures can count the same: nothing that one says of them rules out what the other says."""
    if one.unit != other.unit or not (one.qualifiers <= other.qualifiers or other.qualifiers <= one.qualifiers):
        return False
    return not one.fates or not other.fates or bool(one.fates & other.fates)


def _without_doubt(stated: Iterable[Stated]) -> list[Stated]:
    """Leave out what a source counts twice over with different numbers: nobody can tell which of them to compare."""
    found: dict[str, list[Stated]] = {}
    for one in stated:
        found.setdefault(one.source["id"], []).append(one)
    return [
        one
        for rows in found.values()
        for one in rows
        if not any(other.value != one.value and _can_be_same(one, other) for other in rows)
    ]


def _stated(claim: Json) -> Iterator[Stated]:
    for appearance in claim["appearances"][:LISTED_APPEARANCES]:
        statement = appearance["statement"]
        part = appearance["part"]
        exact = statement["exact"]
        start = exact.find(part) if part else 0
        end = start + len(part) if part and start >= 0 else len(exact)
        yield from _of(
            f"{exact}{statement['after']}", (max(start, 0), end), statement["language"], statement, is_statement=True
        )
    for evidence in claim["evidence"]:
        if excerpt := evidence["excerpt"]:
            document = evidence["document"]
            language = document["language"] if document else claim["language"]
            yield from _of(excerpt, (0, len(excerpt)), language, evidence, is_statement=False)


def _of(text: str, span: tuple[int, int], language: str, source: Json, *, is_statement: bool) -> Iterator[Stated]:
    if not _is_read(language):
        return
    for mark, figure in _figures(text, *span):
        unit = _unit(figure)
        # The last word names what is counted, but for shares and sums, which are of something.
        of = figure.of if unit == "%" or figure.unit.isupper() else figure.of.rpartition(" ")[0]
        fate = _fate(text, figure)
        yield Stated(
            value=figure.value,
            unit=unit,
            mark=mark,
            counts=f"{figure.of} {fate}".strip(),
            qualifiers=frozenset(of.casefold().split()),
            fates=frozenset(kind for word, kind in FATES.items() if re.search(rf"\b{word}\b", fate, re.IGNORECASE)),
            source=source,
            is_statement=is_statement,
            language=language,
        )


def _is_read(language: str | None) -> bool:
    return (language or LANGUAGE).partition("-")[0] == LANGUAGE


def _figures(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, Figure]]:
    """Return figures that stand alone, each with how close it is meant."""
    for figure in find(text, start, len(text) if end is None else end):
        number = re.search(r"\d", text[figure.start : figure.end])
        rest = figure.start + number.end() if number else figure.end
        if (
            figure.unit == "percentage points"
            or figure.value > LARGEST
            or CONTINUED.search(text[: figure.start])
            or RANGE.match(text[rest:].lstrip("0123456789,."))
            # One end of "between 10,000 and 15,000 troops": what it counts stands behind the other.
            or figure.of not in " ".join(figure.text.split())
        ):
            continue
        said = BEFORE.match(figure.text) if figure.approximate else None
        words = said[0].casefold() if said else ""
        if words and NEGATED.search(text[: figure.start]):
            words = f"no {words}"
        mark = next((mark for mark, all_words in MARKS.items() if words in all_words), "about")
        yield (mark if figure.approximate else "exact"), figure


def _unit(figure: Figure) -> str:
    """Return a unit in one form for one and for many."""
    if figure.unit.isupper() or figure.unit == "%":
        return figure.unit
    word = figure.unit.casefold()
    return word.removesuffix("s") if len(word) > 3 and not word.endswith("ss") else word


def _fate(text: str, figure: Figure) -> str:
    """Return what befell those counted, as the words next to the figure say it; empty where they do not."""
    clause_end = CLAUSE_END.search(text, figure.end)
    after = text[figure.end : clause_end.start() if clause_end else len(text)]
    found = FATE.search(after)
    if found and not re.search(r"\d", after[: found.start()]) and not NUMBER_NEXT.match(after, found.end()):
        return found[0]
    ends = [match.end() for match in CLAUSE_END.finditer(text, 0, figure.start)]
    before = text[ends[-1] if ends else 0 : figure.start]
    last = list(FATE.finditer(before))[-1:]
    return last[0][0] if last and not re.search(r"\w", before[last[0].end() :]) else ""
