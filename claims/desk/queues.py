"""The queues of the desk's home: what waits, how much, since when, and the rows themselves.

Each queue is one indexed read in the order in which it is worked off. No count goes past COUNT_LIMIT.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Count, F, Min, Prefetch, Q, QuerySet
from django.urls import reverse

from claims.desk.paging import behind
from claims.desk.selectors import at_hand, document_opening, tell_returns
from claims.models import Claim, CorrectionRequest, Statement, Topic, Verdict
from claims.models.claims import OPEN_WORK
from sources.models import Document, Ingestion

# Counts stop here: beyond, nobody needs the figure, and counting on would walk the table.
COUNT_LIMIT = 1_000
ROWS_SHOWN = 50
BY_ME, NOBODY = "me", "nobody"


@dataclass(frozen=True)
class Queue:
    """One queue: its rows for a colleague, the field that tells since when each waits, and the order."""

    key: str
    title: str
    hint: str
    kind: str
    rows: Callable[[User], QuerySet[Any]]
    since: str
    # The last name is unique; "-" is descending, as in `order_by`.
    order: tuple[str, ...]
    is_mine: bool = False
    # Whether it going unseen costs readers something.
    is_pressing: bool = False
    empty: str = "Nothing waits here."


# --- what each queue holds -----------------------------------------------------------------


def claims_open() -> QuerySet[Claim]:
    return Claim.objects.filter(OPEN_WORK)


def claims_reopened(why: str = "") -> QuerySet[Claim]:
    rows = Claim.objects.filter(reopened_at__isnull=False, withdrawn_at__isnull=True, merged_into__isnull=True)
    return rows.filter(reopened_for=why) if why else rows


def verdicts_for_second_editor(user: User) -> QuerySet[Verdict]:
    """Return the proposed verdicts that somebody else than their proposer may decide."""
    return Verdict.objects.filter(state=Verdict.State.PROPOSED).exclude(proposed_by=user)


def verdicts_returned_to(user: User) -> QuerySet[Verdict]:
    returned = Verdict.objects.filter(state=Verdict.State.RETURNED, claim__withdrawn_at__isnull=True)
    return returned.filter(Q(proposed_by=user) | Q(created_by=user))


def _drafts_of(user: User) -> QuerySet[Verdict]:
    drafts = Verdict.objects.filter(state=Verdict.State.DRAFT, claim__withdrawn_at__isnull=True)
    # Somebody else's that I proposed and took back is mine to go on with.
    return drafts.filter(Q(proposed_by=user) | Q(created_by=user))


def _documents_to_review(_user: User) -> QuerySet[Any]:
    """One row for each document that has suggestions: its id, how many, and since when."""
    suggested = Statement.objects.filter(at_hand(), review_state=Statement.Review.SUGGESTED)
    return suggested.order_by().values("document_id").annotate(waiting=Count("pk"), since=Min("created_at"))


def _requests_open(_user: User) -> QuerySet[CorrectionRequest]:
    return CorrectionRequest.objects.filter(state=CorrectionRequest.State.OPEN)


def _failed(_user: User) -> QuerySet[Ingestion]:
    return Ingestion.objects.filter(state=Ingestion.State.FAILED)


BY_PRIORITY = ("-priority", "created_at", "pk")
QUEUES = (
    Queue("mine", "My work", "claims assigned to me that need a verdict or another look", "claims",
          lambda user: claims_open().filter(assigned_to=user), "created_at", BY_PRIORITY, is_mine=True,
          empty="Nothing is assigned to you."),
    Queue("writing", "My drafts", "verdicts I began and have not proposed", "verdicts", _drafts_of, "updated_at",
          ("updated_at", "pk"), is_mine=True, empty="You have no verdict under way."),
    Queue("returned", "Returned to me", "my verdicts that came back with a reason", "verdicts", verdicts_returned_to,
          "updated_at", ("updated_at", "pk"), is_mine=True, is_pressing=True, empty="Nothing came back to you."),
    Queue("review", "Documents to review", "with statements not yet accepted or rejected", "documents",
          _documents_to_review, "since", ("document_id",), empty="Every statement has been reviewed."),
    Queue("unassigned", "Unassigned", "claims that nobody works on", "claims",
          lambda user: claims_open().filter(assigned_to__isnull=True), "created_at", BY_PRIORITY,
          empty="Every open claim has somebody."),
    Queue("second", "Waiting for a second editor", "verdicts that somebody else proposed", "verdicts",
          verdicts_for_second_editor, "proposed_at", ("proposed_at", "pk"), is_pressing=True,
          empty="No verdict waits for a second editor."),
    Queue("recheck", "Recheck due", "unverified claims whose day has come", "claims",
          lambda user: claims_reopened(Claim.Reopened.RECHECK), "reopened_at", ("-priority", "reopened_at", "pk"),
          is_pressing=True, empty="No recheck is due."),
    Queue("reopened", "A source changed", "claims whose source was changed or withdrawn", "claims",
          lambda user: claims_reopened(Claim.Reopened.SOURCE), "reopened_at", ("-priority", "reopened_at", "pk"),
          is_pressing=True, empty="No source of a claim has changed."),
    Queue("requests", "Correction requests", "from readers and claimants", "requests", _requests_open, "created_at",
          ("created_at", "pk"), is_pressing=True, empty="No correction is asked for."),
    Queue("failed", "Failed deliveries", "copy that could not be read, with the reason", "deliveries", _failed,
          "created_at", ("created_at", "pk"), is_pressing=True, empty="Every delivery could be read."),
    Queue("open", "All open claims", "whoever works on them", "claims", lambda user: claims_open(), "created_at",
          BY_PRIORITY, empty="No claim is open."),
)  # fmt: skip
BY_KEY = {queue.key: queue for queue in QUEUES}
# What to show who has not chosen: the first that holds something.
FIRST = ("returned", "mine", "second", "review", "unassigned", "open")


# --- filters -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """What the address narrows a queue of claims or verdicts to; unknown values are none."""

    priority: str = ""
    topic: str = ""
    assigned: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str]) -> "Filters":
        priority, topic, assigned = (data.get(name, "").replace("\0", "") for name in ("priority", "topic", "assigned"))
        is_topic = topic and Topic.objects.filter(slug=topic).exists()
        is_known = assigned in (BY_ME, NOBODY) or (
            assigned and User.objects.filter(username=assigned, is_staff=True, is_active=True).exists()
        )
        return cls(
            priority=priority if priority in map(str, Claim.Priority.values) else "",
            topic=topic if is_topic else "",
            assigned=assigned if is_known else "",
        )

    def values(self) -> dict[str, str]:
        return asdict(self)

    def __bool__(self) -> bool:
        return any((self.priority, self.topic, self.assigned))

    def apply(self, queue: Queue, rows: QuerySet[Any], user: User) -> QuerySet[Any]:
        if queue.kind not in ("claims", "verdicts"):
            return rows
        at = "" if queue.kind == "claims" else "claim__"
        if self.priority:
            rows = rows.filter(**{f"{at}priority": int(self.priority)})
        if self.topic:
            rows = rows.filter(**{f"{at}topics__slug": self.topic})
        if self.assigned == BY_ME:
            rows = rows.filter(**{f"{at}assigned_to": user})
        elif self.assigned == NOBODY:
            rows = rows.filter(**{f"{at}assigned_to__isnull": True})
        elif self.assigned:
            rows = rows.filter(**{f"{at}assigned_to__username": self.assigned})
        return rows


# --- what the page shows -------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How a queue stands: how many wait, and since when the oldest does."""

    queue: Queue
    count: int
    oldest: dt.datetime | None

    @property
    def shown(self) -> str:
        return f"{COUNT_LIMIT - 1}+" if self.count >= COUNT_LIMIT else str(self.count)


@dataclass
class Home:
    """All that the desk's home shows."""

    standings: list[Standing]
    queue: Queue
    filters: Filters
    rows: list[Any]
    # Public id of the last row, where more follow.
    last: str
    topics: list[Topic]
    colleagues: list[User]

    @property
    def mine(self) -> list[Standing]:
        return [one for one in self.standings if one.queue.is_mine]

    @property
    def of_all(self) -> list[Standing]:
        return [one for one in self.standings if not one.queue.is_mine]

    @property
    def has_filters(self) -> bool:
        return self.queue.kind in ("claims", "verdicts")

    @property
    def address(self) -> str:
        """The address of this list, filters included."""
        return self._address(**self.filters.values())

    @property
    def address_without_filters(self) -> str:
        return self._address()

    @property
    def address_of_more(self) -> str:
        return self._address(**self.filters.values(), after=self.last) if self.last else ""

    def _address(self, **values: str) -> str:
        asked = {"queue": self.queue.key, **values}
        return f"{reverse('desk:home')}?{urlencode({name: value for name, value in asked.items() if value})}"


def standing(queue: Queue, user: User) -> Standing:
    """Count a queue, in its own order, up to the limit."""
    first = queue.rows(user).order_by(*queue.order)[:COUNT_LIMIT]
    counted = first.aggregate(count=Count("*"), oldest=Min(queue.since))
    return Standing(queue, counted["count"], counted["oldest"])


def home(user: User, *, chosen: str = "", filters: Filters | None = None, after: str = "") -> Home:
    """Return how every queue stands, and a page of one: the `chosen`, or the first that holds something."""
    filters = filters or Filters()
    standings = [standing(queue, user) for queue in QUEUES]
    full = {one.queue.key for one in standings if one.count}
    if not user.has_perm("claims.approve_verdict"):
        full.discard("second")
    queue = BY_KEY.get(chosen) or BY_KEY[next((key for key in FIRST if key in full), "mine")]
    rows = filters.apply(queue, queue.rows(user), user).order_by(*queue.order)
    found = _shown(queue, _following(queue, rows, after))
    is_more = len(found) > ROWS_SHOWN
    found = found[:ROWS_SHOWN]
    return Home(
        standings=standings,
        queue=queue,
        filters=filters,
        rows=found,
        last=found[-1].public_id if is_more else "",
        topics=list(Topic.objects.all()),
        colleagues=list(
            User.objects.filter(is_staff=True, is_active=True).order_by("first_name", "username").exclude(pk=user.pk)
        ),
    )


def _following(queue: Queue, rows: QuerySet[Any], after: str) -> QuerySet[Any]:
    """Return the rows behind the one with the public id `after`, in the queue's order."""
    if queue.kind == "documents":
        # A row is all that waits in one document.
        last = Document.objects.filter(public_id=after).values(document_id=F("pk"))
    else:
        last = rows.model.objects.filter(public_id=after)
    return behind(rows, queue.order, last)


def _shown(queue: Queue, rows: QuerySet[Any]) -> list[Any]:
    """Load one more row than a page shows, with what it shows of each."""
    rows = rows[: ROWS_SHOWN + 1]
    match queue.kind:
        case "claims":
            return list(rows.select_related("claimant", "assigned_to"))
        case "verdicts":
            verdicts = list(rows.select_related("claim__assigned_to", "rating", "proposed_by", "created_by"))
            tell_returns(verdicts)
            return verdicts
        case "requests":
            return list(rows.select_related("claim"))
        case "deliveries":
            texts_apart = Prefetch("document", Document.objects.defer("text"))
            return list(rows.select_related("created_by").prefetch_related(texts_apart))
    waiting = {row["document_id"]: row for row in rows}
    found = Document.objects.filter(pk__in=waiting).select_related("outlet").defer("text").order_by("pk")
    documents = list(found.annotate(opening=document_opening()))
    for document in documents:
        document.waiting, document.since = (waiting[document.pk][name] for name in ("waiting", "since"))  # type: ignore[attr-defined]
    return documents
