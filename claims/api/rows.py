"""Finding working rows by their ids, with what showing them needs."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Max, Min, Model, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.expressions import RawSQL

from claims.models import (
    Appearance,
    Claim,
    ClaimLink,
    CorrectionRequest,
    Event,
    Evidence,
    Rating,
    Statement,
    Topic,
    Verdict,
)
from claims.services.verdicts import FAULTS_READ
from claims.workflow import EDITABLE_VERDICTS
from factcheck.base import DomainError
from sources.models import Document, Ingestion, Outlet, Speaker

# A line gets its row before its transaction commits, so one of a slow transaction appears among lines that were read
# already. It counts as settled when nothing that was begun before it committed is open any more; what is open in other
# databases of the server, and what tidies up in this one, writes no lines.
SETTLED = """
    age(claims_event.xmin) > coalesce((
        SELECT max(age(running::xid)) FROM pg_snapshot_xip(pg_current_snapshot()) AS running
        WHERE NOT EXISTS (
            SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE pg_locks.transactionid = running::xid
            AND (pg_stat_activity.datname <> current_database() OR backend_type = 'autovacuum worker')
        )
    ), -1)
"""
# A line is dated where it is written, which in a long transaction is before its neighbours were.
OUT_OF_ORDER = dt.timedelta(hours=1)


def claims() -> QuerySet[Claim]:
    return Claim.objects.select_related("claimant", "assigned_to", "merged_into", "current_verdict")


def statements() -> QuerySet[Statement]:
    rows = Statement.objects.select_related("speaker", "document").prefetch_related("claims")
    return rows.defer("document__text")


def verdicts() -> QuerySet[Verdict]:
    return Verdict.objects.select_related("claim", "rating", "created_by", "proposed_by", "approved_by")


def verdicts_load(found: list[Verdict]) -> None:
    """Read what is shown beside verdicts: what they lack only of those that can still be mended."""
    mended = [row for row in found if row.state in EDITABLE_VERDICTS]
    decided = [row for row in found if row.state not in EDITABLE_VERDICTS]
    prefetch_related_objects(mended, *FAULTS_READ)
    prefetch_related_objects(decided, Prefetch("evidence", Evidence.objects.only("public_id")))


def documents() -> QuerySet[Document]:
    return Document.objects.select_related("outlet")


def ingestions() -> QuerySet[Ingestion]:
    return Ingestion.objects.select_related("document", "retry_of", "created_by").defer("document__text")


def speakers() -> QuerySet[Speaker]:
    return Speaker.objects.prefetch_related("names")


def topics() -> QuerySet[Topic]:
    return Topic.objects.all()


def outlets() -> QuerySet[Outlet]:
    return Outlet.objects.all()


def corrections() -> QuerySet[CorrectionRequest]:
    return CorrectionRequest.objects.select_related("claim", "answered_by")


def events() -> QuerySet[Any]:
    """Return all lines as they were written; `is_settled` says that none appears before this one any more."""
    return Event.objects.annotate(is_settled=RawSQL(SETTLED, [], BooleanField())).order_by("pk")  # noqa: S611 - no value in it


def events_place(since: dt.datetime) -> int:
    """Return a row of the ledger before every line that is as old as `since` or newer, found by halving."""
    before = since - OUT_OF_ORDER
    ends = Event.objects.aggregate(first=Min("pk"), last=Max("pk"))
    low, high = (ends["first"] or 1) - 1, ends["last"] or 0
    while low < high:
        middle = (low + high) // 2
        row = Event.objects.filter(pk__gt=middle).order_by("pk").values("pk", "at")[0]
        if row["at"] < before:
            low = row["pk"]
        else:
            high = middle
    return low


def claim(public_id: str) -> Claim | None:
    return claims().filter(public_id=public_id).first()


def statement(public_id: str) -> Statement | None:
    return statements().filter(public_id=public_id).first()


def verdict(public_id: str) -> Verdict | None:
    return verdicts().prefetch_related(*FAULTS_READ).filter(public_id=public_id).first()


def document(public_id: str) -> Document | None:
    return documents().filter(public_id=public_id).first()


def ingestion(public_id: str) -> Ingestion | None:
    return ingestions().filter(public_id=public_id).first()


def speaker(public_id: str) -> Speaker | None:
    return speakers().filter(public_id=public_id).first()


def evidence(public_id: str) -> Evidence | None:
    return Evidence.objects.select_related("claim", "document", "added_by").filter(public_id=public_id).first()


def appearance(public_id: str) -> Appearance | None:
    return Appearance.objects.select_related("claim", "statement").filter(public_id=public_id).first()


def link(of: Claim, kind: str, other: Claim) -> ClaimLink:
    """Return how a claim relates to another; DomainError where it does not. A contradiction is stored at either end."""
    ways = Q(claim=of, other=other)
    if kind == ClaimLink.Kind.CONTRADICTS:
        ways |= Q(claim=other, other=of)
    row = ClaimLink.objects.filter(ways, kind=kind).select_related("claim", "other").first()
    if row is None:
        raise DomainError(
            "The two claims are not linked so. `links` of a claim says which is `claim` and which is `other`.",
            field="other",
        )
    return row


# --- rows that a body names -------------------------------------------------------------------------------------------


def named(model: type[Model], public_id: str | None, field: str) -> Any:
    """Return the row that a member of a body names; DomainError where there is none."""
    if public_id is None:
        return None
    rows: Any = model._default_manager  # noqa: SLF001 - Django's name for it
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise DomainError(f"There is no {model._meta.verbose_name} with this id in the record.", field=field)
    return row


def all_named(model: type[Model], public_ids: Iterable[str], field: str) -> list[Any]:
    """Return the rows that a member of a body names, in its order."""
    return [named(model, public_id, field) for public_id in public_ids]


def topics_named(public_ids: Iterable[str]) -> list[Topic]:
    return all_named(Topic, public_ids, "topics")


def rating_named(code: str | None) -> Rating | None:
    if code is None:
        return None
    rating = Rating.objects.filter(code=code).first()
    if rating is None:
        raise DomainError("The house scale has no such rating.", field="rating")
    return rating
