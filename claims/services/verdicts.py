"""The verdict workflow: draft, propose, return, approve, correct."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from claims.models import Appearance, Claim, Evidence, Rating, Verdict, VerdictEvidence
from claims.origins import contradicting, origins_of
from claims.publishing import publish_claim
from claims.services.claims import claim_reopen
from claims.services.conditions import open_claim, stands
from claims.services.events import event_record, person_name, reason_required, storable
from claims.services.locks import locked, require_version, save_checked
from claims.services.online import documents_watch
from claims.workflow import EDITABLE_VERDICTS, OPEN_VERDICTS, VERDICT_MOVES
from factcheck.base import ConflictError, DomainError
from sources.workflow import is_allowed

EDITED = (
    "rating_id",
    "summary",
    "known",
    "not_known",
    "reason_code",
    "recheck_on",
    "override_reason",
    "correction_note",
)


def open_verdict(claim: Claim) -> Verdict | None:
    """Return the claim's one open verdict, if it has one."""
    return claim.verdicts.filter(state__in=OPEN_VERDICTS).first()


@transaction.atomic
def verdict_draft(
    *,
    claim: Claim,
    actor: User,
    rating: Rating | None = None,
    summary: str = "",
    known: str = "",
    not_known: str = "",
    reason_code: str = "",
    recheck_on: dt.date | None = None,
    override_reason: str = "",
    correction_note: str = "",
    evidence: Iterable[Evidence] | None = None,
) -> Verdict:
    """Begin a verdict; on a claim that has one it is a correction. All evidence unless named."""
    claim = open_claim(claim)
    if open_verdict(claim):
        raise DomainError("This claim has an open verdict already.")
    verdict = Verdict(
        claim=claim,
        rating=rating,
        summary=storable(summary).strip(),
        known=storable(known).strip(),
        not_known=storable(not_known).strip(),
        reason_code=reason_code,
        recheck_on=recheck_on,
        override_reason=storable(override_reason).strip(),
        correction_note=storable(correction_note).strip(),
        required_origins=settings.MIN_INDEPENDENT_ORIGINS,
        created_by=actor,
        replaces=claim.current_verdict,
    )
    save_checked(verdict)
    _evidence_set(verdict, claim.evidence.all() if evidence is None else evidence)
    event_record(subject=claim, action="verdict.drafted", actor=actor, after={"verdict": verdict.public_id})
    return verdict


def _evidence_set(verdict: Verdict, evidence: Iterable[Evidence]) -> None:
    rows = list(evidence)
    if any(row.claim_id != verdict.claim_id for row in rows):
        raise DomainError("Evidence of another claim cannot carry this verdict.", field="evidence")
    verdict.verdictevidence_set.exclude(evidence__in=rows).delete()
    kept = set(verdict.verdictevidence_set.values_list("evidence_id", flat=True))
    VerdictEvidence.objects.bulk_create(
        VerdictEvidence(verdict=verdict, evidence=row) for row in rows if row.pk not in kept
    )


def _locked_pair(verdict: Verdict) -> tuple[Claim, Verdict]:
    """Lock the claim first, always, so that two editors can never lock each other out."""
    claim = locked(Claim(pk=verdict.claim_id))
    return claim, locked(verdict)


def _move(verdict: Verdict, state: str) -> None:
    if not is_allowed(VERDICT_MOVES, verdict.state, state):
        raise DomainError(
            f"This verdict is {verdict.get_state_display().lower()},"
            f" so it cannot be {Verdict.State(state).label.lower()}."
        )
    verdict.state = state
    verdict.version += 1


@transaction.atomic
def verdict_edit(
    *,
    verdict: Verdict,
    actor: User,
    version: int | None,
    evidence: Iterable[Evidence] | None = None,
    **changes: object,
) -> Verdict:
    """Change a draft or a returned verdict. ConflictError when somebody saved since `version`."""
    claim, verdict = _locked_pair(verdict)
    require_version(verdict, version, EDITED)
    open_claim(claim)
    if verdict.state not in EDITABLE_VERDICTS:
        raise DomainError(f"This verdict is {verdict.get_state_display().lower()} and can no longer be edited.")
    before = _told(verdict)
    for name, value in changes.items():
        setattr(verdict, name, storable(value).strip() if isinstance(value, str) else value)
    save_checked(verdict)
    if evidence is not None:
        _evidence_set(verdict, evidence)
    after = _told(verdict)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:  # saved again as it was: no line in a history that nobody can tidy
        return verdict
    verdict.version += 1
    verdict.save(update_fields=["version"])
    event_record(
        subject=claim,
        action="verdict.edited",
        actor=actor,
        before={name: before[name] for name in changed},
        after={"verdict": verdict.public_id, **{name: after[name] for name in changed}},
    )
    return verdict


def _told(verdict: Verdict) -> dict[str, object]:
    """Return what a verdict says, as the ledger keeps it."""
    rating, day = verdict.rating, verdict.recheck_on
    return {
        "rating": rating.code if rating else None,
        "recheck_on": day.isoformat() if day else None,
        "evidence": sorted(verdict.evidence.values_list("public_id", flat=True)),
        **{name: getattr(verdict, name) for name in EDITED if name not in ("rating_id", "recheck_on")},
    }


def _is_lacking(verdict: Verdict, used: Iterable[Evidence]) -> bool:
    """Whether the evidence alone does not carry the rating, so that it takes a written reason that readers see."""
    used = list(used)
    match verdict.given_rating.status:
        case Claim.Status.VERIFIED:
            return len(origins_of(used)) < verdict.required_origins
        case Claim.Status.DISPUTED:
            return not contradicting(used)
    return False


def _tidy(verdict: Verdict) -> None:
    """Empty what is said of another status than this one, so that readers are not told of it."""
    status = verdict.given_rating.status
    if status != Claim.Status.UNVERIFIED:
        verdict.reason_code, verdict.recheck_on = "", None
    if not _is_lacking(verdict, verdict.evidence.select_related("document").defer("document__text")):
        verdict.override_reason = ""


# What is large of a document, and of which no rule asks.
TEXT_OF_DOCUMENT = ("document__text", "document__bands", "document__sketch")
# What `faults_in` looks at, for many verdicts at once.
FAULTS_READ = (
    Prefetch("evidence", Evidence.objects.select_related("document").defer(*TEXT_OF_DOCUMENT)),
    "claim__evidence",
    Prefetch(
        "claim__appearances",
        Appearance.objects.select_related("statement__document").defer(
            *(f"statement__{name}" for name in TEXT_OF_DOCUMENT)
        ),
    ),
)


def verdict_faults(verdict: Verdict) -> list[str]:
    """Return what the verdict still lacks before it can be proposed, one sentence each."""
    (fresh,) = Verdict.objects.filter(pk=verdict.pk).select_related("claim").prefetch_related(*FAULTS_READ)
    return faults_in(
        verdict,
        appearances=list(fresh.claim.appearances.all()),
        used=list(fresh.evidence.all()),
        evidence=list(fresh.claim.evidence.all()),
    )


def faults_in(
    verdict: Verdict, *, appearances: list[Appearance], used: list[Evidence], evidence: list[Evidence]
) -> list[str]:
    """Return what `verdict_faults` does, of rows that were read with FAULTS_READ."""
    faults = []
    if verdict.rating is None:
        faults.append("Choose a rating.")
    if not verdict.summary:
        faults.append("Write the summary: the reason in up to three sentences.")
    if not appearances:
        faults.append("Join at least one statement that makes the claim.")
    elif not any(stands(row.statement) for row in appearances):
        faults.append(
            "No statement that makes the claim stands: each is not accepted, or its publisher withdrew the document."
            " Join one that does."
        )
    if not used and evidence:
        # It was added after the draft, or left out of it.
        faults.append("The claim has evidence, but this verdict rests on none of it: name at least one piece.")
    elif not used:
        faults.append("Add at least one piece of evidence.")
    status = verdict.rating.status if verdict.rating else ""
    is_lacking = verdict.rating is not None and not verdict.override_reason and _is_lacking(verdict, used)
    if is_lacking and status == Claim.Status.VERIFIED:
        origins = len(origins_of(used))
        faults.append(
            f"Verified needs supporting evidence from {verdict.required_origins} independent"
            f" origins; there {'is' if origins == 1 else 'are'} {origins}."
            " Add evidence, or write why fewer are enough."
        )
    if is_lacking and status == Claim.Status.DISPUTED and used:
        faults.append(
            "Disputed needs at least one piece of evidence that contradicts the claim."
            " Add or choose one, or write why none is named."
        )
    if status == Claim.Status.UNVERIFIED:
        if not verdict.reason_code:
            faults.append("Say why it stays unverified, by one of the reasons.")
        if verdict.recheck_on is None:
            faults.append("Set the day on which the desk looks again.")
        elif verdict.recheck_on < timezone.localdate():
            faults.append("The day on which the desk looks again has passed already.")
    if verdict.replaces_id and not verdict.correction_note:
        faults.append("Say in a public note what changed since the verdict before.")
    return faults


@transaction.atomic
def verdict_propose(*, verdict: Verdict, actor: User, reason: str = "", version: int | None = None) -> Verdict:
    """Ask a second editor to decide. Refused, in words, while anything is lacking."""
    claim, verdict = _locked_pair(verdict)
    require_version(verdict, version, EDITED)
    open_claim(claim)
    if faults := verdict_faults(verdict):
        raise DomainError(" ".join(faults))
    _tidy(verdict)
    _move(verdict, Verdict.State.PROPOSED)
    verdict.proposed_by = actor
    verdict.proposed_at = timezone.now()
    verdict.returned_reason = ""
    save_checked(verdict)
    event_record(
        subject=claim,
        action="verdict.proposed",
        actor=actor,
        reason=reason or verdict.summary,
        after={"verdict": verdict.public_id, "rating": verdict.given_rating.code},
    )
    return verdict


@transaction.atomic
def verdict_take_back(*, verdict: Verdict, actor: User, version: int | None = None) -> Verdict:
    """Make a proposal a draft again. ConflictError when somebody saved since `version`.

    DomainError for anybody but who proposed it, and once somebody decided.
    """
    claim, verdict = _locked_pair(verdict)
    if verdict.state != Verdict.State.PROPOSED:
        raise DomainError(f"This verdict is {verdict.get_state_display().lower()}, so it cannot be taken back.")
    require_version(verdict, version, EDITED)
    if verdict.proposed_by_id != actor.pk:
        raise DomainError("Whoever proposed a verdict takes it back; an editor returns it.")
    _move(verdict, Verdict.State.DRAFT)
    save_checked(verdict)
    event_record(subject=claim, action="verdict.taken_back", actor=actor, after={"verdict": verdict.public_id})
    return verdict


@transaction.atomic
def verdict_return(*, verdict: Verdict, actor: User, reason: str, version: int | None = None) -> Verdict:
    """Send a proposed verdict back, with the reason."""
    claim, verdict = _locked_pair(verdict)
    require_version(verdict, version, EDITED)
    reason = reason_required(reason, "the verdict goes back")
    _move(verdict, Verdict.State.RETURNED)
    verdict.returned_reason = reason
    save_checked(verdict)
    event_record(
        subject=claim,
        action="verdict.returned",
        actor=actor,
        reason=reason,
        after={"verdict": verdict.public_id},
    )
    return verdict


@transaction.atomic
def verdict_discard(*, verdict: Verdict, actor: User, reason: str, version: int | None = None) -> Verdict:
    """Give up an open verdict, with the reason; it stays in the history."""
    claim, verdict = _locked_pair(verdict)
    require_version(verdict, version, EDITED)
    if verdict.state not in OPEN_VERDICTS:
        raise DomainError("Only an open verdict can be given up.")
    reason = reason_required(reason, "the verdict is given up")
    _move(verdict, Verdict.State.SUPERSEDED)
    save_checked(verdict)
    event_record(
        subject=claim,
        action="verdict.discarded",
        actor=actor,
        reason=reason,
        before=_told(verdict),
        after={"verdict": verdict.public_id},
    )
    return verdict


@transaction.atomic
def verdict_approve(*, verdict: Verdict, actor: User, reason: str = "", version: int | None = None) -> Verdict:
    """Approve a proposed verdict and publish it. The proposer cannot approve their own."""
    claim, verdict = _locked_pair(verdict)
    if verdict.state == Verdict.State.APPROVED:
        who = "You have" if verdict.approved_by_id == actor.pk else f"{person_name(verdict.approved_by)} has"
        raise ConflictError(f"{who} approved this verdict already.", current={"state": verdict.state})
    require_version(verdict, version, EDITED)
    if verdict.proposed_by_id == actor.pk:
        raise DomainError("You proposed this verdict, so a second editor must approve it.")
    open_claim(claim)
    _move(verdict, Verdict.State.APPROVED)
    if faults := verdict_faults(verdict):
        raise DomainError(" ".join(faults))
    before: dict[str, object] = {}
    if replaced := claim.current_verdict:
        replaced = locked(replaced)
        before = {
            "verdict": replaced.public_id,
            "rating": replaced.given_rating.code,
            "status": claim.status,
        }
        _move(replaced, Verdict.State.SUPERSEDED)
        save_checked(replaced)
    verdict.approved_by = actor
    verdict.approved_at = timezone.now()
    save_checked(verdict)
    claim.current_verdict = verdict
    claim.status = verdict.given_rating.status
    claim.published_at = claim.published_at or verdict.approved_at
    claim.reopened_at = None
    claim.reopened_for = claim.reopened_reason = ""
    claim.version += 1
    save_checked(claim)
    event_record(
        subject=claim,
        action="verdict.corrected" if replaced else "verdict.approved",
        actor=actor,
        reason=verdict.correction_note or reason or verdict.summary,
        before=before,
        after={
            "verdict": verdict.public_id,
            "rating": verdict.given_rating.code,
            "status": claim.status,
            "proposed_by": person_name(verdict.proposed_by),
            "override_reason": verdict.override_reason,
        },
        is_public=True,
    )
    # Watches before the counter of public changes.
    documents_watch(claim)
    publish_claim(claim)
    return verdict


def verdicts_recheck_due(*, today: dt.date | None = None) -> int:
    """Bring published claims whose recheck day has come back to the desk. Returns how many."""
    due = Claim.objects.filter(
        reopened_at__isnull=True,
        withdrawn_at__isnull=True,
        merged_into__isnull=True,
        current_verdict__state=Verdict.State.APPROVED,
        current_verdict__rating__status=Claim.Status.UNVERIFIED,
        current_verdict__recheck_on__lte=today or timezone.localdate(),
    )
    count = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            # Somebody may have decided it anew since.
            claim = due.filter(pk=pk).select_for_update(no_key=True, of=("self",)).first()
            if claim is None:
                continue
            reason = "The day of the recheck has come."
            claim_reopen(claim=claim, actor=None, why=Claim.Reopened.RECHECK, reason=reason)
            count += 1
    return count
