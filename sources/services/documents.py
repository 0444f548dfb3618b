"""Documents: one text of one outlet, its versions, and what the record knows of it already."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from factcheck.base import DomainError
from sources.addresses import is_front_page
from sources.bulk import insert_rows
from sources.duplicates import signature
from sources.models import Document, Original, Outlet
from sources.readers.moments import moment
from sources.services.locks import locks_take

# No sender counts its items by numbers as long, or names two alike.
NUMBERED = 30
# Longer ones are no addresses that anyone could open.
ADDRESS = 2000
# Before it a year has lost digits. Tomorrow has begun somewhere already.
FIRST_PUBLISHED = dt.date(1900, 1, 1)


def publication_day_require(day: dt.date) -> None:
    """Raise DomainError for a day that somebody gives, on which nothing of the record's can have been published."""
    if not FIRST_PUBLISHED <= day <= timezone.localdate() + dt.timedelta(days=1):
        raise DomainError(f"{day.isoformat()} cannot be the day of publication.", field="published_on")


def document_draft(
    *,
    text: str,
    outlet: Outlet | None,
    original: Original | None = None,
    title: str = "",
    byline: str = "",
    dateline: str = "",
    url: str = "",
    language: str = "en",
    published_at: dt.datetime | None = None,
    published_precision: str = Document.Precision.UNKNOWN,
    dispatch: Outlet | None = None,
    guid: str = "",
    item_version: str = "",
    replaces: Document | None = None,
) -> Document:
    """Make the document of one text, not yet stored. Raises DomainError for one that is too long."""
    if len(text) > settings.DOCUMENT_MAX_CHARACTERS:
        raise DomainError(
            f"This text has {len(text):,} characters; a document may have at most"
            f" {settings.DOCUMENT_MAX_CHARACTERS:,}. Hand it in in parts."
        )
    bands, sketch = signature(text)
    return Document(
        text=text,
        text_digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        outlet=outlet,
        original=original,
        title=title[:500],
        byline=byline[:300],
        dateline=dateline[:200],
        url=url if len(url) <= ADDRESS else "",
        language=language[:35],
        published_at=published_at,
        published_precision=published_precision,
        dispatch=dispatch if dispatch != outlet else None,
        guid=guid[:500],
        item_version=item_version[:100],
        replaces=replaces,
        bands=bands,
        sketch=sketch,
    )


def document_store(**facts: Any) -> tuple[Document, bool]:
    """Store one text of one outlet; `facts` are those of `document_draft`. Returns the document and whether it is new.

    The same text from the same outlet is the same document and nothing of it is changed here. The same
    text from another outlet is a document of its own whose origin is the earliest copy. Where one of the two has no
    outlet they are the same, unless they have two addresses or two days. A new version is always a document of its
    own, with the origin of the one it replaces: two versions are no two sources.
    """
    return document_keep(document_draft(**facts))


@transaction.atomic
def document_keep(draft: Document) -> tuple[Document, bool]:
    """Store a draft as `document_store` does."""
    documents_lock([draft])
    copies = list(Document.objects.filter(text_digest=draft.text_digest).order_by("pk"))
    first = draft.replaces or next(iter(copies), None)
    if draft.replaces is None:
        same = next((copy for copy in copies if copy.outlet_id == draft.outlet_id), None)
        if same is None and draft.outlet_id is None:
            same = first
        if same is None:
            same = next((copy for copy in copies if copy.outlet_id is None and _agree(copy, draft)), None)
        if same is not None:
            return same, False
    draft.origin = (first.origin or first) if first else None
    draft.save(force_insert=True)
    return draft, True


def _agree(document: Document, draft: Document) -> bool:
    """Whether two that have the same text may be one, by their addresses and days where both have them."""
    one, other = document.published_at, draft.published_at
    is_same_day = not one or not other or one.date() == other.date()
    return is_same_day and (not document.url or not draft.url or document.url == draft.url)


def documents_add(drafts: Sequence[Document]) -> None:
    """Store drafts of which the record has nothing; see `documents_lock` and `documents_known`."""
    insert_rows(drafts)


def document_keys(draft: Document) -> set[str]:
    """Return by what the record may know a draft, or what it is a version or a copy of."""
    keys = {f"text {draft.text_digest}"}
    return keys | {f"{name} {value}" for name in ("guid", "url") if (value := getattr(draft, name))}


def documents_lock(drafts: Iterable[Document]) -> None:
    """Let nobody else store these drafts, nor versions or copies of them, until the transaction ends."""
    locks_take({key for draft in drafts for key in document_keys(draft)})


def documents_known(drafts: Iterable[Document]) -> set[str]:
    """Return those keys of the drafts (see `document_keys`) that documents in the record have."""
    drafts = list(drafts)
    guids = {draft.guid for draft in drafts} - {""}
    urls = {draft.url for draft in drafts} - {""}
    rows = Document.objects.filter(
        Q(text_digest__in={draft.text_digest for draft in drafts})
        | (Q(guid__in=guids) if guids else Q())
        | (Q(url__in=urls) if urls else Q())
    )
    known: set[str] = set()
    for row in rows.only("text_digest", "guid", "url"):
        known |= document_keys(row)
    return known


def document_current(*, guid: str = "", url: str = "", outlet: Outlet | None = None) -> Document | None:
    """Return the newest version of an item of an outlet, known by the sender's id or else by its address, locked.

    Call it in the transaction that stores the next version. None where the record does not have it.
    """
    rows = Document.objects.filter(outlet=outlet)
    is_known = outlet is not None or is_unique(guid)
    found = rows.filter(guid=guid).order_by("-pk").first() if guid and is_known else None
    if found is None and url and not is_front_page(url):
        # One address with two ids is two items.
        found = rows.filter(url=url).filter(Q(guid="") | Q(guid=guid) if guid else Q()).order_by("-pk").first()
    while found is not None:
        found = Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=found.pk)
        following = Document.objects.filter(replaces=found).first()
        if following is None:
            return found
        found = following
    return None


def document_earlier(current: Document, draft: Document) -> Document | None:
    """Return that version before `current` which has the words of a draft, the newest of several."""
    before = current.replaces
    while before is not None and before.text_digest != draft.text_digest:
        before = before.replaces
    return before


def is_unique(guid: str) -> bool:
    """Whether an id says by itself whose it is. "1" is one that anybody gives."""
    return ":" in guid or len(guid) > NUMBERED


def is_older(version: str, other: str) -> bool:
    """Whether one version of an item comes before another; False where they cannot be compared."""
    if version.isdecimal() and other.isdecimal():
        return int(version) < int(other)
    one, two = moment(version).at, moment(other).at
    return one is not None and two is not None and one < two
