"""What the editors' pages show: composed reads, each with a fixed number of queries."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Left
from django.urls import reverse

from claims.desk.marks import Mark, Segment, segments, text_parts
from claims.desk.paging import behind
from claims.models import (
    Appearance,
    Claim,
    ClaimLink,
    Comment,
    CorrectionRequest,
    Event,
    Evidence,
    Statement,
    Topic,
    Verdict,
)
from claims.origins import supporting
from claims.services.conditions import readers_see
from claims.services.undoing import last_acts
from claims.services.verdicts import verdict_faults
from claims.workflow import EDITABLE_VERDICTS, OPEN_VERDICTS
from sources.differences import Change, word_changes
from sources.models import Document, Ingestion, IntakePause
from sources.names import name_key
from sources.workflow import INGESTION_UNFINISHED

OPENING_LENGTH = 120
DELIVERIES_SHOWN = 50
EVENTS_SHOWN = 20
EVENTS_PAGE = 200

EVENT_WORDS = {
    "claim.drafted": "drafted the claim",
    "claim.edited": "edited the claim",
    "claim.assigned": "assigned the claim",
    "claim.linked": "linked it to another claim",
    "claim.unlinked": "took a link to another claim back",
    "claim.dropped": "put the claim away: it is not pursued",
    "claim.taken_up": "took the claim up again",
    "claim.withdrawn": "withdrew the claim",
    "claim.removed": "removed the claim’s page, as the law demands",
    "claim.reopened": "reopened the claim",
    "claim.merged": "merged the claim into another",
    "claim.took_in": "merged another claim into this one",
    "claim.unmerged": "undid the merge",
    "speaker.merged": "merged the speaker into another",
    "speaker.took_in": "merged another speaker into this one",
    "speaker.unmerged": "undid the merge",
    "appearance.added": "joined a statement",
    "appearance.removed": "took a statement out",
    "appearance.part_set": "named the words that make the claim",
    "evidence.added": "added evidence",
    "evidence.edited": "corrected evidence",
    "evidence.removed": "removed evidence",
    "evidence.kept": "kept a copy of evidence",
    "source.changed": "found that a source changed",
    "source.edited": "corrected the details of a source",
    "source.withdrawn": "heard that a source was withdrawn",
    "source.restored": "heard that a source was not withdrawn",
    "verdict.drafted": "began a verdict",
    "verdict.edited": "edited the verdict",
    "verdict.proposed": "proposed the verdict",
    "verdict.taken_back": "took the proposal back",
    "verdict.returned": "returned the verdict",
    "verdict.discarded": "gave the verdict up",
    "verdict.approved": "approved the verdict",
    "verdict.corrected": "approved a corrected verdict",
    "statement.accepted": "accepted the statement",
    "statement.rejected": "rejected the statement",
    "statement.reopened": "took the review back",
    "statement.undone": "took back what was done last",
    "statement.reattributed": "gave the words to another speaker",
    "statement.respanned": "moved the ends of the statement",
    "statement.marked": "marked the statement",
    "statement.authenticity_set": "decided whether they said it",
    "statement.moved": "moved the statement to the next version",
    "statement.lost": "lost the statement: its words are gone",
    "document.edited": "corrected the details of the document",
    "document.reread": "had the document read again",
    "document.replaced": "put a new version in its place",
    "document.put_away": "put the document away",
    "document.taken_up": "took the document up again",
    "document.withdrawn": "marked it as withdrawn by its publisher",
    "document.restored": "took back that its publisher withdrew it",
    "document.copy_confirmed": "said that it is a copy",
    "document.copy_split": "said that it is no copy",
    "document.edited_online": "found its page changed",
    "document.went_offline": "found its page gone",
    "document.kept": "kept a copy of its page",
    "document.back_online": "found its page back",
    "document.change_seen": "saw what changed online",
    "speaker.created": "added the speaker",
    "speaker.edited": "edited the speaker",
    "speaker.taken_back": "took the speaker out again",
    "correction.answered": "answered a correction request",
}


def document_opening(at: str = "") -> Case:
    """The first words of a document that has no headline, to know it by in a list; for `annotate`.

    `at` leads from the row to the document, such as "statement__document__".
    """
    return Case(When(**{f"{at}title": ""}, then=Left(f"{at}text", OPENING_LENGTH)), default=Value(""))


def at_hand() -> Q:
    """All statements but those of documents that are put away; for `filter`."""
    return ~Q(document__in=Document.objects.filter(put_away_at__isnull=False))


def statements_apart() -> QuerySet[Statement]:
    """Return statements with their speaker and document, whose text stays where it is; see `known_by_opening`."""
    rows = Statement.objects.select_related("speaker", "document__outlet").defer("document__text")
    return rows.annotate(opening=document_opening("document__"))


# Verbs whose object is what somebody turns down: they are not the one who claims it.
DENYING = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|(?:reject|dispute|refute|rebut|dismiss|contradict)(?:s|es|d|ed|ing)?)\b", re.IGNORECASE
)


def is_denied(statement: Statement) -> bool:
    """Return whether the speaker turns these words down, as in “She denied that …”."""
    return bool(DENYING.search(statement.cue))


def known_by_opening(statement: Statement) -> Statement:
    """Give the document of a row of `statements_apart` the words it begins with."""
    statement.document.opening = statement.opening  # type: ignore[attr-defined]
    return statement


def document_name(document: Document) -> str:
    """Return a document's headline, or the words it begins with where they are at hand."""
    if document.title:
        return document.title
    known = document.__dict__
    words = " ".join((known.get("opening") or known.get("text", "")[:OPENING_LENGTH]).split())
    if document.dateline and document.dateline in words:
        # Where it was written tells less than what is written.
        words = words.partition(document.dateline)[2].lstrip(" ,.:;()–—-") or words
    # The last word may be cut; a text without any space has no other.
    return f"{words.rpartition(' ')[0] or words} …" if words else "a text without a headline"


# --- one document --------------------------------------------------------------------------


@dataclass
class Card:
    """A statement beside the text, with the number that its mark shows."""

    statement: Statement
    number: int
    claims: list[Claim]
    # The newest thing done to it that can be taken back.
    act: Event | None = None

    @property
    def chain(self) -> list[str]:
        return [step.words for step in self.statement.attributions.all()]

    @property
    def is_public(self) -> bool:
        """Whether a published claim rests on it, so that readers see at once what is changed."""
        return any(map(readers_see, self.claims))


@dataclass
class Room:
    """One part of a document, marked, with the cards of the statements that begin in it."""

    document: Document
    part: int
    parts: int
    # Where the part begins in the text, in code points.
    begin: int
    segments: list[Segment]
    cards: list[Card]
    counts: dict[str, int]
    # Where each statement that touches this part has its card: its part, 1 or more.
    part_of: dict[str, int]
    names: list[str]
    # Speakers with several statements to review in this part.
    waiting_by_speaker: list[tuple[Any, int]] = field(default_factory=list)


def _comment_count(about: str) -> Coalesce:
    """How many comments a row has that comments name as `about`; for `annotate`."""
    counted = Comment.objects.filter(**{about: OuterRef("pk")}).order_by().values(about).annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)


def document_for_desk(public_id: str) -> Document | None:
    found = Document.objects.select_related("outlet", "dispatch", "origin", "replaces", "replaced_by")
    found = found.annotate(comment_count=_comment_count("document"))
    return found.defer("origin__text", "replaces__text", "replaced_by__text").filter(public_id=public_id).first()


def document_room(document: Document, *, part: int = 1, at: str = "", only: Container[str] | None = None) -> Room:
    """Return a part of a document to read; `at` names a statement whose part is wanted instead.

    `only` are the statements whose cards are wanted, where not all of the part's are.
    """
    spans = list(
        document.statements.order_by("start", "-end", "pk").values_list(
            "pk", "public_id", "start", "end", "kind", "review_state", "speaker__public_id", "speaker__name"
        )
    )
    marks = [
        Mark(start, end, key, number, kind, state)
        for number, (_pk, key, start, end, kind, state, *_speaker) in enumerate(spans, 1)
    ]
    limits = text_parts(document.text, [mark.start for mark in marks])
    part_of = {}
    index = 0
    for mark in marks:
        while index + 1 < len(limits) and mark.start >= limits[index][1]:
            index += 1
        part_of[mark.key] = index + 1
    part = part_of.get(at, min(max(1, part), len(limits)))
    begin, end = limits[part - 1]
    here = {
        span[0]: mark
        for span, mark in zip(spans, marks, strict=True)
        if part_of[mark.key] == part and (only is None or mark.key in only)
    }
    rows = (
        Statement.objects.filter(pk__in=here)
        .select_related("speaker")
        .prefetch_related("attributions", "claims")
        .order_by("start", "-end", "pk")
    )
    acts = last_acts(mark.key for mark in here.values())
    cards = [Card(row, here[row.pk].number, list(row.claims.all()), acts.get(row.public_id)) for row in rows]
    # What other parts have waits until somebody has them before their eyes.
    waiting = Counter(
        (span[6], span[7])
        for span in spans
        if span[5] == Statement.Review.SUGGESTED and part_of[span[1]] == part and span[6] is not None
    )
    names = {span[7] for span in spans if span[7]}
    for card in cards:
        names.update(filter(None, [card.statement.suggested_speaker, *map(str, card.statement.alternatives)]))
    return Room(
        document=document,
        part=part,
        parts=len(limits),
        begin=begin,
        segments=list(segments(document.text, begin, end, marks)),
        cards=cards,
        counts=dict(Counter(span[5] for span in spans)),
        part_of=part_of,
        names=sorted(names),
        waiting_by_speaker=[pair for pair in waiting.most_common() if pair[1] > 1],
    )


def card_url(statement: Statement) -> str:
    """Return the address of a statement's card.

    Where it waits for review its button takes the focus, which a browser grants only without a fragment.
    """
    address = f"{reverse('desk:document', args=[statement.document.public_id])}?at={statement.public_id}"
    if statement.review_state == Statement.Review.SUGGESTED:
        return address
    return f"{address}#s-{statement.public_id}"


def first_waiting(document: Document) -> Statement | None:
    """Return the first statement of a document that is still to be reviewed."""
    waiting = document.statements.filter(review_state=Statement.Review.SUGGESTED)
    return waiting.order_by("start", "-end", "pk").first()


def statement_after(statement: Statement) -> Statement | None:
    """Return the next statement to review in the same document, or the first when none follows."""
    waiting = Statement.objects.filter(
        document_id=statement.document_id, review_state=Statement.Review.SUGGESTED
    ).exclude(pk=statement.pk)
    following = waiting.filter(Q(start__gt=statement.start) | Q(start=statement.start, end__lt=statement.end))
    return following.order_by("start", "-end", "pk").first() or waiting.order_by("start", "-end", "pk").first()


def statements_waiting(document: Document, speaker_id: str, part: int = 1) -> QuerySet[Statement]:
    """Return what a part of a document still has to review of one speaker."""
    limits = text_parts(document.text, list(document.statements.order_by("start").values_list("start", flat=True)))
    begin, end = limits[min(max(1, part), len(limits)) - 1]
    waiting = document.statements.filter(review_state=Statement.Review.SUGGESTED, speaker__public_id=speaker_id)
    return waiting.filter(start__gte=begin, start__lt=end).order_by("start", "pk")


# --- one claim -----------------------------------------------------------------------------


@dataclass
class Origins:
    """Outlets whose evidence supports a claim, against the independent origins that it comes from."""

    outlets: int
    origins: int
    needed: int

    @property
    def is_enough(self) -> bool:
        return self.origins >= self.needed

    def __str__(self) -> str:
        outlets = f"{self.outlets} {'outlet' if self.outlets == 1 else 'outlets'}"
        return f"{outlets}, {self.origins} {'origin' if self.origins == 1 else 'origins'}"


def publisher_of(evidence: Evidence) -> str:
    """Return who put a piece of evidence before the reader: outlet, host or maker; what makes two one outlet."""
    if evidence.document is not None:
        outlet = evidence.document.outlet
        return f"outlet:{outlet.pk}" if outlet else f"document:{evidence.document.public_id}"
    if evidence.file_from:
        return f"maker:{name_key(evidence.file_from)}"
    return f"host:{urlsplit(evidence.url).hostname or evidence.url}"


@dataclass(frozen=True)
class FieldChange:
    """What a verdict changes in one field of the verdict before it, word by word."""

    label: str
    changes: list[Change]


def verdict_changes(verdict: Verdict, before: Verdict) -> list[FieldChange]:
    """Return what `verdict` changes in the one `before` it, field by field; both with their evidence loaded."""
    rows = [
        ("Rating", str(before.rating or ""), str(verdict.rating or "")),
        ("Summary", before.summary, verdict.summary),
        ("Known", before.known, verdict.known),
        ("Not known", before.not_known, verdict.not_known),
        ("Why unverified", _reason(before), _reason(verdict)),
        ("Look again on", _day(before.recheck_on), _day(verdict.recheck_on)),
        ("Why this evidence is enough", before.override_reason, verdict.override_reason),
        ("Rests on", _evidence_titles(before), _evidence_titles(verdict)),
    ]
    return [FieldChange(label, word_changes(old, new)) for label, old, new in rows if old != new]


def _reason(verdict: Verdict) -> str:
    return verdict.get_reason_code_display() if verdict.reason_code else ""


def _day(day: dt.date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _evidence_titles(verdict: Verdict) -> str:
    return "\n".join(row.title for row in verdict.evidence.all())


@dataclass
class Decided:
    """A verdict that was decided, or given up, and what it changed in the one before."""

    verdict: Verdict
    changes: list[FieldChange]


@dataclass
class ClaimDesk:
    """All that the claim page shows."""

    claim: Claim
    topics: list[Topic]
    appearances: list[Appearance]
    evidence: list[Evidence]
    origin_numbers: dict[str, int]
    supporting: Origins
    is_contradicted: bool
    open_verdict: Verdict | None
    # What the open verdict changes in the one that stands.
    changes: list[FieldChange]
    decided: list[Decided]
    faults: list[str]
    # In words, the other claim, and the link itself.
    links: list[tuple[str, Claim, ClaimLink]]
    # Public ids of evidence that a proposed or decided verdict rests on.
    evidence_used: set[str]
    events: list[Event]
    requests: list[CorrectionRequest]


def _changes(verdict: Verdict, verdicts: list[Verdict]) -> list[FieldChange]:
    before = next((row for row in verdicts if row.pk == verdict.replaces_id), None)
    return verdict_changes(verdict, before) if before else []


def tell_returns(verdicts: list[Verdict]) -> None:
    """Give each verdict that came back the line of the history that says by whom and when, as `came_back`."""
    returned = {row.public_id: row for row in verdicts if row.state == Verdict.State.RETURNED}
    if not returned:
        return
    claims = {row.claim_id for row in returned.values()}
    for line in Event.objects.filter(claim__in=claims, action="verdict.returned").order_by("pk"):
        if (row := returned.get(line.after.get("verdict", ""))) is not None:
            row.came_back = line  # type: ignore[attr-defined]


def still_open(desk: ClaimDesk) -> list[str]:
    """Return, in words, what readers will find unsettled on the page of a claim whatever its verdict says."""
    said = [row.statement for row in desk.appearances]
    states = Counter(one.get_authenticity_display() for one in said if one.authenticity != "confirmed")
    points = [f"{label}: {count} of {len(said)}." for label, count in states.most_common()]
    if not said:
        points.append("No statement makes this claim: readers see nobody's words.")
    if desk.claim.claimant is None:
        points.append("No claimant is named.")
    return points


def _misnamed() -> Q:
    """What holds of a claim that names to readers a claimant who said none of its accepted statements."""
    accepted = Statement.objects.filter(
        appearances__claim=OuterRef("pk"), review_state=Statement.Review.ACCEPTED, speaker__isnull=False
    )
    return (
        Q(published_at__isnull=False, claimant__isnull=False, withdrawn_at=None, merged_into=None)
        & Q(Exists(accepted))
        & ~Q(Exists(accepted.filter(speaker=OuterRef("claimant"))))
    )


def claims_misnamed(statement: Statement) -> list[Claim]:
    """Return the claims on a statement whose claimant said none of theirs.

    Words that are given to somebody else leave the claimant as it was, for an editor to change.
    """
    return list(statement.claims.filter(_misnamed()).select_related("claimant"))


def claim_for_desk(public_id: str) -> Claim | None:
    return (
        Claim.objects.select_related("claimant", "assigned_to", "created_by", "merged_into", "current_verdict__rating")
        .annotate(
            comment_count=_comment_count("claim"),
            is_misnamed=ExpressionWrapper(_misnamed(), output_field=BooleanField()),
        )
        .filter(public_id=public_id)
        .first()
    )


def claim_desk(claim: Claim) -> ClaimDesk:
    appearances: list[Appearance] = list(
        claim.appearances.select_related("statement__speaker", "statement__document__outlet")
        .defer("statement__document__text")
        .annotate(opening=document_opening("statement__document__"))
        .prefetch_related("statement__attributions")
    )
    for appearance in appearances:
        appearance.statement.document.opening = appearance.opening  # type: ignore[attr-defined]
    evidence = list(
        claim.evidence.select_related("document__outlet", "added_by", "file", "capture").defer(
            "document__text", "file__data", "capture__text"
        )
    )
    verdicts = list(
        claim.verdicts.select_related("rating", "created_by", "proposed_by", "approved_by").prefetch_related("evidence")
    )
    open_verdict = next((row for row in verdicts if row.state in OPEN_VERDICTS), None)
    if open_verdict is not None:
        tell_returns([open_verdict])
    keys = list(dict.fromkeys(row.origin_key for row in evidence))
    # A verdict under way is held to what it rests on.
    rests_on = {row.pk for row in (open_verdict.evidence.all() if open_verdict else evidence)}
    for_it = supporting(row for row in evidence if row.pk in rests_on)
    links = [
        *((link.get_kind_display(), link.other, link) for link in claim.links.select_related("other")),
        *(
            (link.kind if link.kind == "contradicts" else f"is what the other claim {link.kind}", link.claim, link)
            for link in claim.linked_from.select_related("claim")
        ),
    ]
    return ClaimDesk(
        claim=claim,
        topics=list(claim.topics.all()),
        appearances=appearances,
        evidence=evidence,
        origin_numbers={key: number for number, key in enumerate(keys, 1)},
        supporting=Origins(
            outlets=len({publisher_of(row) for row in for_it}),
            origins=len({row.origin_key for row in for_it}),
            needed=open_verdict.required_origins if open_verdict else settings.MIN_INDEPENDENT_ORIGINS,
        ),
        is_contradicted=any(row.stance == Evidence.Stance.CONTRADICTS for row in evidence if row.pk in rests_on),
        open_verdict=open_verdict,
        changes=_changes(open_verdict, verdicts) if open_verdict else [],
        decided=[Decided(row, _changes(row, verdicts)) for row in verdicts if row is not open_verdict],
        faults=verdict_faults(open_verdict) if open_verdict else [],
        links=links,
        evidence_used={
            row.public_id
            for verdict in verdicts
            if verdict.state not in EDITABLE_VERDICTS and not verdict.is_given_up
            for row in verdict.evidence.all()
        },
        events=list(claim.events.order_by("-number")[:EVENTS_SHOWN]),
        requests=list(claim.correction_requests.filter(state=CorrectionRequest.State.OPEN)),
    )


@dataclass(frozen=True)
class Act:
    """Something that can be done to a verdict here and now, or the reason why this person cannot."""

    is_open: bool
    why_not: str = ""


def verdict_acts(user: User, claim: Claim, verdict: Verdict | None) -> dict[str, Act]:
    """Tell which steps with the verdict are open to `user`; the services decide when the step is taken."""
    shut = Act(is_open=False)
    acts = {"write": shut, "propose": shut, "take_back": shut, "approve": shut, "return": shut, "discard": shut}
    if claim.withdrawn_at or claim.merged_into_id:
        acts["discard"] = Act(verdict is not None and user.has_perm("claims.change_verdict"))
        return acts
    if verdict is None:
        acts["write"] = _write_act(user, claim)
        acts["propose"] = Act(acts["write"].is_open and user.has_perm("claims.propose_verdict"))
        return acts
    if verdict.state in EDITABLE_VERDICTS:
        if verdict.replaces_id and not (begin := _write_act(user, claim)).is_open:
            return {**acts, "write": begin, "propose": begin, "discard": begin}
        acts["write"] = Act(user.has_perm("claims.change_verdict"))
        acts["propose"] = Act(user.has_perm("claims.propose_verdict"))
        acts["discard"] = Act(user.has_perm("claims.change_verdict"))
        return acts
    may_decide = user.has_perm("claims.approve_verdict")
    if verdict.proposed_by_id == user.pk:
        acts["take_back"] = Act(user.has_perm("claims.propose_verdict"))
        acts["approve"] = Act(is_open=False, why_not="You proposed this verdict, so a second editor must approve it.")
    elif not may_decide:
        acts["approve"] = Act(is_open=False, why_not="An editor who did not propose it must approve this verdict.")
    else:
        acts["approve"] = Act(is_open=True)
    acts["return"] = Act(may_decide)
    return acts


def _write_act(user: User, claim: Claim) -> Act:
    """Beginning a verdict is anyone's work; replacing one that stands is a correction, unless the desk reopened it."""
    if not user.has_perm("claims.add_verdict"):
        return Act(is_open=False)
    if claim.current_verdict_id and not claim.reopened_at and not user.has_perm("claims.correct_verdict"):
        return Act(is_open=False, why_not="A standards editor corrects a verdict that stands.")
    return Act(is_open=True)


def claim_events(claim: Claim, *, before: int | None = None) -> list[Event]:
    """Return a page of a claim's history, newest first, below the line `before`."""
    events = claim.events.order_by("-number")
    if before is not None:
        events = events.filter(number__lt=before)
    return list(events[:EVENTS_PAGE])


# --- deliveries ----------------------------------------------------------------------------


def deliveries(*, state: str = "", batch: str = "", older: str = "") -> list[Ingestion]:
    """Return the newest deliveries, one more than a page shows when there are older ones."""
    found = Ingestion.objects.select_related("document", "outlet", "created_by", "retry_of", "retried_as")
    found = found.defer("document__text").order_by("-pk")
    if state == "unfinished":
        found = found.filter(state__in=INGESTION_UNFINISHED)
    elif state:
        found = found.filter(state=state)
    if batch:
        found = found.filter(batch=batch)
    found = behind(found, ("-pk",), Ingestion.objects.filter(public_id=older))
    return list(found[: DELIVERIES_SHOWN + 1])


@dataclass(frozen=True)
class Progress:
    """How far deliveries are: of one batch, or of all that waits or failed."""

    batch: str
    done: int
    failed: int
    waiting: int
    paused: IntakePause | None

    @property
    def total(self) -> int:
        return self.done + self.failed + self.waiting

    @property
    def ended(self) -> int:
        return self.done + self.failed


def progress(batch: str = "") -> Progress:
    """Return how far a batch is. Without one: what waits and what failed in all; what is done is not counted then."""
    rows = Ingestion.objects.filter(batch=batch) if batch else Ingestion.objects.exclude(state__in=("done", "retried"))
    counts = dict(rows.values_list("state").annotate(Count("pk")).order_by())
    held = {
        pause.batch: pause for pause in IntakePause.objects.select_related("paused_by").filter(batch__in=("", batch))
    }
    return Progress(
        batch=batch,
        done=counts.get("done", 0),
        failed=counts.get("failed", 0),
        waiting=sum(counts.get(state, 0) for state in INGESTION_UNFINISHED),
        paused=held.get("") or held.get(batch),
    )
