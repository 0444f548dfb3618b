"""What editors do with claims and their evidence."""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import cast
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from tld import get_fld

from claims.models import Appearance, Claim, ClaimLink, Evidence, Statement, Topic, Verdict
from claims.public.releases import releases_withhold
from claims.publishing import publish_around_statement, publish_claim, statements_taken_away
from claims.services.archive import capture_request
from claims.services.days import FIRST_READ, FIRST_SAID, refuse_ahead, refuse_before
from claims.services.events import event_record, person_name, reason_required, storable
from claims.services.languages import refuse_unknown_language
from claims.services.locks import locked, require_version, save_checked
from claims.workflow import OPEN_VERDICTS
from factcheck.base import DomainError, slug_of
from sources.models import Document, Speaker
from sources.names import fold, name_key
from sources.services.copies import origin_counted
from sources.services.fetches import address_require_outside
from sources.services.originals import bytes_require, originals_store
from sources.services.outlets import outlet_for_name

# Who changes what readers see at once of a published claim: whoever may approve what is published.
EDITORS = "claims.approve_verdict"
EDITED = ("text", "claimant", "language", "first_said_on", "priority", "due_on")
SLUG_LENGTH = 80
# By so much of its text a document is called that has no headline.
FIRST_WORDS = 80
TITLE_LENGTH = 300


def claim_slug(text: str) -> str:
    """Return the readable end of a claim's address; whole words, never empty."""
    slug = slug_of(fold(text))
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rsplit("-", 1)[0][:SLUG_LENGTH]
    return slug or "claim"


# What readers see changing on a published claim; with its text, what a second editor looks at.
SHOWN = {"claimant": "Claimant", "first_said_on": "First said", "language": "Language", "topics": "Topics"}


def open_claim(claim: Claim) -> Claim:
    """Return the claim locked; DomainError where it was withdrawn, merged or put away and so stays as it is."""
    claim = locked(claim)
    if claim.is_dropped:
        raise DomainError(f"The claim “{claim.text}” is not pursued. Take it up again first.")
    if claim.withdrawn_at or claim.merged_into_id:
        raise DomainError(f"The claim “{claim.text}” was withdrawn or merged and stays as it is.")
    return claim


def refuse_merged(speaker: Speaker | None, field: str = "speaker") -> None:
    """Nobody says anything any more under a name that was merged into another."""
    if speaker is not None and speaker.merged_into is not None:
        raise DomainError(f"{speaker.name} was merged into {speaker.merged_into.name}. Choose that one.", field=field)


def readers_see(claim: Claim) -> bool:
    """Return whether readers see a claim: published, and still shown where it was withdrawn, but not by the law."""
    return claim.published_at is not None and not claim.is_removed


def refuse_unless_editor(actor: User, claims: Iterable[Claim], what: str, field: str = "") -> None:
    """Whom a published claim names and in which words, readers see at once: that is for who may approve verdicts."""
    shown = next((claim for claim in claims if readers_see(claim)), None)
    if shown is not None and not actor.has_perm(EDITORS):
        raise DomainError(
            f"Readers would see it at once on the published claim “{shown.text}”, so {what}:"
            " somebody who may approve verdicts.",
            field=field,
        )


def refuse_while_proposed(claim: Claim) -> None:
    """What a second editor is looking at must be what is published when they approve."""
    if claim.verdicts.filter(state="proposed").exists():
        raise DomainError(
            "A verdict on this claim waits for a second editor."
            " Have it returned or taken back before you change what it is about."
        )


def stands(statement: Statement) -> bool:
    """Return whether a statement is accepted and still in its document, and that not withdrawn."""
    is_accepted = statement.review_state == Statement.Review.ACCEPTED
    return is_accepted and not statement.is_lost and statement.document.withdrawn_at is None


def appearances_standing(claim: Claim) -> models.QuerySet[Appearance]:
    """Return the appearances of a claim whose statements stand, as `stands` says."""
    return claim.appearances.filter(
        statement__review_state=Statement.Review.ACCEPTED,
        statement__is_lost=False,
        statement__document__withdrawn_at__isnull=True,
    )


def _touch(claim: Claim) -> None:
    claim.version += 1
    save_checked(claim)


class ClaimThereError(DomainError):
    """A statement makes this very claim already; `claim` is it."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(f"This statement makes that claim already: “{claim}” ({claim.public_id}).", field="text")
        self.claim = claim


@transaction.atomic
def claim_draft(
    *,
    text: str,
    actor: User,
    claimant: Speaker | None = None,
    statements: Iterable[Statement] = (),
    topics: Iterable[Topic] = (),
    language: str = "en",
    first_said_on: dt.date | None = None,
    priority: int = Claim.Priority.NORMAL,
) -> Claim:
    """Draft a claim, with the statements that make it. It is not public before a verdict is."""
    statements = list(statements)
    refuse_merged(claimant, "claimant")
    refuse_ahead(first_said_on, "first_said_on", "The day on which it was first said")
    refuse_before(FIRST_SAID, first_said_on, "first_said_on", "The day on which it was first said")
    refuse_unknown_language(language)
    if first_said_on is None:
        first_said_on = min((s.said_on for s in statements if s.said_on), default=None)
    text = " ".join(text.split())
    same = Claim.objects.filter(text=text, statements__in=statements, withdrawn_at=None, merged_into=None).first()
    if same is not None:
        # Sent twice, from a page that the browser went back to.
        raise ClaimThereError(same)
    claim = Claim(
        text=text,
        slug=claim_slug(text),
        claimant=claimant,
        language=language,
        first_said_on=first_said_on,
        priority=priority,
        created_by=actor,
    )
    save_checked(claim)
    claim.topics.set(topics)
    event_record(subject=claim, action="claim.drafted", actor=actor, after={"text": claim.text})
    for statement in statements:
        claim_join(claim=claim, statement=statement, actor=actor)
    claim.refresh_from_db()
    return claim


@transaction.atomic
def claim_edit(*, claim: Claim, actor: User, version: int | None, reason: str = "", **changes: object) -> Claim:
    """Change the working fields of a claim: those in EDITED, the claimant as a Speaker, and `topics`.

    Raises ConflictError when somebody saved since `version`. The text of a published claim is
    what its verdict was about, so it is not edited: withdraw it or correct the verdict. Its claimant is
    changed by an editor only, with a reason, to whoever said one of its statements. While a verdict
    is proposed, DomainError for whatever readers would see.
    """
    if unknown := changes.keys() - {*EDITED, "topics"}:
        raise TypeError(f"A claim has no working field {', '.join(sorted(unknown))}.")
    claim = open_claim(claim)
    require_version(claim, version, EDITED)
    topics = cast("list[Topic] | None", changes.pop("topics", None))
    refuse_merged(cast("Speaker | None", changes.get("claimant")), "claimant")
    first_said_on = cast("dt.date | None", changes.get("first_said_on"))
    refuse_ahead(first_said_on, "first_said_on", "The day on which it was first said")
    refuse_before(FIRST_SAID, first_said_on, "first_said_on", "The day on which it was first said")
    names = [name for name in changes if getattr(claim, name) != changes[name]]
    named_before: list[Speaker | Topic] = [*claim.topics.all(), *([claim.claimant] if claim.claimant else [])]
    if "text" in names and claim.published_at:
        raise DomainError(
            "The text of a published claim is what its verdict was about and stays as it is.",
            field="text",
        )
    if "language" in names:
        refuse_unknown_language(cast("str", changes["language"]))
    old_topics = sorted(row.name for row in named_before if isinstance(row, Topic))
    new_topics = old_topics if topics is None else sorted(topic.name for topic in topics)
    if new_topics != old_topics or any(name == "text" or name in SHOWN for name in names):
        refuse_while_proposed(claim)
    if "claimant" in names and readers_see(claim):
        refuse_unless_editor(actor, [claim], "an editor changes the claimant", "claimant")
        _refuse_who_said_nothing(claim, cast("Speaker | None", changes["claimant"]))
        reason = reason_required(reason, "readers are told of another claimant")
    before = {name: _plain(getattr(claim, name)) for name in names}
    said_before = {name: str(getattr(claim, name) or "unknown") for name in names}
    for name in names:
        setattr(claim, name, changes[name])
    if "text" in names:
        claim.text = " ".join(claim.text.split())
        claim.slug = claim_slug(claim.text)
    if topics is not None and new_topics != old_topics:
        claim.topics.set(topics)
    if not names and new_topics == old_topics:
        return claim
    _touch(claim)
    after = {name: _plain(getattr(claim, name)) for name in names}
    said_after = {name: str(getattr(claim, name) or "unknown") for name in names}
    if new_topics != old_topics:
        names.append("topics")
        before["topics"], after["topics"] = old_topics, new_topics
        said_before["topics"], said_after["topics"] = (", ".join(one) or "none" for one in (old_topics, new_topics))
    shown = [f"{SHOWN[name]}: {said_before[name]} → {said_after[name]}" for name in names if name in SHOWN]
    event_record(
        subject=claim,
        action="claim.edited",
        actor=actor,
        reason=": ".join(filter(None, ["; ".join(shown), reason.strip()])),
        before=before,
        after=after,
        is_public=claim.published_at is not None and bool(shown),
    )
    publish_claim(claim, also=named_before)
    return claim


def _refuse_who_said_nothing(claim: Claim, claimant: Speaker | None) -> None:
    """A published claim names as its claimant nobody but whom it shows to have said it."""
    said_it = claim.statements.filter(review_state=Statement.Review.ACCEPTED, speaker=claimant)
    if claimant is None or not said_it.exists():
        raise DomainError(
            "The claimant of a published claim is whoever said one of its statements."
            f"{f' None that is accepted is by {claimant}.' if claimant else ''}",
            field="claimant",
        )


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return getattr(value, "public_id", value)


@transaction.atomic
def claim_join(*, claim: Claim, statement: Statement, actor: User, part: str = "") -> Appearance:
    """Record that a statement makes a claim; `part` are the words that do, if not all of them."""
    claim = open_claim(claim)
    refuse_while_proposed(claim)
    statement = locked(statement)
    if statement.review_state != Statement.Review.ACCEPTED:
        raise DomainError("Accept the statement before you join it to a claim.")
    if part and part not in statement.exact:
        raise DomainError("The part must be words of the statement.", field="part")
    appearance = Appearance(claim=claim, statement=statement, part=part, added_by=actor)
    save_checked(appearance)
    if claim.claimant is None and claim.published_at is None:
        claim.claimant = statement.speaker
    if statement.said_on and (claim.first_said_on is None or statement.said_on < claim.first_said_on):
        claim.first_said_on = statement.said_on
    _touch(claim)
    event_record(
        subject=claim,
        action="appearance.added",
        actor=actor,
        after={"statement": statement.public_id, "exact": statement.exact, "part": part},
        is_public=claim.published_at is not None,
    )
    publish_claim(claim)
    return appearance


@transaction.atomic
def appearance_part_set(*, appearance: Appearance, actor: User, part: str) -> Appearance:
    """Say which words of a statement make the claim; empty for all of them. Readers of a published claim are told.

    Raises DomainError for words that the statement does not have, and while a verdict is proposed.
    """
    claim = open_claim(appearance.claim)
    refuse_while_proposed(claim)
    appearance = locked(appearance)
    if part and part not in appearance.statement.exact:
        raise DomainError("The part must be words of the statement.", field="part")
    if appearance.part == part:
        return appearance
    before, appearance.part = appearance.part, part
    save_checked(appearance)
    _touch(claim)
    event_record(
        subject=claim,
        action="appearance.part_set",
        actor=actor,
        reason=f"{before or appearance.statement.exact} → {part or appearance.statement.exact}",
        before={"part": before},
        after={"statement": appearance.statement.public_id, "part": part},
        is_public=claim.published_at is not None,
    )
    publish_claim(claim)
    return appearance


@transaction.atomic
def claim_leave(*, appearance: Appearance, actor: User, reason: str) -> Claim:
    """Take a statement out of a claim, with the reason."""
    claim = open_claim(appearance.claim)
    refuse_while_proposed(claim)
    reason = reason_required(reason, "the statement does not make this claim")
    if claim.published_at and claim.appearances.count() == 1:
        raise DomainError("A published claim keeps at least one statement that makes it. Withdraw it instead.")
    appearance = locked(appearance)
    statement = appearance.statement
    appearance.delete()
    _touch(claim)
    event_record(
        subject=claim,
        action="appearance.removed",
        actor=actor,
        reason=reason,
        before={"statement": statement.public_id, "exact": statement.exact},
        is_public=claim.published_at is not None,
    )
    publish_claim(claim, also=[statement])
    return claim


@transaction.atomic
def claim_assign(*, claim: Claim, actor: User, to: User | None) -> Claim:
    """Give a claim to a colleague, or to nobody."""
    claim = open_claim(claim)
    if claim.assigned_to_id == (to.pk if to else None):
        return claim
    before = {"assigned_to": claim.assigned_to.get_username() if claim.assigned_to else None}
    claim.assigned_to = to
    _touch(claim)
    event_record(
        subject=claim,
        action="claim.assigned",
        actor=actor,
        before=before,
        after={"assigned_to": to.get_username() if to else None},
    )
    return claim


@transaction.atomic
def claim_take(*, claim: Claim, actor: User) -> Claim:
    """Take a claim that nobody works on. Whoever comes second is told who was first."""
    claim = locked(claim)
    if claim.assigned_to and claim.assigned_to_id != actor.pk:
        raise DomainError(f"{person_name(claim.assigned_to)} works on this claim already.")
    return claim_assign(claim=claim, actor=actor, to=actor)


@transaction.atomic
def claim_give_back(*, claim: Claim, actor: User) -> Claim:
    """Give a claim of one's own back, so that nobody works on it."""
    claim = locked(claim)
    if claim.assigned_to_id != actor.pk:
        raise DomainError("This claim is not yours to give back.")
    return claim_assign(claim=claim, actor=actor, to=None)


@transaction.atomic
def claims_assign(
    *, claims: Iterable[tuple[Claim, int | None]], actor: User, to: User | None
) -> tuple[int, list[Claim]]:
    """Give several claims to a colleague, or to nobody, each with the id of whom the list showed beside it.

    Returns how many changed hands, and those that are left as they are because somebody else was given them since.
    """
    moved, left = 0, []
    for row, shown in sorted(claims, key=lambda pair: pair[0].pk):
        claim = open_claim(row)
        if claim.assigned_to_id != shown:
            left.append(claim)
            continue
        moved += claim_assign(claim=claim, actor=actor, to=to).assigned_to_id != shown
    return moved, left


@transaction.atomic
def claim_link(*, claim: Claim, other: Claim, kind: str, actor: User, note: str = "") -> ClaimLink:
    """Record how two claims relate; a contradiction is mutual and stored once."""
    if kind == ClaimLink.Kind.CONTRADICTS and claim.pk > other.pk:
        claim, other = other, claim
    first, second = sorted((claim, other), key=lambda row: row.pk)
    open_claim(first)
    open_claim(second)
    link = ClaimLink(claim=claim, other=other, kind=kind, note=note, created_by=actor)
    save_checked(link)
    is_public = claim.published_at is not None and other.published_at is not None
    for subject in (claim, other):
        event_record(
            subject=subject,
            action="claim.linked",
            actor=actor,
            reason=f"“{claim.text}” {link.get_kind_display()} “{other.text}”",
            after={"kind": kind, "claim": claim.public_id, "other": other.public_id},
            is_public=is_public,
        )
    for subject in (claim, other):
        publish_claim(Claim.objects.get(pk=subject.pk))
    return link


@transaction.atomic
def claim_unlink(*, link: ClaimLink, actor: User, reason: str) -> None:
    """Take back how two claims were said to relate, with the reason, which readers see where both are published."""
    rows = sorted((link.claim, link.other), key=lambda row: row.pk)
    claims = [open_claim(row) for row in rows]
    link = locked(link)
    reason = reason_required(reason, "the two do not relate so")
    words = f"“{link.claim.text}” {link.get_kind_display()} “{link.other.text}”: {reason}"
    before = {"kind": link.kind, "claim": link.claim.public_id, "other": link.other.public_id}
    link.delete()
    for claim in claims:
        event_record(
            subject=claim,
            action="claim.unlinked",
            actor=actor,
            reason=words,
            before=before,
            is_public=all(one.published_at is not None for one in claims),
        )
    for claim in claims:
        publish_claim(claim)


@transaction.atomic
def claim_drop(*, claim: Claim, actor: User, reason: str) -> Claim:
    """No longer pursue a claim that readers never saw. It leaves the open lists and keeps all that belongs to it.

    Raises DomainError without a reason, for a claim that was ever published, and while a verdict is proposed.
    """
    claim = open_claim(claim)
    if claim.published_at is not None:
        raise DomainError("Readers know this claim. It can be withdrawn, which they are told.")
    refuse_while_proposed(claim)
    claim.withdrawal_reason = reason_required(reason, "the claim is not pursued")
    claim.withdrawn_at = timezone.now()
    _touch(claim)
    event_record(subject=claim, action="claim.dropped", actor=actor, reason=reason, after={"pursued": False})
    return claim


@transaction.atomic
def claim_take_up(*, claim: Claim, actor: User) -> Claim:
    """Pursue a claim again, as it was left; DomainError for one that is pursued or withdrawn."""
    claim = locked(claim)
    if not claim.is_dropped:
        raise DomainError("This claim was not put away, so there is nothing to take up again.")
    reason, claim.withdrawn_at, claim.withdrawal_reason = claim.withdrawal_reason, None, ""
    _touch(claim)
    event_record(
        subject=claim, action="claim.taken_up", actor=actor, before={"reason": reason}, after={"pursued": True}
    )
    return claim


@transaction.atomic
def claim_withdraw(*, claim: Claim, actor: User | None, reason: str, is_removed: bool = False) -> Claim:
    """Withdraw a published claim: its page stays and says why. A public step.

    Where the law demands it (`is_removed`), of a withdrawn claim as well, the page goes too: its address answers 410
    with the reason, and what only it made public goes with it: its statements too, but for those that another published
    claim rests on, and the releases that hold any of this. The desk keeps all.
    """
    # Documents before claims, as everywhere: what stands around the words of removed statements changes with them.
    held = (
        Document.objects.filter(pk__in=claim.statements.values("document")) if is_removed else Document.objects.none()
    )
    documents = list(held.order_by("pk").select_for_update(no_key=True, of=("self",)))
    claim = locked(claim)
    reason = reason_required(reason, "the claim is removed" if is_removed else "the claim is withdrawn")
    if claim.published_at is None:
        raise DomainError("This claim is not published, so there is nothing to withdraw.")
    if claim.is_removed or (claim.withdrawn_at is not None and not is_removed):
        raise DomainError(f"This claim is {'removed' if claim.is_removed else 'withdrawn'} already.")
    if claim.merged_into is not None and not is_removed:
        raise DomainError(f"This claim was merged into “{claim.merged_into}”. Withdraw that one, or undo the merge.")
    for verdict in claim.verdicts.filter(state__in=OPEN_VERDICTS):
        # Nobody could decide it any more.
        verdict.state = Verdict.State.SUPERSEDED
        verdict.version += 1
        save_checked(verdict)
        event_record(
            subject=claim,
            action="verdict.discarded",
            actor=actor,
            reason=f"The claim is {'removed' if is_removed else 'withdrawn'}.",
            after={"verdict": verdict.public_id},
        )
    claim.withdrawn_at = claim.withdrawn_at or timezone.now()
    claim.withdrawal_reason = reason
    claim.is_removed = is_removed
    _touch(claim)
    event_record(
        subject=claim,
        action="claim.removed" if is_removed else "claim.withdrawn",
        actor=actor,
        reason=reason,
        after={"removed": True} if is_removed else {"withdrawn": True},
        is_public=True,
    )
    publish_claim(claim)
    if is_removed:
        _take_words_away(claim, documents)
        # A dated export is not written anew, so what the law takes away takes those with it that hold it.
        transaction.on_commit(partial(releases_withhold, *_removed_with(claim)))
    return claim


def _take_words_away(claim: Claim, documents: list[Document]) -> None:
    """Show the words of statements that went with a claim no longer, also where they stand around other statements."""
    taken, _ = statements_taken_away(claim)
    for document in documents:
        spans = [[row.start, row.end] for row in taken if row.document_id == document.pk]
        document.removed_spans = [*document.removed_spans, *spans]
        document.save(update_fields=["removed_spans", "updated_at"])
        around = document.statements.filter(review_state=Statement.Review.ACCEPTED).exclude(
            pk__in=[r.pk for r in taken]
        )
        for row in around:
            publish_around_statement(row)


def releases_sweep() -> list[str]:
    """Withhold the releases that hold what was removed; return their names.

    One that was written while the removal was made, or whose folder could not be moved then.
    """
    return releases_withhold(*(key for claim in Claim.objects.filter(is_removed=True) for key in _removed_with(claim)))


def _removed_with(claim: Claim) -> list[str]:
    """The ids of a removed claim and of the statements that went with it."""
    taken, _ = statements_taken_away(claim)
    return [claim.public_id, *(row.public_id for row in taken)]


@transaction.atomic
def claim_reopen(*, claim: Claim, actor: User | None, reason: str, why: str = Claim.Reopened.SOURCE) -> Claim:
    """Bring a claim back to the desk: its recheck is due, or a source changed (`why`, one of Claim.Reopened)."""
    claim = locked(claim)
    if claim.reopened_at is not None:
        return claim
    claim.reopened_at = timezone.now()
    claim.reopened_for = why
    claim.reopened_reason = reason_required(reason, "the claim is reopened")[:300]
    _touch(claim)
    event_record(subject=claim, action="claim.reopened", actor=actor, reason=reason)
    return claim


# --- evidence ------------------------------------------------------------------------------


def evidence_origin(*, document: Document | None, url: str = "", file_from: str = "") -> str:
    """Return what makes two pieces of evidence one source.

    Copies of one dispatch share the dispatch. An address counts as the document in the record that
    was published there; all other pages of one registered domain are one source. Files are those of
    whoever made them, and an outlet's files are one source with its site.
    """
    if file_from:
        outlet = outlet_for_name(file_from)
        if outlet is None or not outlet.domain:
            return f"maker:{name_key(file_from)}"[:300]
        url = f"https://{outlet.domain}/"
    else:
        document = document or Document.objects.filter(url=url).order_by("pk").first()
    if document is not None:
        return f"document:{origin_counted(document).public_id}"
    domain = get_fld(url, fail_silently=True) or urlsplit(url).hostname or ""
    return f"host:{domain}"[:300]


def _document_name(document: Document, *, is_protected: bool) -> str:
    """Return what evidence is called that is a document, where nobody called it anything."""
    if not document.title and is_protected:
        raise DomainError("Say in a few words what it is: of a protected source only this is published.", field="title")
    words = " ".join((document.title or document.text).split())
    most = TITLE_LENGTH if document.title else FIRST_WORDS
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


@transaction.atomic
def evidence_add(
    *,
    claim: Claim,
    actor: User,
    stance: str,
    title: str = "",
    document: Document | None = None,
    url: str = "",
    file: bytes | None = None,
    file_name: str = "",
    file_from: str = "",
    excerpt: str = "",
    accessed_on: dt.date | None = None,
    archived_url: str = "",
    is_protected: bool = False,
    keep_copy: bool = True,
) -> Evidence:
    """Add evidence: a document in the record, an address or a file, with its stance and the passage.

    A document without a `title` is called by its headline, or by its first words unless it is protected.
    `file_from` is who made the file, in words. Of an address the house keeps its own copy, unless the source is
    protected or `keep_copy` is off.
    """
    if document is not None:
        # Whoever replaces or withdraws it looks which claims rest on it: this one is seen, or comes after.
        document = locked(document)
    claim = open_claim(claim)
    excerpt = excerpt if excerpt.strip() else ""
    if document is not None and excerpt and excerpt not in document.text:
        raise DomainError("The excerpt is not in that document, word for word.", field="excerpt")
    refuse_ahead(accessed_on, "accessed_on", "The day on which it was read")
    refuse_before(FIRST_READ, accessed_on, "accessed_on", "The day on which it was read")
    if url:
        # Readers are led there, and it counts as an origin.
        address_require_outside(url)
    if file is not None:
        bytes_require(file)
    evidence = Evidence(
        claim=claim,
        stance=stance,
        title=title.strip() or (_document_name(document, is_protected=is_protected) if document else ""),
        document=document,
        url=url,
        file_name=storable(file_name)[-300:],
        file_from=" ".join(storable(file_from).split()),
        excerpt=excerpt,
        accessed_on=accessed_on or timezone.localdate(),
        archived_url=archived_url,
        is_protected=is_protected,
        added_by=actor,
        origin_key=evidence_origin(document=document, url=url, file_from=file_from),
    )
    if file is not None:
        ((evidence.archived_digest, evidence.file_id),) = originals_store([file]).items()
    same = ("stance", "document_id", "url", "file_id", "excerpt", "title", "origin_key", "archived_url", "is_protected")
    if claim.evidence.filter(**{name: getattr(evidence, name) for name in same}).exists():
        raise DomainError("The claim has this evidence already: the same source, title, passage and stance.")
    # A host need not learn which protected source the desk looks at.
    if url and not is_protected and keep_copy:
        evidence.capture = capture_request(url=url, actor=actor)
    save_checked(evidence)
    _touch(claim)
    event_record(
        subject=claim,
        action="evidence.added",
        actor=actor,
        after={"evidence": evidence.public_id, "stance": stance, "title": evidence.title},
    )
    return evidence


@transaction.atomic
def evidence_keep(*, evidence: Evidence, actor: User) -> Evidence:
    """Keep a copy of evidence at an address that has none yet."""
    open_claim(evidence.claim)
    evidence = locked(evidence)
    if not evidence.url or evidence.is_protected:
        raise DomainError("A copy is kept of open evidence at an address only.")
    if evidence.capture_id is not None:
        raise DomainError("A copy of this is kept or under way already.")
    evidence.capture = capture_request(url=evidence.url, actor=actor)
    evidence.save(update_fields=["capture", "updated_at"])
    return evidence


@transaction.atomic
def evidence_remove(*, evidence: Evidence, actor: User, reason: str) -> None:
    """Remove evidence that no proposed or decided verdict rests on, with the reason.

    The history still has what a verdict that was given up had rested on.
    """
    claim = open_claim(evidence.claim)
    evidence = locked(evidence)
    reason = reason_required(reason, "the evidence is removed")
    given_up = {"state": Verdict.State.SUPERSEDED, "approved_at": None}
    if evidence.verdicts.exclude(state__in=["draft", "returned"]).exclude(**given_up).exists():
        raise DomainError("A verdict rests on this evidence, so it stays.")
    before = {"evidence": evidence.public_id, "stance": evidence.stance, "title": evidence.title}
    evidence.verdictevidence_set.all().delete()
    evidence.delete()
    _touch(claim)
    event_record(subject=claim, action="evidence.removed", actor=actor, reason=reason, before=before)
