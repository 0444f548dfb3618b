"""What comes by itself: watched feeds and the watched folder."""

import datetime as dt
import hashlib
import os
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims import tasks
from claims.services.ingestion import HANDED_IN, HANDED_IN_BYTES, ingestions_submit
from claims.services.locks import save_checked
from factcheck.base import DomainError, new_public_id
from sources.fetch import Fetched, charset_of
from sources.models import Feed, FeedEntry, Ingestion
from sources.readers import EmptyError, Item, ReadError, read_items
from sources.readers.packed import pack
from sources.services.fetches import address_fetch, fetch_store
from sources.services.ingestions import ingestion_move, ingestion_split, ingestions_unfinished
from sources.services.originals import file_read
from sources.services.outlets import outlet_for_name

log = structlog.get_logger(__name__)

# A feed that fails is asked half as often each time, and once a day at least.
LONGEST = dt.timedelta(days=1)
# A file that grows is still being written.
SETTLED = dt.timedelta(seconds=2)
TAKEN, REFUSED = "taken", "refused"
# What the name of a note ends with.
NOTE = ".why.txt"
# So long after a delivery failed its file is looked for among those that were taken.
REMEMBERED = dt.timedelta(days=1)
# In bytes.
LONGEST_NAME = 255


# --- feeds ---------------------------------------------------------------------------------


def feed_save(*, feed: Feed) -> Feed:
    """Store a feed as an editor wrote it; one with another address is a new acquaintance, and due at once."""
    known = Feed.objects.filter(pk=feed.pk).values_list("url", flat=True).first()
    if known != feed.url:
        feed.etag = feed.last_modified = feed.digest = feed.reason = ""
        feed.failures, feed.next_at = 0, timezone.now()
    save_checked(feed)
    return feed


def feeds_ask(feeds: QuerySet[Feed]) -> int:
    """Make feeds due now, those that failed among them. Returns how many are read at all."""
    return Feed.objects.filter(pk__in=feeds.values("pk"), is_active=True).update(next_at=timezone.now())


def feeds_queue_due() -> int:
    """Queue the reading of each feed that is due. Returns how many."""
    due = list(Feed.objects.filter(is_active=True, next_at__lte=timezone.now()).values_list("pk", flat=True))
    for pk in due:
        tasks.queue_feed(pk)
    return len(due)


def feed_read(*, pk: int) -> int:
    """Read a feed that is due. Returns how many items were new.

    Of two workers that come at once one reads. An answer that says "not changed", or that is the same to the byte as
    the last, is not parsed; an item that was handed in from this feed before is not handed in again.
    """
    now = timezone.now()
    due = Feed.objects.filter(pk=pk, is_active=True, next_at__lte=now)
    feed = due.select_related("outlet").first()
    # Out of the way of the next round until this one has ended.
    if feed is None or not due.update(next_at=now + dt.timedelta(minutes=feed.interval)):
        return 0
    try:
        fetched = address_fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified)
        items = _items(feed, fetched)
    except (DomainError, ReadError) as error:
        _failed(feed, str(error))
        return 0
    return _taken(feed, fetched, items)


def _items(feed: Feed, fetched: Fetched) -> dict[str, Item]:
    """Return the items of an answer by their digest; none where nothing changed."""
    if fetched.status == 304 or hashlib.sha256(fetched.body).hexdigest() == feed.digest:
        return {}
    try:
        items = read_items(fetched.body, url=fetched.final_url, charset=charset_of(fetched.headers), is_feed=True)
    except EmptyError:
        # A young feed is well.
        return {}
    return {hashlib.sha256(pack(item)).hexdigest(): item for item in items}


def _failed(feed: Feed, reason: str) -> None:
    failures = min(feed.failures + 1, 1000)
    wait = min(dt.timedelta(minutes=feed.interval) * 2 ** min(failures, 12), LONGEST)
    Feed.objects.filter(pk=feed.pk).update(failures=failures, reason=reason, next_at=timezone.now() + wait)
    log.warning("feed not read", feed=feed.public_id, reason=reason, failures=failures)


@transaction.atomic
def _taken(feed: Feed, fetched: Fetched, items: dict[str, Item]) -> int:
    """Hand in what is new of an answer, and note that the feed is well."""
    feed = Feed.objects.select_for_update(of=("self",)).select_related("outlet").get(pk=feed.pk)
    seen = set(feed.entries.filter(digest__in=items).values_list("digest", flat=True))
    fresh = {digest: item for digest, item in items.items() if digest not in seen}
    changes: dict[str, object] = {"failures": 0, "reason": "", "read_at": timezone.now()}
    if fetched.status != 304:
        changes["etag"] = fetched.header("ETag")[:500]
        changes["last_modified"] = fetched.header("Last-Modified")[:200]
        changes["digest"] = hashlib.sha256(fetched.body).hexdigest()
    if fresh:
        fetch = fetch_store(fetched)
        changes |= {"changed_at": timezone.now(), "fetch": fetch}
        FeedEntry.objects.bulk_create(FeedEntry(feed=feed, digest=digest) for digest in fresh)
        delivery = Ingestion.objects.create(
            way=Ingestion.Way.FEED,
            name=str(feed)[:300],
            batch=new_public_id(),
            url=feed.url,
            outlet=feed.outlet,
            fetch=fetch,
            original=fetch.original,
            may_withdraw=True,
        )
        ingestion_move(ingestion=delivery, state=Ingestion.State.READING)
        tasks.queue_ingestions(ingestion_split(ingestion=delivery, items=list(fresh.values())))
    Feed.objects.filter(pk=feed.pk).update(**changes)
    return len(fresh)


# --- the folder ----------------------------------------------------------------------------


def folder_take() -> int:
    """Take in the files that lie in the watched folder. Returns how many were taken.

    A file goes to `taken` once its row is committed, or to `refused` beside a note that says why; should a worker die
    between the two it is taken again, which adds nothing. One that could not be read after all goes from the one to the
    other. A folder inside that has an outlet's name gives its files to that outlet. Links are not followed, and a note
    says so; names that begin with a dot are not looked at.
    """
    if not settings.WATCHED_FOLDER:
        return 0
    folder = Path(settings.WATCHED_FOLDER)
    if folder.is_dir():
        _refuse_failed(folder)
    if not folder.is_dir() or ingestions_unfinished().count() > HANDED_IN * 10:
        # As many wait already as workers do in a minute.
        return 0
    late = timezone.now().timestamp() - SETTLED.total_seconds()
    files, size = [], 0
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        is_ours = inside.parts[0] in (TAKEN, REFUSED) or any(part.startswith(".") for part in inside.parts)
        if not is_ours and path.is_symlink():
            _say_link(folder, path)
        if is_ours or path.is_symlink() or not path.is_file() or path.stat().st_mtime > late:
            continue
        files.append(path)
        size += path.stat().st_size
        if len(files) == HANDED_IN or size > HANDED_IN_BYTES:
            break
    if not files:
        return 0
    batch, outlets = new_public_id(), {path.parent: outlet_for_name(path.parent.name) for path in files}
    deliveries: dict[Path, dict[str, Any]] = {}
    for path in files:
        facts = {"outlet": outlets[path.parent] if path.parent != folder else None, "batch": batch}
        name = str(path.relative_to(folder))
        try:
            deliveries[path] = {"data": file_read(path), "way": Ingestion.Way.FOLDER, "name": name, **facts}
        except DomainError as error:
            _refuse(folder, path, path.relative_to(folder), error.message)
        except OSError as error:
            log.warning("file not read", file=name, error=str(error))
    made = ingestions_submit(deliveries.values())
    for path, one in zip(deliveries, made, strict=True):
        inside = path.relative_to(folder)
        if isinstance(one, Ingestion):
            _put_away(path, folder / TAKEN / inside, one.public_id)
        else:
            _refuse(folder, path, inside, one.message)
    return sum(isinstance(one, Ingestion) for one in made)


def _put_away(path: Path, place: Path, mark: str) -> Path | None:
    """Move a file to its place, or beside it, with a mark, where another has its name. None where it cannot be."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():
            place = _marked(place, mark)
        path.rename(place)
    except OSError as error:
        # The others are put away all the same.
        log.warning("file not put away", file=str(path), error=str(error))
        return None
    return place


def _marked(place: Path, mark: str) -> Path:
    return place.with_name(_named(place.stem, f"-{mark}{place.suffix}"))


def _refuse(folder: Path, path: Path, name: Path, why: str) -> None:
    """Put a file away among those that were refused, with a note beside it."""
    if place := _put_away(path, folder / REFUSED / name, new_public_id()):
        _note(place, why)


def _note(place: Path, why: str) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.with_name(_named(place.name, NOTE)).write_text(f"{why}\n", encoding="utf-8")
    except OSError as error:
        log.warning("note not written", file=str(place), error=str(error))


def _refuse_failed(folder: Path) -> None:
    """Bring what was taken, and could not be read then, to what was refused: whoever dropped it looks there."""
    failed = Ingestion.objects.filter(
        way=Ingestion.Way.FOLDER,
        state=Ingestion.State.FAILED,
        parent=None,
        finished_at__gte=timezone.now() - REMEMBERED,
    )
    for row in failed.select_related("original").defer("original__data"):
        place = folder / TAKEN / row.name
        for path in (_marked(place, row.public_id), place):
            # Another file may have come under the same name.
            if row.original is not None and _is_file_of(path, row.original.digest):
                _refuse(folder, path, Path(row.name), row.reason)
                break


def _is_file_of(path: Path, digest: str) -> bool:
    try:
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
    except OSError:
        return False


def _say_link(folder: Path, path: Path) -> None:
    """Say of a link, once, that it is not followed."""
    place = folder / REFUSED / path.relative_to(folder)
    if not place.with_name(_named(place.name, NOTE)).exists():
        log.warning("link not followed", file=str(path.relative_to(folder)))
        _note(place, "This is a link to a file elsewhere, and links are not followed. Put the file itself here.")


def _named(name: str, ending: str) -> str:
    """A file's name with an ending, no longer than file systems take."""
    room = LONGEST_NAME - len(os.fsencode(ending))
    return os.fsdecode(os.fsencode(name)[:room]) + ending
