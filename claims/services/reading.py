"""From deliveries to suggested statements: what a worker does with those it holds.

Several are done together, because asking the database once for each costs more than the reading. What the record
knows something of already (a version, a copy, a kill, a table of statements) is done by itself.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import cast

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from claims import tasks
from claims.extraction import CopyFacts, read_copy
from claims.readers import unread
from claims.services.archive import capture_request, documents_archived
from claims.services.copies import copies_told
from claims.services.documents import document_fill
from claims.services.putting_away import version_put_away
from claims.services.suggestions import statements_extract, statements_given, statements_read, statements_store
from claims.services.versions import document_replaced, document_withdraw
from factcheck.base import DomainError
from sources.addresses import address_plain, is_front_page
from sources.bulk import repeatable
from sources.duplicates import is_unrelated
from sources.fetch import charset_of
from sources.models import Document, Ingestion, Outlet
from sources.readers import UNNAMED, Item, Moment, ReadError, agency, read_items
from sources.readers.items import Precision
from sources.readers.language import language_of
from sources.readers.moments import NEVER, day_moment
from sources.readers.packed import unpack
from sources.services.copies import copies_propose
from sources.services.documents import (
    document_current,
    document_draft,
    document_earlier,
    document_keep,
    document_keys,
    documents_add,
    documents_known,
    documents_lock,
    is_older,
    is_unique,
)
from sources.services.ingestions import (
    ingestion_fail,
    ingestion_fetch,
    ingestion_move,
    ingestion_split,
    ingestions_move,
)
from sources.services.kills import kill_of, kill_store, killed_guids
from sources.services.outlets import outlet_for_address, outlet_get_or_create

State = Ingestion.State


@dataclass(frozen=True, slots=True)
class Work:
    """A delivery of one item, read, and the document that it makes."""

    ingestion: Ingestion
    item: Item
    facts: CopyFacts
    draft: Document


@dataclass(frozen=True, slots=True)
class Kill:
    """A delivery by which the sender takes an item back."""

    ingestion: Ingestion
    item: Item


def deliveries_read(rows: Sequence[Ingestion]) -> None:
    """Bring deliveries to their end. Whoever calls holds them; each came with its bytes, outlet, fetch and parent.

    Safe to repeat wherever it broke off: what is stored is not stored again.
    """
    ids = [row.pk for row in rows]
    claimed_at = timezone.now()
    with repeatable():
        Ingestion.objects.filter(pk__in=ids).update(
            state=State.READING, attempts=F("attempts") + 1, claimed_at=claimed_at, updated_at=claimed_at
        )
    for row in rows:
        row.state = State.READING
    # A worker died between storing these and looking for their copies.
    stored = [row for row in rows if row.document_id is not None]
    outlets = Outlets()
    works: list[Work | Kill] = []
    for row in rows:
        if row.document_id is None:
            with _failing(row):
                works += _read(row, outlets)
    drafts = [work.draft for work in works if isinstance(work, Work)]
    known = documents_known(drafts) if drafts else set()
    fresh: list[Work] = []
    others: list[Work | Kill] = []
    for work in works:
        if isinstance(work, Kill):
            # After the item, which may have come with it.
            others.append(work)
            continue
        keys = document_keys(work.draft)
        is_new = not (work.item.statements or keys & known)
        (fresh if is_new else others).append(work)
        known |= keys
    if fresh:
        done, overtaken = _store_new(fresh)
        stored += done
        others += overtaken
    _finish(stored)
    for work in others:
        with _failing(work.ingestion):
            if isinstance(work, Kill):
                _withdraw(work.ingestion, work.item, outlets)
            else:
                _store_known(work)
                _finish([work.ingestion])


@contextmanager
def _failing(row: Ingestion) -> Iterator[None]:
    """Give a delivery that a rule refuses its reason, and go on."""
    try:
        yield
    except DomainError as error:
        ingestion_fail(ingestion=row, reason=error.message)


# --- reading -------------------------------------------------------------------------------


def _read(row: Ingestion, outlets: "Outlets") -> list[Work | Kill]:
    """Read a delivery. Returns what there is to store of it; what holds several items becomes a row for each."""
    items = _items(row)
    if len(items) > 1:
        tasks.queue_ingestions(ingestion_split(ingestion=row, items=items))
        return []
    (item,) = items
    if item.status == "canceled":
        return [Kill(row, item)]
    _require_usable(item)
    facts = read_copy(item.text)
    return [Work(row, item, facts, _draft(row, item, facts, outlets))]


def _items(row: Ingestion) -> list[Item]:
    if row.original is None:
        ingestion_fetch(row)
    if row.fetch is not None and row.parent_id is None:
        capture_request(url=row.fetch.url, fetch=row.fetch, actor=row.created_by)
    assert row.original is not None
    data = bytes(row.original.data)
    if row.parent_id:
        return [unpack(data)]
    try:
        if row.fetch is not None:
            return read_items(data, url=row.fetch.final_url, charset=charset_of(row.fetch.headers))
        return read_items(data, url=row.url)
    except ReadError as error:
        raise DomainError(str(error)) from error


def _require_usable(item: Item) -> None:
    if item.problem:
        raise DomainError(item.problem)
    if item.status == "withheld":
        raise DomainError("The sender withholds this item; nothing of it was taken in.")
    if item.embargoed_until and item.embargoed_until > timezone.now():
        until = (
            "a time that cannot be read"
            if item.embargoed_until == NEVER
            else f"{item.embargoed_until:%d %B %Y %H:%M} UTC"
        )
        raise DomainError(f"This item is under embargo until {until}; hand it in again then.")


@transaction.atomic
def _withdraw(row: Ingestion, item: Item, outlets: "Outlets") -> None:
    """Act on a kill: what the record has of the item is withdrawn, and what of it comes later will not be taken in."""
    if not item.guid:
        raise DomainError("The sender cancelled an item without saying which.")
    outlet = row.outlet or _outlet(row, item, "", outlets, _address(row, item))
    kill = kill_store(guid=item.guid, outlet=outlet, item_version=item.version)
    # Nobody takes back what others sent.
    rows = Document.objects.filter(guid=item.guid)
    rows = rows if outlet is None and is_unique(item.guid) else rows.filter(outlet=outlet)
    document = rows.order_by("-pk").first()
    if document is not None and is_older(item.version, document.item_version):
        raise DomainError(
            f"Version {document.item_version} of this item is in the record already; the sender cancelled version"
            f" {item.version}, which is older, so nothing was withdrawn."
        )
    if document is None and is_unique(item.guid) and (other := Document.objects.filter(guid=item.guid).first()):
        sender, owner = (one.name if one else "a sender without a name" for one in (outlet, other.outlet))
        raise DomainError(
            f"This item was cancelled by {sender}, and the record has it from {owner}; nothing was withdrawn."
        )
    if document is None:
        said = "The sender cancelled this item. The record does not have it; should it come yet, it is not taken in."
    else:
        said = "The sender cancelled this item; what the record had of it is withdrawn."
        document = document_withdraw(
            document=document, note=item.note, actor=row.created_by, may_withdraw=row.may_withdraw
        )
    ingestion_move(
        ingestion=row,
        state=State.DONE,
        document=document,
        kill=kill,
        note=item.note or said,
        finished_at=timezone.now(),
    )


class Outlets:
    """Outlets by name and by address, each asked for once."""

    def __init__(self) -> None:
        self.named = cache(lambda name: outlet_get_or_create(name=name))
        self.at = cache(outlet_for_address)


def _draft(row: Ingestion, item: Item, facts: CopyFacts, outlets: Outlets) -> Document:
    """Make the document of one item. Whoever handed it in knows best, then the item, then the copy itself."""
    place = facts.dateline_place or facts.dateline
    named = agency(facts.outlet.text) or facts.outlet.text if facts.outlet else ""
    dispatch = (item.dispatch if item.dispatch != UNNAMED else "") or named
    published = _published(row, item, facts)
    address = _address(row, item)
    draft = document_draft(
        text=item.text,
        outlet=row.outlet or _outlet(row, item, named, outlets, address),
        dispatch=outlets.named(dispatch) if dispatch else None,
        title=row.title or item.title or (facts.headline.text if facts.headline else ""),
        byline=item.byline or (facts.byline.text if facts.byline else ""),
        dateline=item.dateline or (place.text if place else ""),
        url=address,
        language=item.language or language_of(item.text),
        published_at=published.at,
        published_precision=published.precision,
        guid=item.guid,
        item_version=item.version,
    )
    draft.original_id = row.parent.original_id if row.parent else row.original_id
    if item.statements:
        # A table repeats an article's words and is no copy of it.
        draft.bands = []
    return draft


def _address(row: Ingestion, item: Item) -> str:
    """The address that the item calls its own; else that which answered, or was given."""
    asked = row.url if row.parent_id is None else ""
    answered = row.fetch.final_url if row.fetch is not None and asked else asked
    # A site that names its front page on every page names none, and one that moved its pages is known by the old ones.
    own = item.url if item.url and (is_front_page(answered or item.url) or not is_front_page(item.url)) else ""
    found = address_plain(own or answered)
    if found != asked and answered != asked and not own and Document.objects.filter(url=address_plain(asked)).exists():
        return address_plain(asked)
    return found


def _outlet(row: Ingestion, item: Item, named: str, outlets: Outlets, address: str) -> Outlet | None:
    if item.outlet:
        return outlets.named(item.outlet)
    if known := outlets.at(address or row.url):
        return known
    # Bare copy that names an agency is that agency's; a page or an item is whoever's that sent it.
    is_bare = not (item.url or item.guid or row.url)
    return outlets.named(named) if named and is_bare else None


def _published(row: Ingestion, item: Item, facts: CopyFacts) -> Moment:
    """The day that a person gave, with the item's time if that is of this day; else what item or copy say.

    A day given for a whole delivery is for those of its items that have none.
    """
    given = Moment(row.published_at, cast("Precision", row.published_precision))
    if given.at is not None and item.published.at is not None:
        is_same_day = item.published.at.date() == given.at.date()
        return item.published if is_same_day or row.parent_id else given
    if given.at is not None:
        return given
    if item.published.at is None and facts.published_on is not None:
        return day_moment(facts.published_on)
    return item.published


# --- storing -------------------------------------------------------------------------------


def _store_new(works: list[Work]) -> tuple[list[Ingestion], list[Work]]:
    """Extract and store documents of which the record knew nothing.

    Returns the deliveries that are stored, and the works of which somebody else stored something meanwhile.
    """
    found = []
    for work in works:
        with _failing(work.ingestion):
            found.append((work, statements_read(work.draft, work.facts)))
    drafts = [work.draft for work, _ in found]
    with repeatable():
        documents_lock(drafts)
        known = documents_known(drafts)
        killed = killed_guids(drafts)
        fresh, overtaken = [], []
        for work, reading in found:
            if work.draft.guid in killed or document_keys(work.draft) & known:
                overtaken.append(work)
            else:
                fresh.append((work, reading))
        documents_add([work.draft for work, _ in fresh])
        statements_store([(work.draft, reading) for work, reading in fresh])
        for work, reading in fresh:
            work.ingestion.document = work.draft
            work.ingestion.statements_found = len(reading.quotes)
            about = unread(work.draft.language, is_empty=not reading.quotes)
            work.ingestion.note = f"{work.item.note} {about}".strip()
        stored = [work.ingestion for work, _ in fresh]
        ingestions_move(stored, State.EXTRACTING, "document", "statements_found", "note")
    return stored, overtaken


@transaction.atomic
def _store_known(work: Work) -> None:
    """Store what may be a version or a copy of what the record has, or the very same."""
    row, item, draft = work.ingestion, work.item, work.draft
    documents_lock([draft])
    # A table's rows are no version of the article that they quote.
    current = None if item.statements else document_current(guid=item.guid, url=draft.url, outlet=draft.outlet)
    if current is not None and not _is_version(work, current):
        current = None
    document = _is_there(work, current)
    if document is None:
        if kill := kill_of(draft):
            what = f" up to version {kill.item_version}" if is_older(item.version, kill.item_version) else ""
            raise DomainError(f"The sender cancelled this item{what}; nothing of it was taken in.")
        if current is not None and is_older(item.version, current.item_version):
            raise DomainError(
                f"Version {current.item_version} of this item is in the record already;"
                f" version {item.version} is older and was not taken in."
            )
        draft.replaces = current
        document, is_new = document_keep(draft)
    else:
        is_new = False
    if item.statements:
        found = statements_given(document=document, given=item.statements)
    elif is_new or not hasattr(document, "replaced_by"):
        found = statements_extract(document=document)
    else:
        # What was found in it has moved to its successor.
        found = document.statements.count()
    about = "" if item.statements else unread(document.language, is_empty=not found)
    note = " ".join(filter(None, (item.note, item.left_out, about)))
    if is_new:
        document_replaced(new=document, note=item.note)
        version_put_away(document=document)
    elif not item.statements and (filled := document_fill(document=document, draft=draft, actor=row.created_by)):
        note = f"{note} The document lacked and now has: {', '.join(filled)}.".strip()
    if document.put_away_at is not None:
        said = f"This document is put away (“{document.put_away_reason}”), so nothing of it waits for review."
        note = f"{note} {said} Take it up again on its page.".strip()
    row.document, row.is_duplicate, row.statements_found, row.note = document, not is_new, found, note
    ingestions_move([row], State.EXTRACTING, "document", "is_duplicate", "statements_found", "note")


def _is_there(work: Work, current: Document | None) -> Document | None:
    """Return that version of an item, of which `current` is the newest, which a delivery repeats; None for another.

    Words of an earlier version are its successor's successor only where the sender or the page itself has gone back
    to them: otherwise an old delivery came twice.
    """
    if current is None:
        return None
    draft, row = work.draft, work.ingestion
    is_newer = is_older(current.item_version, draft.item_version)
    if current.text_digest == draft.text_digest:
        if not is_newer:
            return current
        if draft.title and draft.title != current.title:
            return None
        # What comes late must not pass for the newest.
        current.item_version = draft.item_version
        current.save(update_fields=["item_version", "updated_at"])
        return current
    is_back = is_newer or (
        row.fetch is not None
        and row.fetch.fetched_at > current.created_at
        and not is_older(draft.item_version, current.item_version)
    )
    return None if is_back else document_earlier(current, draft)


def _is_version(work: Work, current: Document) -> bool:
    """Whether a delivery is of the item that `current` is a version of, where no id of the sender says so.

    An address may hold one article today and another tomorrow, or be that of a whole delivery.
    """
    draft, parent = work.draft, work.ingestion.parent_id
    if draft.guid and draft.guid == current.guid:
        return True
    is_titled = bool(current.title) and current.title == draft.title
    if parent is not None and Ingestion.objects.filter(parent=parent, document=current).exists():
        # Only what is numbered comes twice at once.
        one, other = current.item_version, draft.item_version
        return is_titled and (is_older(one, other) or is_older(other, one))
    return is_titled or not is_unrelated(current.text, draft.text)


def _finish(rows: list[Ingestion]) -> None:
    """Look for copies of what was stored, close the deliveries, and tell of the pages that are kept."""
    if not rows:
        return
    # Before the delivery is done, so that it is told all the same where a worker dies in between.
    for row in rows:
        if row.fetch_id and row.parent_id is None:
            documents_archived(row.fetch_id)
    with repeatable():
        copies_told(copies_propose(*{row.document.pk: row.document for row in rows if row.document}.values()))
        finished_at = timezone.now()
        for row in rows:
            row.finished_at = finished_at
        ingestions_move(rows, State.DONE, "finished_at")
