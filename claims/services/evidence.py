"""Evidence of a claim: adding, correcting and removing it, keeping copies, and what counts as one source."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from tld import get_fld

from claims.models import Claim, Evidence, Verdict
from claims.services.archive import capture_request
from claims.services.conditions import claim_touch, open_claim, refuse_put_away
from claims.services.days import FIRST_READ, refuse_ahead, refuse_before
from claims.services.events import event_record, reason_required, storable
from claims.services.locks import locked, require_version, save_checked
from factcheck.base import DomainError
from sources.models import Document
from sources.names import name_key
from sources.services.copies import origin_counted
from sources.services.fetches import address_require_outside
from sources.services.originals import bytes_require, originals_store
from sources.services.outlets import outlet_for_name

# By so much of its text a document is called that has no headline.
FIRST_WORDS = 80
TITLE_LENGTH = 300


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


def _excerpt(words: str, document: Document | None) -> str:
    words = storable(words)
    if document is not None and words.strip() and words not in document.text:
        raise DomainError("The excerpt is not in that document, word for word.", field="excerpt")
    return words if words.strip() else ""


def _require_day(accessed_on: dt.date | None) -> None:
    refuse_ahead(accessed_on, "accessed_on", "The day on which it was read")
    refuse_before(FIRST_READ, accessed_on, "accessed_on", "The day on which it was read")


def _refuse_twice(evidence: Evidence) -> None:
    same = ("stance", "document_id", "url", "file_id", "excerpt", "title", "origin_key", "archived_url", "is_protected")
    alike = evidence.claim.evidence.filter(**{name: getattr(evidence, name) for name in same})
    if alike.exclude(pk=evidence.pk).exists():
        raise DomainError("The claim has this evidence already: the same source, title, passage and stance.")


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
        refuse_put_away(document.pk)
    claim = open_claim(claim)
    excerpt = _excerpt(excerpt, document)
    _require_day(accessed_on)
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
    _refuse_twice(evidence)
    # A host need not learn which protected source the desk looks at.
    if url and not is_protected and keep_copy:
        evidence.capture = capture_request(url=url, actor=actor)
    save_checked(evidence)
    claim_touch(claim)
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


def evidence_loose(evidence: Evidence) -> Evidence:
    """Return evidence that may change, locked with its claim.

    Raises DomainError where its claim is closed, or a proposed or decided verdict rests on it.
    """
    open_claim(evidence.claim)
    evidence = locked(evidence)
    given_up = {"state": Verdict.State.SUPERSEDED, "approved_at": None}
    if evidence.verdicts.exclude(state__in=["draft", "returned"]).exclude(**given_up).exists():
        raise DomainError("A verdict rests on this evidence, so it stays.")
    return evidence


def evidence_facts(evidence: Evidence) -> dict[str, Any]:
    """Return what `evidence_edit` changes, as it is. What is another source is other evidence."""
    return {name: getattr(evidence, name) for name in ("stance", "title", "excerpt", "accessed_on", "archived_url")}


@transaction.atomic
def evidence_edit(*, evidence: Evidence, actor: User, version: int | None = None, **changes: Any) -> Evidence:
    """Correct what is said of evidence: any of `evidence_facts`; what is not among `changes` stays.

    `version` is its claim's, with which it is read: every act on evidence raises it. Raises ConflictError where
    somebody saved since, and DomainError where a verdict rests on it, for a passage that its document does not have,
    and where the claim has the same evidence already.
    """
    evidence = evidence_loose(evidence)
    require_version(evidence.claim, version, ())
    was = evidence_facts(evidence)
    _require_day(changes.get("accessed_on"))
    for name, value in changes.items():
        setattr(evidence, name, timezone.localdate() if name == "accessed_on" and value is None else value)
    evidence.excerpt = _excerpt(evidence.excerpt, evidence.document)
    evidence.title = evidence.title.strip()
    if not evidence.title and evidence.document:
        evidence.title = _document_name(evidence.document, is_protected=evidence.is_protected)
    now = evidence_facts(evidence)
    changed = [name for name in now if now[name] != was[name]]
    if not changed:
        return evidence
    _refuse_twice(evidence)
    save_checked(evidence)
    claim_touch(evidence.claim)
    event_record(
        subject=evidence.claim,
        action="evidence.edited",
        actor=actor,
        before={"evidence": evidence.public_id, **{name: str(was[name]) for name in changed}},
        after={"evidence": evidence.public_id, **{name: str(now[name]) for name in changed}},
    )
    return evidence


@transaction.atomic
def evidence_remove(*, evidence: Evidence, actor: User, reason: str) -> None:
    """Remove evidence that no proposed or decided verdict rests on, with the reason.

    The history still has what a verdict that was given up had rested on.
    """
    reason = reason_required(reason, "the evidence is removed")
    evidence = evidence_loose(evidence)
    claim = evidence.claim
    before = {"evidence": evidence.public_id, "stance": evidence.stance, "title": evidence.title}
    evidence.verdictevidence_set.all().delete()
    evidence.delete()
    claim_touch(claim)
    event_record(subject=claim, action="evidence.removed", actor=actor, reason=reason, before=before)
