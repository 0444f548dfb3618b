"""Looking again at the online documents behind published claims: a change nobody announced, a page that is gone.

A document that was fetched is taken in anew when its page has other words, as a version like any other: its statements
move or are lost, claims come back to the desk. Of copy that came by another way the page's words are compared with
what they were at the last look, and with the words that claims rest on; nothing is taken for the document's own text.
"""

import datetime as dt
import hashlib
import unicodedata
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims import tasks
from claims.models import Appearance, Claim, Evidence, Statement
from claims.publishing import mark_stale
from claims.services.archive import capture_request
from claims.services.events import event_record
from claims.services.locks import claims_locked, locked
from claims.services.versions import QUOTED, claim_came_back, document_called, words_cut
from factcheck.base import DomainError
from sources.duplicates import is_unrelated
from sources.fetch import Fetched, FetchError, charset_of
from sources.models import Document, Fetch, Ingestion, Watch
from sources.readers import ReadError, read_items
from sources.selectors import versions_of
from sources.services.fetches import address_fetch, fetch_store

Outcome = Watch.Outcome
# Daily while a claim is news, then weekly.
NEWS = dt.timedelta(days=7)
DAILY, WEEKLY = dt.timedelta(days=1), dt.timedelta(days=7)
# After a look that found nothing; one bad hour of a host is no dead link.
AGAIN = dt.timedelta(hours=6)
_FORMS = str.maketrans(
    {**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛‹›′", "'"), **dict.fromkeys("‐‑‒–—―−", "-")}
)
# Looks in a row, hours apart, that found nothing before it is said.
SURE = 2
LEASE = dt.timedelta(minutes=30)
# Of one host in one round, so that no site is asked by the hundred.
PER_HOST = 5
PER_ROUND = 200


def documents_watch(claim: Claim) -> None:
    """Watch the online documents that a published claim rests on; those watched already are left as they are."""
    stated = claim.statements.order_by().values("document")
    shown = claim.evidence.filter(document__isnull=False, is_protected=False).order_by().values("document")
    documents = Document.objects.filter(
        pk__in=stated.union(shown), replaced_by__isnull=True, withdrawn_at__isnull=True
    ).exclude(url="")
    now = timezone.now()
    Watch.objects.bulk_create(
        (Watch(document_id=pk, due_at=now + DAILY) for pk in documents.order_by().values_list("pk", flat=True)),
        ignore_conflicts=True,
    )


def watch_begin_again(document: Document) -> None:
    """Forget what was seen at the address that a document had, whose own is another now, or none."""
    watches = Watch.objects.filter(document=document)
    if not document.url:
        watches.delete()
        return
    watches.update(
        outcome=Outcome.UNSEEN,
        due_at=timezone.now(),
        looked_at=None,
        failures=0,
        reason="",
        etag="",
        last_modified="",
        text_digest="",
        fetch=None,
        seen_by=None,
    )


def watches_sweep() -> int:
    """Queue a look at every document that is due, few of one host at once. Returns how many."""
    now = timezone.now()
    due = Watch.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", "document__url")
    asked: dict[str, int] = {}
    count = 0
    for pk, url in due[: 5 * PER_ROUND]:
        host = urlsplit(url).netloc
        asked[host] = asked.get(host, 0) + 1
        if asked[host] <= PER_HOST:
            tasks.queue_look(pk)
            count += 1
        if count == PER_ROUND:
            break
    return count


def watch_look(*, pk: int) -> Watch | None:
    """Look at one document if it is due. None where it is not, or another worker looks at it."""
    now = timezone.now()
    if not Watch.objects.filter(pk=pk, due_at__lte=now).update(due_at=now + LEASE):
        return None
    watch = Watch.objects.select_related("document__outlet").get(pk=pk)
    if not _is_needed(watch.document):
        watch.delete()
        return None
    try:
        fetched = address_fetch(watch.document.url, etag=watch.etag, last_modified=watch.last_modified)
    except DomainError as error:
        cause = error.__cause__
        is_gone = isinstance(cause, FetchError) and cause.status in (404, 410)
        return _nothing_there(watch, error.message, is_gone=is_gone)
    if fetched.status == 304:
        return _unchanged(watch)
    try:
        items = read_items(fetched.body, url=fetched.final_url, charset=charset_of(fetched.headers))
    except ReadError as error:
        return _nothing_there(watch, str(error), is_gone=False)
    if why := _is_elsewhere(watch.document, fetched):
        return _nothing_there(watch, why, is_gone=True)
    if is_unrelated(watch.document.text, items[0].text):
        words = words_cut(items[0].text[: 2 * QUOTED])
        return _nothing_there(watch, f"Another text stands there: “{words}”", is_gone=False)
    return _compared(watch, fetched, items[0].text)


def _is_elsewhere(document: Document, fetched: Fetched) -> str:
    """Say that an address leads to a site's front page now, as those of removed articles do; else nothing."""
    asked, answered = urlsplit(document.url), urlsplit(fetched.final_url)
    if asked.path.strip("/") and not answered.path.strip("/") and not answered.query:
        return f"Its address leads to the front page of {answered.netloc} now."
    return ""


def _is_needed(document: Document) -> bool:
    """Whether a published claim rests on this, the newest version of a document, or on words that it has lost."""
    if document.withdrawn_at is not None or Document.objects.filter(replaces=document).exists():
        return False
    return claims_published_on(*versions_of(document)).exists()


def _unsettled(watch: Watch) -> str:
    """A change that nobody of the desk has seen yet stays reported though the page has not changed again."""
    return Outcome.EDITED if watch.outcome == Outcome.EDITED and watch.seen_by_id is None else Outcome.SAME


def _interval(watch: Watch) -> dt.timedelta:
    return DAILY if timezone.now() - watch.created_at < NEWS else WEEKLY


def _at_hand(watch: Watch) -> Watch | None:
    """A watch and its document as they are now, locked: both may have been settled while the page was asked for.

    None where it watches another version by now, or nothing any more; what was fetched says nothing of that.
    """
    document = locked(watch.document)
    fresh = Watch.objects.select_for_update(of=("self",)).filter(pk=watch.pk, document=document).first()
    if fresh is not None:
        fresh.document = document
    return fresh


@transaction.atomic
def _unchanged(asked: Watch) -> Watch | None:
    watch = _at_hand(asked)
    return watch and _seen(watch, _unsettled(watch), reason=watch.reason)


def _seen(watch: Watch, outcome: str, *, reason: str = "") -> Watch:
    watch.outcome, watch.reason, watch.failures = outcome, reason, 0
    watch.looked_at = timezone.now()
    watch.due_at = watch.looked_at + _interval(watch)
    watch.save()
    if watch.document.offline_since is not None:
        watch.document.offline_since = None
        _told(watch.document, "document.back_online", reason="Its address answers again.")
    return watch


@transaction.atomic
def _nothing_there(asked: Watch, reason: str, *, is_gone: bool) -> Watch | None:
    watch = _at_hand(asked)
    if watch is None:
        return None
    watch.failures += 1
    watch.reason = reason
    watch.looked_at = timezone.now()
    watch.due_at = watch.looked_at + (AGAIN if watch.failures <= SURE else _interval(watch))
    outcome = Outcome.GONE if is_gone else Outcome.UNREACHABLE
    # Of what was told, and seen by somebody, it is told again only where it is worse.
    if watch.failures >= SURE and watch.outcome not in (Outcome.GONE, outcome):
        watch.outcome = outcome
        watch.seen_by = None
        if is_gone and watch.document.offline_since is None:
            watch.document.offline_since = watch.looked_at
            _told(watch.document, "document.went_offline", reason=reason)
    watch.save()
    return watch


def _told(document: Document, action: str, *, reason: str) -> None:
    """Store since when an address is offline, say so in the history, and let what shows it be written anew.

    Words that stand in an earlier version lead to the same address.
    """
    here = [row for row in versions_of(document) if row.url == document.url]
    rows = Document.objects.filter(pk__in=[row.pk for row in here])
    rows.update(offline_since=document.offline_since, updated_at=timezone.now())
    event_record(subject=document, action=action, actor=None, reason=reason)
    for row in here:
        mark_stale(f"document:{row.public_id}")


def _plain(text: str) -> str:
    """A text without what programs change on their own: white space, and the forms of quote marks and dashes."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_FORMS).split())


@transaction.atomic
def _compared(asked: Watch, fetched: Fetched, text: str) -> Watch | None:
    watch = _at_hand(asked)
    if watch is None:
        return None
    document = watch.document
    watch.etag, watch.last_modified = fetched.header("etag")[:300], fetched.header("last-modified")[:100]
    plain = _plain(text)
    digest = _digest(plain)
    last, watch.text_digest = watch.text_digest, digest
    was_fetched = Ingestion.objects.filter(document=document, fetch__isnull=False).exists()
    if plain == _plain(document.text) or digest == last:
        return _seen(watch, _unsettled(watch), reason=watch.reason)
    # What a page did not show before has not gone from it now.
    before = _last_shown(watch, last)
    _, gone = claims_locked(
        lambda: claims_published_on(document).values_list("pk", flat=True), lambda: _words_gone(document, plain, before)
    )
    if not was_fetched and not last:
        # The first look at copy that was handed in: what the page has around the words is its own affair, and without
        # them it may be a page for subscribers. Nobody saw it change.
        if not gone:
            return _seen(watch, Outcome.SAME)
        watch.fetch = fetch_store(fetched)
        said = f"At the first look the page did not show words that claims rest on: “{words_cut(gone[0][1])}”."
        return _seen(watch, Outcome.EDITED, reason=said)
    watch.fetch = fetch_store(fetched)
    watch.seen_by = None
    capture_request(url=fetched.url, fetch=watch.fetch)
    said = f"Words that claims rest on are not there any more: “{words_cut(gone[0][1])}”." if gone else ""
    event_record(subject=document, action="document.edited_online", actor=None, reason=said or "Its words changed.")
    if was_fetched:
        _take_in(document, watch.fetch)
    else:
        for claim, words in gone:
            claim_came_back(
                claim,
                "source.changed",
                f"{document_called(document)} was changed online; “{words_cut(words)}” does not stand there any more.",
                "",
            )
    return _seen(watch, Outcome.EDITED, reason=said)


def _last_shown(watch: Watch, digest: str) -> str:
    """The words of this digest, which the page had at the last look; empty where it had all that was expected."""
    if watch.fetch is None:
        return ""
    fetch = watch.fetch
    try:
        items = read_items(bytes(fetch.original.data), url=fetch.final_url, charset=charset_of(fetch.headers))
    except ReadError:
        return ""
    plain = _plain(items[0].text)
    # The answer that is kept may be older than the last look.
    return plain if _digest(plain) == digest else ""


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()


def _words_gone(document: Document, plain: str, before: str) -> list[tuple[Claim, str]]:
    """Return the words that published claims rest on and the page does not have, each with its claim.

    `before` is what it showed the last time, if that is known: words that were missing then are left out.
    """
    found: dict[int, tuple[Claim, str]] = {}
    for claim in Claim.objects.filter(pk__in=claims_published_on(document).values("pk")):
        rows = claim.appearances.filter(statement__document=document, statement__is_lost=False)
        stated = rows.filter(statement__review_state=Statement.Review.ACCEPTED)
        # Nothing that is protected is looked for online.
        shown = claim.evidence.filter(document=document, is_protected=False)
        for words in (*stated.values_list("statement__exact", flat=True), *shown.values_list("excerpt", flat=True)):
            if words and _plain(words) not in plain and (not before or _plain(words) in before):
                found.setdefault(claim.pk, (claim, words))
    return list(found.values())


def claims_published_on(*documents: Document) -> QuerySet[Claim]:
    """The published claims that rest on one of these documents, for all to see."""
    stated = Appearance.objects.filter(statement__document__in=documents).order_by().values("claim")
    shown = Evidence.objects.filter(document__in=documents, is_protected=False).order_by().values("claim")
    return Claim.objects.filter(
        pk__in=stated.union(shown),
        published_at__isnull=False,
        withdrawn_at__isnull=True,
    )


def _take_in(document: Document, fetch: Fetch) -> Ingestion:
    """Hand the page in as it is now: the next version of the document comes by the ordinary way."""
    ingestion = Ingestion.objects.create(
        way=Ingestion.Way.URL,
        name=document.url[:300],
        url=document.url,
        outlet=document.outlet,
        original=fetch.original,
        fetch=fetch,
        may_withdraw=True,
    )
    tasks.queue_ingestions([ingestion.pk])
    return ingestion


@transaction.atomic
def watch_settle(*, watch: Watch, actor: User) -> Watch:
    """Take a change, or a page that is gone, off the desk: somebody has seen it."""
    document = locked(watch.document)
    watch = locked(watch)
    if watch.outcome in (Outcome.SAME, Outcome.UNSEEN):
        raise DomainError("There is nothing to settle here: the page is as it was.")
    if watch.seen_by_id is not None:
        return watch
    watch.seen_by = actor
    watch.save(update_fields=["seen_by", "updated_at"])
    event_record(subject=document, action="document.change_seen", actor=actor, after={"outcome": watch.outcome})
    return watch
