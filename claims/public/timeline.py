"""Where things stand on a line of time: every appearance of a claim, before and after its verdicts. Pure.

Places along the line are percentages, so that a picture fits any width and its words keep their size.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.public.shaping import day_of, words_for_day

Json = dict

# In pixels: a dot with its distance to the next, the room above the dots for the verdicts' signs, below for the days.
STEP = 13
ABOVE = 34
BELOW = 30
# More dots on one place than this become one dot and a number.
STACKED = 6
# Dots nearer than this, in hundredths of the width, stand above each other: on a phone a dot is that wide.
COLUMNS = 40
MARGIN = 4
# So many appearances and verdicts stand in a list: on a line they would be two dots with nothing between them.
FEW = 5
# Words under the line nearer than this would run into each other on a phone.
APART = 30


@dataclass(frozen=True)
class Dot:
    """One appearance, or several where `count` is more than one."""

    x: str
    y: int
    is_after: bool
    count: int = 1


@dataclass(frozen=True)
class Sign:
    """One verdict: a line through the picture with its status above."""

    x: str
    status: str
    label: str
    day: dt.date


@dataclass(frozen=True)
class Day:
    """A day written under the line."""

    x: str
    words: str
    anchor: str


@dataclass(frozen=True)
class Step:
    """One line of a short list: words that appeared, or a verdict, with the status it gave."""

    day: dt.date
    statement: Json | None = None
    verdict: Json | None = None


@dataclass(frozen=True)
class Timeline:
    """The picture of when a claim appeared, and where little happened the list that takes its place."""

    steps: list[Step]
    dots: list[Dot]
    signs: list[Sign]
    days: list[Day]
    height: int
    before: int
    after: int
    undated: int
    first: dt.date
    last: dt.date

    @property
    def base(self) -> int:
        """Where the line of time is, from above."""
        return self.height - BELOW

    @property
    def total(self) -> int:
        """How many appearances have a day."""
        return self.before + self.after


def appeared_on(statement: dict) -> dt.date | None:
    """Return the day on which words appeared: when their document was published, or else when they were said."""
    return day_of(statement["document"]["published_at"]) or day_of(statement["said_on"])


def timeline(claim: dict) -> Timeline | None:
    """Return the picture of a claim's appearances and verdicts; None where no appearance has a day."""
    statements = [appearance["statement"] for appearance in claim["appearances"]]
    appeared = [Step(day, statement=one) for one in statements if (day := appeared_on(one))]
    dated = sorted(step.day for step in appeared)
    if not dated:
        return None
    verdicts = sorted([claim["verdict"], *claim["earlier_verdicts"]], key=lambda one: one["approved_at"])
    decided = [(day, one) for one in verdicts if (day := day_of(one["approved_at"]))]
    ends = [*dated, *(day for day, _ in decided)]
    start, end = min(ends), max(ends)
    published = decided[0][0] if decided else None
    dots, highest = _dots(dated, published, start, end)
    height = ABOVE + STEP * (highest + 1) + BELOW
    signs = [Sign(_percent(day, start, end), one["status"], one["rating"]["label"], day) for day, one in decided]
    steps = [*appeared, *(Step(day, verdict=one) for day, one in decided)]
    return Timeline(
        steps=sorted(steps, key=lambda step: step.day) if len(steps) <= FEW else [],
        # From above, as pictures count.
        dots=[Dot(dot.x, height - BELOW - dot.y, dot.is_after, dot.count) for dot in dots],
        signs=signs,
        days=_days([dated[0], dated[-1], *(day for day, _ in decided)], start, end),
        height=height,
        before=sum(1 for day in dated if not published or day <= published),
        after=sum(1 for day in dated if published and day > published),
        undated=len(statements) - len(dated),
        first=dated[0],
        last=dated[-1],
    )


def _dots(dated: Sequence[dt.date], published: dt.date | None, start: dt.date, end: dt.date) -> tuple[list[Dot], int]:
    columns: dict[tuple[int, bool], list[dt.date]] = {}
    for day in dated:
        is_after = published is not None and day > published
        columns.setdefault((round(_place(day, start, end) * COLUMNS), is_after), []).append(day)
    dots, highest = [], 1
    for (_, is_after), days in columns.items():
        x = _percent(days[0], start, end)
        if len(days) > STACKED:
            dots.append(Dot(x, STEP, is_after, len(days)))
            continue
        dots += [Dot(x, STEP * (level + 1), is_after) for level in range(len(days))]
        highest = max(highest, len(days))
    return dots, highest


def _place(day: dt.date, start: dt.date, end: dt.date) -> float:
    return (day - start).days / (end - start).days if end > start else 0.5


def _percent(day: dt.date, start: dt.date, end: dt.date) -> str:
    return f"{MARGIN + (100 - 2 * MARGIN) * _place(day, start, end):.2f}%"


def _days(wanted: Iterable[dt.date], start: dt.date, end: dt.date) -> list[Day]:
    """Return days to write under the line, those that matter most first, none over another."""
    written: list[tuple[float, dt.date]] = []
    for day in wanted:
        place = 100 * _place(day, start, end)
        if all(abs(place - other) >= APART for other, _ in written):
            written.append((place, day))
    return [
        Day(
            _percent(day, start, end),
            words_for_day(day)[1],
            "start" if place < APART / 2 else "end" if place > 100 - APART / 2 else "middle",
        )
        for place, day in sorted(written)
    ]


# --- claims by year and status ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """The claims of one status in one year: where its bar begins and how wide it is."""

    status: str
    x: str
    width: str


@dataclass(frozen=True)
class Year:
    """One year of a speaker: a bar of parts, the numbers behind it, and how many statements there are."""

    year: str
    parts: list[Part]
    counts: list[int]
    statements: int


def by_year(claims: Iterable[tuple[str, str]], statements: Iterable[str], statuses: Sequence[str]) -> list[Year]:
    """Return, for each year that has any, its claims by status and its statements; the longest bar fills the width.

    What has no year comes last.
    """
    of_claims, of_statements = Counter(claims), Counter(statements)
    years = sorted({*(year for year, _ in of_claims), *of_statements}, key=lambda year: (not year, year))
    counts = {year: [of_claims[year, status] for status in statuses] for year in years}
    most = max((sum(one) for one in counts.values()), default=0) or 1
    return [Year(year, _parts(counts[year], statuses, most), counts[year], of_statements[year]) for year in years]


def _parts(counts: Sequence[int], statuses: Sequence[str], most: int) -> list[Part]:
    parts, x = [], 0.0
    for status, count in zip(statuses, counts, strict=True):
        if count:
            width = 100 * count / most
            parts.append(Part(status, f"{x:.2f}%", f"{width:.2f}%"))
            x += width
    return parts
