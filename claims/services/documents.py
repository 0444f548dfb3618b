"""What the record says of a document beside its text: who published it, when, under which headline and address."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from claims.models import Claim, Event
from claims.publishing import publish_documents
from claims.services.copies import claims_counted, evidence_counted_again
from claims.services.events import event_record
from claims.services.locks import claims_locked, locked, require_version, save_checked
from claims.services.online import claims_published_on, documents_watch, watch_begin_again
from claims.services.versions import document_called
from factcheck.base import DomainError
from sources.addresses import address_plain, is_front_page
from sources.models import Document, Outlet
from sources.selectors import versions_of
from sources.services.documents import documents_lock, publication_day_require

# What is corrected, in the words of the form.
UNKNOWN = "not known"
FIELDS = {"outlet": "Outlet", "published_on": "Published on", "title": "Headline", "url": "Address"}


def document_facts(document: Document) -> dict[str, Any]:
    """Return what `document_edit` changes, as it is: the outlet, the day of publication, the headline, the address."""
    return {
        "outlet": document.outlet,
        "published_on": document.published_at.date() if document.published_at else None,
        "title": document.title,
        "url": document.url,
    }


@transaction.atomic
def document_edit(
    *,
    document: Document,
    actor: User,
    version: int | None = None,
    **changes: Any,
) -> Document:
    """Correct who published a document, on which day, under which headline and at which address.

    `changes` are any of `document_facts`; what is not among them stays. Raises ConflictError where somebody saved it
    since `version`, and DomainError for a day on which nothing was published, for the text of an outlet that has it
    already, and for an address at which that outlet has another item.
    """
    facts: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in changes.items()
    }
    if "url" in facts:
        facts["url"] = address_plain(facts["url"])
    # As for a delivery of it, which is known by its text and its address.
    documents_lock([document, Document(text_digest=document.text_digest, url=facts.get("url", document.url))])
    document = locked(document)
    require_version(document, version, ("outlet_id", "published_at", "title", "url"))
    known = document_facts(document)
    if (day := facts.get("published_on")) is not None and day != known["published_on"]:
        publication_day_require(day)
    _save(document, actor, {**known, **facts})
    return document


@transaction.atomic
def document_fill(*, document: Document, draft: Document, actor: User | None) -> list[str]:
    """Give a document what it lacks and a draft of the same text knows. Returns the filled fields, in words.

    The caller has locked both (`documents_lock`). What the record has is never replaced so, and the page of somebody
    who is not named says nothing of the copy of an outlet.
    """
    if not _lacking(document, draft) or (document.outlet_id and not draft.outlet_id and draft.url):
        return []
    document = locked(document)
    filled = _lacking(document, draft)
    if "url" in filled and _at_address(document, filled.get("outlet", document.outlet), filled["url"]):
        del filled["url"]
    moment = (draft.published_at, draft.published_precision) if "published_on" in filled else None
    try:
        with transaction.atomic():
            _save(document, actor, {**document_facts(document), **filled}, moment=moment)
    except DomainError:
        # Not an address that can be stored, for one. The text is in the record all the same.
        return []
    return [FIELDS[name].lower() for name in filled]


def _lacking(document: Document, draft: Document) -> dict[str, Any]:
    known, offered = document_facts(document), document_facts(draft)
    return {name: offered[name] for name in FIELDS if offered[name] and not known[name]}


def _at_address(document: Document, outlet: Outlet | None, url: str) -> Document | None:
    """Return another item that an outlet has at an address, by which its next version would be known."""
    if not url or is_front_page(url):
        return None
    own = [row.pk for row in versions_of(document)]
    return Document.objects.filter(outlet=outlet, url=url).exclude(pk__in=own).defer("text").first()


def _save(
    document: Document, actor: User | None, facts: dict[str, Any], *, moment: tuple[Any, str] | None = None
) -> None:
    """Store changed facts of a locked document, with history for the desk and for readers of claims that show it."""
    before = document_facts(document)
    changed = [name for name in FIELDS if facts[name] != before[name]]
    if not changed:
        return
    called, old_outlet = document_called(document), document.outlet
    document.outlet, document.title, document.url = facts["outlet"], facts["title"], facts["url"]
    if document.dispatch_id is not None and document.dispatch_id == document.outlet_id:
        # An agency does not republish itself.
        document.dispatch = None
    if moment is not None:
        document.published_at, document.published_precision = moment
    elif "published_on" in changed:
        day = facts["published_on"]
        document.published_at = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC) if day else None
        document.published_precision = Document.Precision.DAY if day else Document.Precision.UNKNOWN
    if {"outlet", "url"} & set(changed) and (other := _at_address(document, document.outlet, document.url)):
        raise DomainError(f"Another document of this outlet has this address: {other}.", field="url")
    if "url" in changed:
        document.offline_since = None
    document.version += 1
    save_checked(document)
    if "url" in changed:
        watch_begin_again(document)
    addresses = [url for url in (before["url"], document.url) if url] if "url" in changed else []
    claims = _claims_touched(document, addresses)
    words = {name: (_words(before[name]), _words(facts[name])) for name in changed}
    event_record(
        subject=document,
        action="document.edited",
        actor=actor,
        before={name: was for name, (was, _) in words.items()},
        after={name: now for name, (_, now) in words.items()},
    )
    told = "; ".join(f"{FIELDS[name]}: {was or UNKNOWN} → {now or UNKNOWN}" for name, (was, now) in words.items())
    for claim in claims:
        event_record(
            subject=claim,
            action="source.edited",
            actor=actor,
            reason=f"{called}. {told}.",
            after={"document": document.public_id},
            is_public=True,
        )
    if "url" in changed:
        for claim in claims:
            documents_watch(claim)
        evidence_counted_again([document], addresses=addresses)
    # Other versions and copies of it name it, too.
    beside = Document.objects.filter(Q(pk=document.replaces_id) | Q(replaces=document) | Q(origin=document))
    outlets = [outlet for outlet in (old_outlet, document.outlet) if outlet] if "outlet" in changed else []
    publish_documents([document, *beside.defer("text")], outlets)


def _claims_touched(document: Document, addresses: list[str]) -> list[Claim]:
    """Lock every claim that an edited document concerns, at once and in order; return the published ones it carries."""

    def asked() -> QuerySet[Any]:
        rows = claims_published_on(document).order_by().values_list("pk", flat=True)
        if not addresses:
            return rows
        return rows.union(claims_counted([document], addresses).order_by().values_list("pk", flat=True))

    claims, shown = claims_locked(asked, lambda: set(claims_published_on(document).values_list("pk", flat=True)))
    return [claim for claim in claims if claim.pk in shown]


def _words(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


def document_put_away_line(document: Document) -> Event | None:
    """Return the line by which a document was last put away."""
    return Event.objects.filter(subject="document", subject_id=document.public_id, action="document.put_away").last()


def document_history(document: Document) -> list[Event]:
    """Return what was done with a document itself, newest first."""
    return list(Event.objects.filter(subject="document", subject_id=document.public_id).order_by("-number"))
