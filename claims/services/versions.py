"""What a publisher's correction or kill does to the record: anchors move or are lost, claims come back to the desk."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims.models import Appearance, Claim, Event, Evidence, Statement
from claims.publishing import mark_stale, publish_around_statement, publish_claim
from claims.services.claims import claim_reopen
from claims.services.conditions import appearances_standing
from claims.services.events import event_record
from claims.services.locks import claims_locked, locked, save_checked
from claims.services.suggestions import statement_context
from claims.services.withdrawals import claim_withdraw
from sources.models import Document, Watch
from sources.selectors import versions_of

# Fewer characters occur in other sentences too: then the words around them must be the same as well.
SHORT = 25
# So much of the words on one side must be the same for two places to be one.
NEAR = 12
QUOTED = 120
# No word of what a protected source is or says leaves the desk.
PROTECTED_CHANGED = "A protected source was changed: the passage that is evidence is not in it any more."
PROTECTED_WITHDRAWN = "A protected source was withdrawn by its publisher."
PROTECTED_RESTORED = "A protected source was not withdrawn by its publisher, as the record had it."
PROTECTED = (PROTECTED_CHANGED, PROTECTED_WITHDRAWN, PROTECTED_RESTORED)


def anchor_in(text: str, statement: Statement) -> int | None:
    """Return where the words of a statement stand in another version of their text; None where that is not sure."""
    places = []
    at = text.find(statement.exact)
    while at >= 0:
        places.append(at)
        at = text.find(statement.exact, at + 1)
    if len(places) == 1 and len(statement.exact) >= SHORT:
        return places[0]
    near = [place for place in places if _is_near(text, place, statement)]
    return near[0] if len(near) == 1 else None


def _is_near(text: str, place: int, statement: Statement) -> bool:
    """Whether the words on both sides are those that stood there; a text's beginning and end count as words."""
    prefix, suffix = statement_context(text, place, place + len(statement.exact))
    before, after = statement.prefix[-NEAR:], statement.suffix[:NEAR]
    return (prefix[-NEAR:] == before) and (suffix[:NEAR] == after)


@transaction.atomic
def document_replaced(*, new: Document, note: str = "") -> int:
    """Bring the statements of the version before to `new`, whose own have been read. Returns how many were lost.

    Safe to repeat. A statement moves only to the very same words; otherwise it stays where it was, marked lost, and
    the claims that rest on it come back to the desk with a public note.
    """
    if new.replaces_id is None:
        return 0
    old = locked(Document.objects.get(pk=new.replaces_id))
    if Event.objects.filter(subject="document", subject_id=new.public_id, action="document.replaced").exists():
        return 0
    before = versions_of(old)
    # Words that an earlier version lost may be back.
    astray = Statement.objects.filter(document__in=before, is_lost=True)
    rows = old.statements.filter(is_lost=False) | astray
    claims, waiting = claims_locked(
        lambda: claims_on(rows, [old]).values_list("pk", flat=True),
        lambda: list(rows.order_by("is_lost", "document_id", "start").select_for_update(of=("self",))),
    )
    found: dict[tuple[int, int], Statement | None] = {(row.start, row.end): row for row in new.statements.all()}
    stayed = [row for row in waiting if not _moved(row, new, found)]
    lost = [row for row in stayed if not row.is_lost]
    lost_of = Statement.objects.filter(pk__in=[row.pk for row in lost]).order_by("document_id", "start")
    for row in lost:
        row.is_lost = True
        row.version += 1
        save_checked(row)
        event_record(subject=row, action="statement.lost", actor=None, after={"document": new.public_id}, reason=note)
    event_record(
        subject=new,
        action="document.replaced",
        actor=None,
        before={"document": old.public_id},
        after={"document": new.public_id, "moved": len(waiting) - len(stayed), "lost": len(lost)},
        reason=note,
    )
    Watch.objects.filter(document=old).update(document=new)
    mark_stale(f"document:{old.public_id}")
    mark_stale(f"document:{new.public_id}")
    for row in waiting:
        publish_around_statement(row)
    for claim in claims:
        stated = lost_of.filter(appearances__claim=claim).first()
        excerpts = [row for row in claim.evidence.filter(document=old) if row.excerpt and row.excerpt not in new.text]
        shown = [row.excerpt for row in excerpts if not row.is_protected]
        if stated is not None or shown:
            words = words_cut(stated.exact if stated is not None else shown[0])
            said = f"{document_called(new)} was changed; “{words}” is not in it any more."
            claim_came_back(claim, "source.changed", said, note)
        elif excerpts:
            claim_came_back(claim, "source.changed", PROTECTED_CHANGED)
    return len(lost)


def _moved(row: Statement, new: Document, found: dict[tuple[int, int], Statement | None]) -> bool:
    """Bring a statement to its words in `new`; `found` are those read there, None in place of one that moved."""
    start = anchor_in(new.text, row)
    if start is None:
        return False
    end = start + len(row.exact)
    again = found.get((start, end))
    if again is None and (start, end) in found:
        return False
    if again is not None:
        if again.suggested_speaker and row.suggested_speaker and again.suggested_speaker != row.suggested_speaker:
            # The same words, but now said to be another's.
            return False
        if again.review_state != Statement.Review.SUGGESTED or again.marked_by_id:
            return False
        for name in ("speaker_start", "speaker_end", "cue_start", "cue_end"):
            setattr(row, name, getattr(again, name))
        again.continued_by.update(continues=row)
        again.delete()
    else:
        row.speaker_start = row.speaker_end = row.cue_start = row.cue_end = None
    found[start, end] = None
    before = {"document": row.document.public_id, "start": row.start, "end": row.end}
    if row.is_lost:
        before["is_lost"] = True
    row.document, row.start, row.end, row.is_lost = new, start, end, False
    row.prefix, row.suffix = statement_context(new.text, start, end)
    row.version += 1
    save_checked(row)
    event_record(
        subject=row,
        action="statement.moved",
        actor=None,
        before=before,
        after={"document": new.public_id, "start": start, "end": end},
    )
    return True


@transaction.atomic
def document_withdraw(
    *, document: Document, note: str, actor: User | None = None, may_withdraw: bool | None = None
) -> Document:
    """Mark a document, in all its versions, as withdrawn by its publisher.

    A published claim that no other document speaks for is withdrawn with it; others come back to the desk. Both say
    so publicly. Unless it `may_withdraw` claims, all come back; unsaid, it may where no person does it. Doing it twice
    changes nothing.
    """
    if may_withdraw is None:
        may_withdraw = actor is None
    versions = versions_locked(document)
    said = note.strip() or "The publisher withdrew it and gave no reason."
    fresh = [row for row in versions if row.withdrawn_at is None]
    statements = Statement.objects.filter(document__in=versions)
    claims, _ = claims_locked(lambda: claims_on(statements, versions).values_list("pk", flat=True), lambda: None)
    for row in fresh:
        row.withdrawn_at, row.withdrawal_note = timezone.now(), said
        row.save(update_fields=["withdrawn_at", "withdrawal_note", "updated_at"])
        event_record(subject=row, action="document.withdrawn", actor=actor, reason=said, after={"withdrawn": True})
        mark_stale(f"document:{row.public_id}")
    if not fresh:
        return versions[-1]
    for claim in claims:
        if is_shown_by_protected(claim, versions):
            claim_came_back(claim, "source.withdrawn", PROTECTED_WITHDRAWN)
            continue
        reason = f"{document_called(document)} was withdrawn by its publisher."
        if may_withdraw and _goes_with(claim, versions):
            claim_withdraw(claim=claim, actor=actor, reason=f"{reason} {said}")
        else:
            claim_came_back(claim, "source.withdrawn", reason, said)
    return versions[-1]


def claims_withdrawn_with(document: Document, *, may_withdraw: bool) -> tuple[list[Claim], list[Claim]]:
    """Return what `document_withdraw` would do now: the claims that are withdrawn with it, and those that come back."""
    versions = versions_of(document)
    claims = claims_on(Statement.objects.filter(document__in=versions), versions).order_by("pk")
    gone = [
        row for row in claims if may_withdraw and not is_shown_by_protected(row, versions) and _goes_with(row, versions)
    ]
    return gone, [row for row in claims if row not in gone]


def is_shown_by_protected(claim: Claim, versions: list[Document]) -> bool:
    """Whether a document is nothing but a protected source of a claim."""
    stated = claim.appearances.filter(statement__document__in=versions).exists()
    return not stated and not claim.evidence.filter(document__in=versions, is_protected=False).exists()


def _goes_with(claim: Claim, versions: list[Document]) -> bool:
    """Whether readers know a claim for which no other document speaks."""
    others = appearances_standing(claim).exclude(statement__document__in=versions)
    return claim.published_at is not None and not others.exists()


def versions_locked(document: Document) -> list[Document]:
    """Every version of a document, oldest first, locked; one that comes in meanwhile too."""
    versions = [locked(row) for row in versions_of(document)]
    while (later := Document.objects.filter(replaces=versions[-1]).first()) is not None:
        versions.append(locked(later))
    return versions


def claims_on(statements: QuerySet[Statement], documents: Iterable[Document]) -> QuerySet[Claim]:
    """The claims that may come back to the desk: those that were withdrawn or merged stay as they are."""
    stated = Appearance.objects.filter(statement__in=statements.order_by().values("pk")).order_by().values("claim")
    shown = Evidence.objects.filter(document__in=list(documents)).order_by().values("claim")
    return Claim.objects.filter(
        pk__in=stated.union(shown),
        merged_into__isnull=True,
        withdrawn_at__isnull=True,
    )


def claim_came_back(claim: Claim, action: str, reason: str, note: str = "") -> None:
    """Bring a claim back to the desk because a source changed; readers of a published claim are told.

    Of a protected source only the desk is told (PROTECTED), and no more than that.
    """
    claim = claim_reopen(claim=claim, actor=None, reason=reason)
    event_record(
        subject=claim,
        action=action,
        actor=None,
        reason=f"{reason} {note}".strip(),
        is_public=claim.published_at is not None and reason not in PROTECTED,
    )
    publish_claim(claim)


def document_called(document: Document) -> str:
    """Return how a public note names a document."""
    name = f"“{document.title}”" if document.title else "A document"
    return f"{name} ({document.outlet.name})" if document.outlet else name


def words_cut(words: str) -> str:
    """Return words as a note quotes them: without marks around them, and not at length."""
    words = " ".join(words.split()).strip('“”"«»„')
    return words if len(words) <= QUOTED else f"{words[:QUOTED]}…"
