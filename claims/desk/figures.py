"""Figures of the desk: how long things take, what waits, what was decided, and how well the reader does.

Each figure is one query over a period, a table, and bars drawn from it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from claims.desk.lookups import with_id
from claims.desk.queues import claims_reopened
from claims.desk.selectors import at_hand
from claims.models import Claim, Event, Statement, Verdict
from claims.services.suggestions import PERSON
from sources.models import Speaker

PERIODS = (30, 90, 365)
# Groups that are shown; the CSV has all of them.
SHOWN = 15
STATUSES = ("verified", "disputed", "unverified")
# The share of a bar in which its figure still can be read, on a phone too.
ROOM = 8


@dataclass(frozen=True)
class Part:
    """A piece of a bar, ready to draw; `look` names its pattern, so that it is told without colour.

    Places are percentages of the longest bar: a chart is as wide as its page, and its words keep their size.
    """

    name: str
    value: float
    look: int
    begin: float
    length: float

    @property
    def has_room(self) -> bool:
        return self.length > ROOM

    @property
    def x(self) -> str:
        return f"{self.begin:.2f}%"

    @property
    def width(self) -> str:
        return f"{self.length:.2f}%"

    @property
    def middle(self) -> str:
        return f"{self.begin + self.length / 2:.2f}%"

    @property
    def shown(self) -> str:
        return f"{self.value:g}"


@dataclass(frozen=True)
class Bar:
    """A bar with its label above it; `nothing` says why none is drawn: there are none, or they come to nothing."""

    label: str
    parts: list[Part]
    nothing: str


@dataclass
class Figure:
    """A table and the bars drawn from it: the first column labels, those in `series` are drawn."""

    name: str
    title: str
    note: str
    columns: tuple[str, ...]
    series: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    unit: str = ""

    @property
    def shown(self) -> list[tuple[Any, ...]]:
        return self.rows[:SHOWN]

    @property
    def not_shown(self) -> int:
        return max(0, len(self.rows) - SHOWN)

    @property
    def legend(self) -> list[tuple[int, str]]:
        return list(enumerate(self.series))

    @property
    def bars(self) -> list[Bar]:
        places = [self.columns.index(name) for name in self.series]
        totals = [sum(float(row[place] or 0) for place in places) for row in self.shown]
        scale = 100 / (max(totals, default=0.0) or 1.0)
        bars = []
        for row in self.shown:
            begin, parts = 0.0, []
            for look, place in enumerate(places):
                length = float(row[place] or 0) * scale
                if length:
                    parts.append(Part(self.columns[place], row[place], look, begin, length))
                begin += length
            bars.append(Bar(str(row[0]), parts, "0" if any(row[1:]) else "none"))
        return bars


def _minutes(sql: str, since: dt.datetime) -> tuple[int, float, float]:
    """Return how many, the median and the nineteenth twentieth of minutes that an SQL expression yields."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes),"  # noqa: S608 - constants below
            f" percentile_cont(0.95) WITHIN GROUP (ORDER BY minutes) FROM ({sql}) AS spans",
            [since],
        )
        count, median, most = cursor.fetchone() or (0, None, None)
    return count, round(median or 0, 1), round(most or 0, 1)


STAGES = {
    "Copy: handed in to read": """
        SELECT extract(epoch FROM finished_at - created_at) / 60 AS minutes FROM sources_ingestion
        WHERE finished_at IS NOT NULL AND created_at >= %s""",
    "Statement: found to reviewed": """
        SELECT extract(epoch FROM min(e.at) - s.created_at) / 60 AS minutes FROM claims_event e
        JOIN claims_statement s ON s.public_id = e.subject_id
        WHERE e.action IN ('statement.accepted', 'statement.rejected') AND e.at >= %s GROUP BY s.id""",
    "Claim: drafted to first verdict begun": """
        SELECT extract(epoch FROM min(v.created_at) - c.created_at) / 60 AS minutes FROM claims_claim c
        JOIN claims_verdict v ON v.claim_id = c.id WHERE c.created_at >= %s GROUP BY c.id""",
    "Verdict: begun to proposed": """
        SELECT extract(epoch FROM proposed_at - created_at) / 60 AS minutes FROM claims_verdict
        WHERE proposed_at IS NOT NULL AND created_at >= %s""",
    "Verdict: proposed to approved": """
        SELECT extract(epoch FROM approved_at - proposed_at) / 60 AS minutes FROM claims_verdict
        WHERE approved_at >= %s""",
}


def stages(since: dt.datetime) -> Figure:
    rows = [(words, *_minutes(sql, since)) for words, sql in STAGES.items()]
    return Figure(
        "stages", "Minutes in each stage", "Half of them took no longer than the median.",
        ("Stage", "How many", "Median minutes", "95 of 100 within"), ("Median minutes",), rows, "minutes",
    )  # fmt: skip


AGES = (("today", 0, 1), ("1–2 days", 1, 3), ("3–7 days", 3, 8), ("8–30 days", 8, 31), ("older", 31, None))


def backlog(since: dt.datetime) -> Figure:
    """What waits now, whatever the period."""
    now = timezone.now()

    def ages(column: str) -> dict[str, Count]:
        counts = {}
        for number, (_, first, last) in enumerate(AGES):
            within = Q(**{f"{column}__lte": now - dt.timedelta(days=first)})
            if last is not None:
                within &= Q(**{f"{column}__gt": now - dt.timedelta(days=last)})
            counts[f"age{number}"] = Count("pk", filter=within)
        return counts

    waiting: tuple[tuple[str, Any, str], ...] = (
        (
            "Statements to review",
            Statement.objects.filter(at_hand(), review_state=Statement.Review.SUGGESTED),
            "created_at",
        ),
        (
            "Claims without a verdict",
            Claim.objects.filter(published_at=None, merged_into=None, withdrawn_at=None),
            "created_at",
        ),
        ("Verdicts for a second editor", Verdict.objects.filter(state=Verdict.State.PROPOSED), "proposed_at"),
        ("Claims back on the desk", claims_reopened(), "reopened_at"),
    )
    rows = []
    for words, found, column in waiting:
        counts = found.order_by().aggregate(**ages(column))
        rows.append((words, *(counts[f"age{number}"] for number in range(len(AGES)))))
    names = tuple(words for words, _, _ in AGES)
    return Figure("backlog", "What waits, by age", "As it is now.", ("What", *names), names, rows)


def _approved(since: dt.datetime) -> QuerySet[Verdict]:
    return Verdict.objects.filter(approved_at__gte=since).order_by()


def _by_status(found: Iterable[tuple[Any, str, int]]) -> list[tuple[Any, ...]]:
    groups: dict[Any, dict[str, int]] = {}
    for key, status, count in found:
        groups.setdefault(key, dict.fromkeys(STATUSES, 0))[status] += count
    rows = [(key, *(counts[status] for status in STATUSES), sum(counts.values())) for key, counts in groups.items()]
    return sorted(rows, key=lambda row: (-row[-1], str(row[0])))


STATUS_COLUMNS = ("Verified", "Disputed", "Unverified")


def by_speaker(since: dt.datetime) -> Figure:
    found = _approved(since).values_list("claim__claimant", "rating__status").annotate(Count("pk"))
    rows = _by_status(found)
    names = Speaker.objects.in_bulk([row[0] for row in rows if row[0]])
    shared = Counter(speaker.name for speaker in names.values())

    def named(key: int | None) -> str:
        if key is None:
            return "nobody named"
        speaker = names[key]
        return with_id(speaker.name, speaker.public_id) if shared[speaker.name] > 1 else speaker.name

    rows = sorted(((named(key), *counts) for key, *counts in rows), key=lambda row: (-row[-1], row[0]))
    return Figure("speakers", "Verdicts by speaker",
                  "Corrections count as verdicts of their own; so do verdicts on claims that were withdrawn since.",
                  ("Speaker", *STATUS_COLUMNS, "All"), STATUS_COLUMNS, rows)  # fmt: skip


def by_country(since: dt.datetime) -> Figure:
    found = _approved(since).values_list("claim__claimant__country", "rating__status").annotate(Count("pk"))
    rows = _by_status((code or "not known", status, count) for code, status, count in found)
    return Figure("countries", "Verdicts by country", "The country that the claimant speaks for.",
                  ("Country", *STATUS_COLUMNS, "All"), STATUS_COLUMNS, rows)  # fmt: skip


def over_time(since: dt.datetime) -> Figure:
    found = (
        _approved(since).annotate(month=TruncMonth("approved_at")).values_list("month", "rating__status")
        .annotate(Count("pk"))
    )  # fmt: skip
    rows = sorted(_by_status((f"{month:%Y-%m}", status, count) for month, status, count in found))
    return Figure("months", "Verdicts over time", "By the month in which they were approved.",
                  ("Month", *STATUS_COLUMNS, "All"), STATUS_COLUMNS, rows)  # fmt: skip


def agreement(since: dt.datetime) -> Figure:
    """How often the second editor approved what was proposed, and how often it went back."""
    found = (
        Event.objects.filter(at__gte=since, action__in=["verdict.approved", "verdict.corrected", "verdict.returned"])
        .order_by()
        .values_list("actor_name")
        .annotate(
            approved=Count("pk", filter=~Q(action="verdict.returned")),
            returned=Count("pk", filter=Q(action="verdict.returned")),
        )
    )
    rows = [(name, yes, no, f"{yes / (yes + no):.0%}") for name, yes, no in found]
    rows.sort(key=lambda row: (-row[1] - row[2], row[0]))
    return Figure("agreement", "Proposer and second editor", "What each second editor approved and sent back.",
                  ("Second editor", "Approved", "Returned", "Agreed"), ("Approved", "Returned"), rows)  # fmt: skip


def _suggestions(since: dt.datetime, *group: str) -> list[tuple[Any, ...]]:
    found = (
        Statement.objects.filter(created_at__gte=since).exclude(found_by=PERSON).order_by().values_list(*group)
        .annotate(
            accepted=Count("pk", filter=Q(review_state="accepted")),
            rejected=Count("pk", filter=Q(review_state="rejected")),
            waiting=Count("pk", filter=Q(review_state="suggested")),
        )
    )  # fmt: skip
    rows = []
    for *key, accepted, rejected, waiting in found:
        share = f"{rejected / (accepted + rejected):.0%}" if accepted + rejected else "–"
        rows.append((" · ".join(str(part) or "no doubt" for part in key), accepted, rejected, waiting, share))
    return sorted(rows, key=lambda row: (-row[2], -row[1], row[0]))


SUGGESTION_COLUMNS = ("Accepted", "Rejected", "To review", "Rejected of reviewed")


def by_rule(since: dt.datetime) -> Figure:
    rows = _suggestions(since, "found_by", "kind", "doubt")
    return Figure(
        "rules", "The reader’s suggestions, by rule",
        "By its version, the kind of statement, and its reason for doubt; the most rejected first.",
        ("Rule", *SUGGESTION_COLUMNS), SUGGESTION_COLUMNS[:3], rows,
    )  # fmt: skip


def by_cue(since: dt.datetime) -> Figure:
    return Figure(
        "cues", "The reader’s suggestions, by cue", "The word of saying by which it took them for statements.",
        ("Cue", *SUGGESTION_COLUMNS), SUGGESTION_COLUMNS[:3], _suggestions(since, "cue"),
    )  # fmt: skip


FIGURES: dict[str, Callable[[dt.datetime], Figure]] = {
    "stages": stages,
    "backlog": backlog,
    "months": over_time,
    "speakers": by_speaker,
    "countries": by_country,
    "agreement": agreement,
    "rules": by_rule,
    "cues": by_cue,
}
