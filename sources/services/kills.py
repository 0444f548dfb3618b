"""What senders took back."""

from collections.abc import Iterable

from django.db.models import Q

from sources.models import Document, Kill, Outlet
from sources.readers.moments import moment
from sources.services.documents import is_older, is_unique
from sources.services.locks import locks_take


def kill_store(*, guid: str, outlet: Outlet | None, item_version: str = "") -> Kill:
    """Keep in mind that a sender took an item back. Doing it twice changes nothing."""
    # An item that comes at this moment is either seen by whoever acts on the kill, or sees it.
    locks_take({f"guid {guid}"})
    kill, _ = Kill.objects.get_or_create(guid=guid, outlet=outlet, item_version=item_version)
    return kill


def killed_guids(drafts: Iterable[Document]) -> set[str]:
    """Return those ids of drafts under which anybody took something back; see `kill_of`."""
    guids = {draft.guid for draft in drafts} - {""}
    return set(Kill.objects.filter(guid__in=guids).values_list("guid", flat=True)) if guids else set()


def kill_of(draft: Document) -> Kill | None:
    """Return the kill by which the sender of a draft took it back; None where it is newer than all of them."""
    rows = Kill.objects.filter(guid=draft.guid) if draft.guid else Kill.objects.none()
    own = Q(outlet=draft.outlet) if draft.outlet else Q(pk__in=[])
    rows = rows.filter(own | Q(outlet=None) if is_unique(draft.guid) else own)
    return next((kill for kill in rows if not _is_after(draft, kill)), None)


def _is_after(draft: Document, kill: Kill) -> bool:
    """Whether a sender gave an item out anew after taking it back: by its version, or else by its time."""
    one, other = kill.item_version, draft.item_version
    if is_older(one, other) or is_older(other, one) or one == other != "":
        return is_older(one, other)
    killed_at = moment(one).at or kill.received_at
    return (
        draft.published_at is not None
        and draft.published_precision == Document.Precision.TIME
        and draft.published_at > killed_at
    )
