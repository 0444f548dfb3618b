"""Every write to speakers, outlets, documents and ingestions that has a rule in it."""

import datetime as dt
import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from factcheck.base import DomainError, OversizedError, new_public_id
from sources.bulk import insert_rows, update_rows
from sources.duplicates import ALIKE, COPY, alike, containment, signature
from sources.fetch import Fetched, FetchError, Limits, fetch, require_outside
from sources.models import (
    CopyProposal,
    Document,
    Fetch,
    Ingestion,
    IntakePause,
    Kill,
    Original,
    Outlet,
    Role,
    Speaker,
    SpeakerName,
)
from sources.names import fold, is_unnamed, name_key
from sources.querysets import documents_sharing, originals_add
from sources.readers import Item
from sources.readers.moments import moment
from sources.readers.packed import pack
from sources.selectors import versions_of
from sources.workflow import INGESTION_MOVES, INGESTION_UNFINISHED, is_allowed

Thing = TypeVar("Thing")
# Longer ones are no addresses that anyone could open.
ADDRESS = 2000
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid", re.IGNORECASE)
# No sender counts its items by numbers as long, or names two alike.
NUMBERED = 30
# Rows that are written at once.
BATCH = 500


def batched(things: Iterable[Thing], size: int) -> Iterator[tuple[Thing, ...]]:
    """Cut `things` into pieces of at most `size`."""
    waiting = iter(things)
    while piece := tuple(islice(waiting, size)):
        yield piece


def first_message(error: ValidationError) -> str:
    """Return the first sentence of a validation error."""
    return str(error.messages[0]) if error.messages else "That is not valid."


# --- speakers and outlets ------------------------------------------------------------------


@transaction.atomic
def speaker_create(
    *,
    name: str,
    kind: str = Speaker.Kind.PERSON,
    wikidata_id: str = "",
    country: str = "",
    description: str = "",
    names: Iterable[tuple[str, str]] = (),
    roles: Iterable[dict[str, object]] = (),
) -> Speaker:
    """Create a speaker with its spellings, `(name, language)` each, and its roles.

    Raises DomainError where a field is not valid or the Wikidata id is taken.
    """
    speaker = Speaker(
        name=name.strip(),
        kind=kind,
        wikidata_id=wikidata_id,
        country=country,
        description=description,
    )
    speaker_save(speaker)
    SpeakerName.objects.create(speaker=speaker, name=speaker.name)
    for spelling, language in names:
        speaker_name_add(speaker=speaker, name=spelling, language=language)
    for role in roles:
        Role.objects.create(speaker=speaker, **role)
    return speaker


def speaker_save(speaker: Speaker) -> None:
    """Save a new or changed speaker.

    Raises DomainError where a field is not valid or the Wikidata id is taken, be it since a moment ago.
    """
    try:
        speaker.clean_fields()
        _refuse_taken_wikidata_id(speaker)
        speaker.full_clean()
    except ValidationError as error:
        # Somebody may have taken it since we looked.
        _refuse_taken_wikidata_id(speaker)
        field = next(iter(error.message_dict))
        raise DomainError(first_message(error), field="" if field == NON_FIELD_ERRORS else field) from error
    try:
        with transaction.atomic():
            speaker.save()
    except IntegrityError:
        _refuse_taken_wikidata_id(speaker)
        raise


def _refuse_taken_wikidata_id(speaker: Speaker) -> None:
    others = Speaker.objects.exclude(pk=speaker.pk).filter(wikidata_id=speaker.wikidata_id)
    if speaker.wikidata_id and others.exists():
        raise DomainError("Another speaker already has this Wikidata id.", field="wikidata_id")


def speaker_name_add(*, speaker: Speaker, name: str, language: str = "") -> SpeakerName:
    """Add a spelling or alias; one the speaker has already is returned as it is.

    Raises DomainError for one without letters, too long, or with characters that cannot be seen.
    """
    name = name.strip()
    if not name:
        raise DomainError("A spelling needs at least one letter.")
    try:
        SpeakerName(speaker=speaker, name=name, language=language).clean_fields(exclude=["key"])
    except ValidationError as error:
        raise DomainError(first_message(error)) from error
    row, _ = SpeakerName.objects.get_or_create(speaker=speaker, name=name, defaults={"language": language})
    return row


def speaker_for_name(name: str) -> Speaker | None:
    """Return the one speaker of that name, in whatever spelling; None if none or several.

    Several speakers under one name are a question for an editor, never a guess; so is who "a spokesman" is this time.
    """
    if not name_key(name) or is_unnamed(name):
        return None
    found = list(Speaker.objects.named(name)[:2])
    return found[0] if len(found) == 1 else None


def speakers_for_names(names: Iterable[str]) -> dict[str, Speaker]:
    """Return the speakers of those names for which `speaker_for_name` would find one, in one query."""
    keys = {name: key for name in names if not is_unnamed(name) and (key := name_key(name))}
    found: dict[str, dict[int, Speaker]] = {}
    for row in SpeakerName.objects.filter(key__in=set(keys.values())).select_related("speaker"):
        found.setdefault(row.key, {})[row.speaker_id] = row.speaker
    one = {key: next(iter(speakers.values())) for key, speakers in found.items() if len(speakers) == 1}
    return {name: one[key] for name, key in keys.items() if key in one}


def outlet_for_name(name: str) -> Outlet | None:
    """Return the outlet of that name, ignoring case; None if there is none."""
    return Outlet.objects.filter(name__iexact=name.strip()).first() if name.strip() else None


def address_plain(url: str) -> str:
    """Return an address without what says where a reader came from or which part of the page is meant."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return url
    if any(_TRACKING.fullmatch(name) for name, _ in pairs):
        parts = parts._replace(query=urlencode([pair for pair in pairs if not _TRACKING.fullmatch(pair[0])]))
    # Some sites keep the address of an article there.
    return parts.geturl() if parts.fragment.startswith(("!", "/")) else parts._replace(fragment="").geturl()


def is_front_page(url: str) -> bool:
    """Whether an address is that of a whole site, and says nothing of an article."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.path.strip("/") and not parts.query and not parts.fragment


def outlet_for_address(url: str) -> Outlet | None:
    """Return the outlet in the record that publishes at the host of `url`."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    return Outlet.objects.filter(domain__iexact=host).first() if host else None


def outlet_get_or_create(*, name: str) -> Outlet:
    """Return the outlet of that name, made if need be. Raises DomainError on an empty name."""
    if found := outlet_for_name(name):
        return found
    name = name.strip()
    try:
        Outlet(name=name).clean_fields()
    except ValidationError as error:
        raise DomainError(first_message(error)) from error
    # Another worker may make it at the same moment.
    outlet, _ = Outlet.objects.get_or_create(name=name)
    return outlet


# --- ingestions ----------------------------------------------------------------------------


def originals_store(contents: Iterable[bytes]) -> dict[str, int]:
    """Keep bytes as received, once for each content. Returns the row of each digest."""
    packed = {hashlib.sha256(data).hexdigest(): data for data in contents}
    # Always in one order: two that store the same pieces must not wait for each other.
    for digests in batched(sorted(packed), BATCH):
        originals_add([(digest, packed[digest]) for digest in digests])
    return dict(Original.objects.filter(digest__in=packed).values_list("digest", "pk"))


MIB = 1024 * 1024


def size_require(size: int) -> None:
    """Raise OversizedError for more bytes than the house takes at once."""
    limit = settings.INGEST_MAX_BYTES
    if size > limit:
        # Rounded up, and the limit down: what is over by a little is never told as the same.
        most, over = math.floor(limit * 10 / MIB) / 10, math.ceil(size * 10 / MIB) / 10
        raise OversizedError(f"This is {over:,.1f} MiB; at most {most:g} MiB are taken at once.")


def bytes_require(data: bytes) -> None:
    """Raise DomainError for what is empty or larger than the house takes at once."""
    size_require(len(data))
    if not data.strip():
        raise DomainError("The text is empty.")


def file_read(path: Path) -> bytes:
    """Read a file. Raises DomainError for one that is too large, before any of it is in memory; OSError as usual."""
    size_require(path.stat().st_size)
    return path.read_bytes()


# Before it a year has lost digits. Tomorrow has begun somewhere already.
FIRST_PUBLISHED = dt.date(1900, 1, 1)


def publication_day_require(day: dt.date) -> None:
    """Raise DomainError for a day that somebody gives, on which nothing of the record's can have been published."""
    if not FIRST_PUBLISHED <= day <= timezone.localdate() + dt.timedelta(days=1):
        raise DomainError(f"{day.isoformat()} cannot be the day of publication.", field="published_on")


def ingestion_create(**delivery: Any) -> Ingestion:
    """Take in one delivery: a row that says so, before any work begins. Without `data`, `url` will be fetched.

    Takes `way` and, where known, `data`, `name`, `outlet`, `url`, `title`, `published_on`, `batch` and `actor`; and
    `may_withdraw` where a kill in it withdraws the claims that rest on what is cancelled.
    Raises DomainError when it is larger than the house takes or has no bytes at all.
    """
    (made,) = ingestions_create([delivery])
    if isinstance(made, DomainError):
        raise made
    return made


@transaction.atomic
def ingestions_create(deliveries: Iterable[Mapping[str, Any]]) -> list[Ingestion | DomainError]:
    """Take in several deliveries at once, each as `ingestion_create` does; one that is refused comes as its error."""
    taken: list[tuple[Ingestion | DomainError, bytes | None]] = []
    for delivery in deliveries:
        try:
            taken.append((_delivered(**delivery), delivery.get("data")))
        except DomainError as error:
            taken.append((error, None))
    originals = originals_store(data for _, data in taken if data is not None)
    for made, data in taken:
        if isinstance(made, Ingestion) and data is not None:
            made.original_id = originals[hashlib.sha256(data).hexdigest()]
    insert_rows([made for made, _ in taken if isinstance(made, Ingestion)])
    return [made for made, _ in taken]


def _delivered(
    *,
    data: bytes | None = None,
    way: str,
    name: str = "",
    outlet: Outlet | None = None,
    url: str = "",
    title: str = "",
    published_on: dt.date | None = None,
    batch: str = "",
    actor: User | None = None,
    may_withdraw: bool = False,
) -> Ingestion:
    """The row of a delivery, without its bytes and not yet stored. Raises DomainError."""
    if data is not None:
        bytes_require(data)
    elif not url:
        raise DomainError("The text is empty.")
    if url:
        try:
            Ingestion.url.field.run_validators(url)
        except ValidationError as error:
            raise DomainError(first_message(error)) from error
    published_at = None
    if published_on is not None:
        publication_day_require(published_on)
        published_at = dt.datetime.combine(published_on, dt.time(), tzinfo=dt.UTC)
    return Ingestion(
        way=way,
        # A file's name may hold bytes that are no characters.
        name=name.replace("\0", "").encode("utf-8", "replace").decode()[:300],
        batch=batch or new_public_id(),
        outlet=outlet,
        url=url,
        title=title.strip()[:500],
        published_at=published_at,
        published_precision=Document.Precision.DAY if published_at else Document.Precision.UNKNOWN,
        created_by=actor,
        may_withdraw=may_withdraw,
    )


def ingestion_move(*, ingestion: Ingestion, state: str, **changes: object) -> Ingestion:
    """Bring an ingestion into `state` and store `changes` with it."""
    if not is_allowed(INGESTION_MOVES, ingestion.state, state):
        raise DomainError(f"An ingestion that is {ingestion.state} cannot become {state}.")
    ingestion.state = state
    for field, value in changes.items():
        setattr(ingestion, field, value)
    ingestion.save(update_fields=["state", "updated_at", *changes])
    return ingestion


def ingestions_move(rows: Sequence[Ingestion], state: str, *changed: str) -> None:
    """Bring several ingestions, which the caller holds, into `state`; `changed` names other fields to be stored."""
    now = timezone.now()
    for row in rows:
        if not is_allowed(INGESTION_MOVES, row.state, state) and row.state != state:
            raise DomainError(f"An ingestion that is {row.state} cannot become {state}.")
        row.state, row.updated_at = state, now
    update_rows(rows, "state", "updated_at", *changed)


def ingestion_fail(*, ingestion: Ingestion, reason: str) -> Ingestion:
    """Mark an ingestion failed, with the reason in words."""
    return ingestion_move(
        ingestion=ingestion,
        state=Ingestion.State.FAILED,
        reason=reason,
        finished_at=timezone.now(),
    )


def user_agent() -> str:
    """Return by what name the house asks for pages and brings messages: in ASCII, which is all that a header holds."""
    name = "".join(fold(settings.SITE_NAME).title().split()).encode("ascii", "ignore").decode()
    return f"{name or 'OnRecord'}/1.0 (+{settings.SITE_URL})"


def address_fetch(url: str, **options: Any) -> Fetched:
    """Fetch an address under the house's limits and name; `options` are those of `fetch`. Raises DomainError."""
    options.setdefault("limits", Limits(size=settings.INGEST_MAX_BYTES))
    try:
        return fetch(url, user_agent=user_agent(), **options)
    except FetchError as error:
        raise DomainError(str(error)) from error


def address_require_outside(url: str) -> None:
    """Refuse an address that leads into the house by what is written in it. Raises DomainError."""
    try:
        require_outside(url)
    except FetchError as error:
        raise DomainError(str(error), field="url") from error


@transaction.atomic
def fetch_store(fetched: Fetched) -> Fetch:
    """Keep an answer: its bytes by their digest, its headers and its time."""
    originals = originals_store([fetched.body])
    return Fetch.objects.create(
        url=fetched.url,
        final_url=fetched.final_url[:2000],
        status=fetched.status,
        headers=[[name[:200], value[:4000].replace("\0", "")] for name, value in fetched.headers[:100]],
        original_id=next(iter(originals.values())),
        fetched_at=fetched.fetched_at,
    )


def ingestion_fetch(ingestion: Ingestion) -> None:
    """Fetch the address of an ingestion that came without bytes. Raises DomainError."""
    fetched = address_fetch(ingestion.url)
    bytes_require(fetched.body)
    with transaction.atomic():
        ingestion.fetch = fetch_store(fetched)
        ingestion.original = ingestion.fetch.original
        ingestion.save(update_fields=["fetch", "original", "updated_at"])


def _is_fetched(row: Ingestion) -> bool:
    return row.way == Ingestion.Way.URL and row.parent_id is None


@transaction.atomic
def ingestions_retry(
    rows: QuerySet[Ingestion], *, actor: User | None = None, may_withdraw: bool | None = None
) -> list[Ingestion]:
    """Hand failed ingestions in again, each as a new row; the failed ones stay to be read. Others are left alone.

    `may_withdraw` as for `ingestion_create`; None leaves it as it was.
    """
    failed = list(rows.filter(state=Ingestion.State.FAILED).order_by("pk").select_for_update(of=("self",)))
    ingestions_move(failed, Ingestion.State.RETRIED)
    again = [
        Ingestion(
            way=old.way,
            name=old.name,
            batch=old.batch,
            # What was wrong may have been the answer, so an address is asked again.
            original_id=None if _is_fetched(old) else old.original_id,
            fetch_id=None if _is_fetched(old) else old.fetch_id,
            parent_id=old.parent_id,
            position=old.position,
            outlet_id=old.outlet_id,
            url=old.url,
            title=old.title,
            published_at=old.published_at,
            published_precision=old.published_precision,
            retry_of_id=old.pk,
            created_by_id=actor.pk if actor else old.created_by_id,
            may_withdraw=old.may_withdraw if may_withdraw is None else may_withdraw,
        )
        for old in failed
    ]
    insert_rows(again)
    return again


@transaction.atomic
def ingestion_split(*, ingestion: Ingestion, items: Sequence[Item]) -> list[int]:
    """Make one ingestion of each item that a delivery held. Returns the rows still to be worked on.

    Safe to repeat: an item that has its row already gets no other. What no item holds is told of the delivery.
    """
    for batch in batched(enumerate(items), BATCH):
        packed = {position: pack(item) for position, item in batch}
        originals = originals_store(packed.values())
        Ingestion.objects.bulk_create(
            (
                Ingestion(
                    parent=ingestion,
                    position=position,
                    way=ingestion.way,
                    name=f"{ingestion.name} {position + 1}".strip()[-300:],
                    batch=ingestion.batch,
                    original_id=originals[hashlib.sha256(data).hexdigest()],
                    outlet=ingestion.outlet,
                    published_at=ingestion.published_at,
                    published_precision=ingestion.published_precision,
                    created_by=ingestion.created_by,
                    may_withdraw=ingestion.may_withdraw,
                )
                for position, data in packed.items()
            ),
            ignore_conflicts=True,
        )
    ingestion_move(
        ingestion=ingestion,
        state=Ingestion.State.DONE,
        items_found=len(items),
        note=items[0].left_out if items else "",
        finished_at=timezone.now(),
    )
    return list(
        ingestion.parts.filter(state__in=INGESTION_UNFINISHED).order_by("position").values_list("pk", flat=True)
    )


def ingestions_unfinished() -> QuerySet[Ingestion]:
    """Ingestions that a worker has still to bring to an end, oldest first."""
    return Ingestion.objects.filter(state__in=INGESTION_UNFINISHED).order_by("created_at", "pk")


def ingestions_ready() -> QuerySet[Ingestion]:
    """Unfinished ingestions that nobody holds back."""
    paused = set(IntakePause.objects.values_list("batch", flat=True))
    rows = ingestions_unfinished()
    return rows.none() if "" in paused else rows.exclude(batch__in=paused) if paused else rows


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


def locks_take(keys: Iterable[str]) -> None:
    """Let nobody else do what takes these keys until the transaction ends."""
    numbers = [int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True) for key in keys]
    with connection.cursor() as cursor:
        # Always in one order: two that want the same must not wait for each other.
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [sorted(numbers)])


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


# --- kills ---------------------------------------------------------------------------------


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


# --- copies --------------------------------------------------------------------------------

# Of texts that share bands so many, the most alike, are compared word for word.
CANDIDATES = 10
# A phrase that thousands of texts end with must not make each of them read all others.
SHARING = 2000


def copies_propose(*documents: Document) -> list[CopyProposal]:
    """Propose what documents republish, or what republishes them. Decides nothing; doing it twice changes nothing.

    Call it once the documents are committed: of two copies that are stored at the same moment the later one to be
    committed finds the other.
    """
    # The very same text is known for a copy already; a version is compared for itself.
    asked = {row.pk: row for row in documents if row.bands and (row.origin_id is None or row.replaces_id is not None)}
    ranked: dict[int, list[int]] = {}
    for pk, sharing in documents_sharing(list(asked), limit=SHARING).items() if asked else ():
        own = bytes(asked[pk].sketch)
        # Any two of some thousands of texts share a band by chance.
        near = sorted(
            ((places, other) for other, theirs in sharing if (places := alike(own, theirs)) >= ALIKE), reverse=True
        )
        ranked[pk] = [other for _, other in near[:CANDIDATES]]
    wanted = {other for found in ranked.values() for other in found}
    texts = dict(Document.objects.filter(pk__in=wanted).values_list("pk", "text")) if wanted else {}
    scores = {pk: _scores(asked[pk].text, {other: texts[other] for other in found}) for pk, found in ranked.items()}
    copies = {other for found in scores.values() for other in found}
    rows = Document.objects.defer("text", "bands", "sketch").in_bulk(copies) if copies else {}
    made: list[CopyProposal] = []
    for pk, found in scores.items():
        made += _propose(asked[pk], [(rows[other], score) for other, score in found.items()])
    return made


def _scores(text: str, others: dict[int, str]) -> dict[int, float]:
    """Return how much of a text is in those others that are its copies, or the other way about."""
    shared = ((pk, containment(text, other)) for pk, other in others.items())
    return {pk: score for pk, score in shared if score >= COPY}


def _propose(document: Document, copies: list[tuple[Document, float]]) -> list[CopyProposal]:
    found: dict[int, tuple[Document, float]] = {}
    roots = origins_counted([document, *(other for other, _ in copies)]) if copies else {}
    # What a version counts as anyway need not be proposed once more.
    own = roots[document.pk].pk if copies and document.replaces_id is not None else document.pk
    for other, score in copies:
        root = roots[other.pk]
        if root.pk != own and (root.pk not in found or found[root.pk][1] < score):
            found[root.pk] = (root, score)
    if document.replaces_id is not None:
        # What an editor said of a version before it holds for this one.
        for split in CopyProposal.objects.filter(state=CopyProposal.State.SPLIT, document__in=versions_of(document)):
            found.pop(split.origin_id, None)
    if not found:
        return []
    return _proposals(document, list(found.values()))


def _proposals(document: Document, roots: list[tuple[Document, float]]) -> list[CopyProposal]:
    """Propose one origin for all: the named agency's own copy, else the earliest."""
    scores = {root.pk: score for root, score in roots}
    group = [document, *(root for root, _ in roots)]
    named = {row.dispatch_id for row in group if row.dispatch_id}
    origin = min(
        group,
        key=lambda row: (
            (row.outlet_id not in named, row.published_at is None, row.published_at, row.pk)
            if row.published_at
            else (row.outlet_id not in named, True, row.pk)
        ),
    )
    made = []
    for row in group:
        if row.pk == origin.pk or (row.pk != document.pk and origin.pk != document.pk):
            continue
        score = scores[origin.pk] if row.pk == document.pk else scores[row.pk]
        proposal, _ = CopyProposal.objects.get_or_create(document=row, origin=origin, defaults={"score": score})
        made.append(proposal)
    return made


def origin_counted(document: Document) -> Document:
    """Return what a document counts as when sources are counted; see `origins_counted`."""
    return origins_counted([document])[document.pk]


def origins_counted(documents: Iterable[Document]) -> dict[int, Document]:
    """Return, by key, what each of several documents counts as when sources are counted, without texts.

    That is what any version of it republishes or is proposed to, and else its first version. A proposal counts until an
    editor splits it, so that one dispatch never passes for two sources meanwhile.
    """
    asked = {row.pk for row in documents}
    rows: dict[int, Document] = {}
    following: dict[int, int] = {}
    proposed: dict[int, list[tuple[float, int, int]]] = {}
    waiting = asked
    while waiting:
        rows |= Document.objects.defer("text", "bands", "sketch").in_bulk(waiting)
        later = dict(Document.objects.filter(replaces__in=waiting).values_list("replaces_id", "pk"))
        following |= later
        leads = CopyProposal.objects.filter(document__in=waiting, state=CopyProposal.State.PROPOSED)
        for pk, score, number, to in leads.values_list("document_id", "score", "pk", "origin_id"):
            proposed.setdefault(pk, []).append((score, -number, to))
        near = {key for pk in waiting for key in (rows[pk].origin_id, rows[pk].replaces_id) if key is not None}
        near |= set(later.values()) | {lead[2] for pk in waiting for lead in proposed.get(pk, ())}
        waiting = near - rows.keys()

    def versions(pk: int) -> list[int]:
        found = [pk]
        while (earlier := rows[found[0]].replaces_id) is not None:
            found.insert(0, earlier)
        while found[-1] in following:
            found.append(following[found[-1]])
        return found

    def lead(own: list[int]) -> int | None:
        """Where versions of one item lead to, as far as it is not one of them."""
        confirmed = [key for pk in own if (key := rows[pk].origin_id) is not None and key not in own]
        open_ = [one for pk in own for one in proposed.get(pk, ()) if one[2] not in own]
        return confirmed[0] if confirmed else max(open_)[2] if open_ else None

    counted = {}
    for pk in asked:
        own = versions(pk)
        path = [own[0]]
        while (origin := lead(own)) is not None and (own := versions(origin))[0] not in path:
            path.append(own[0])
        # Should they lead round in a circle, all of it counts as one.
        is_circle = origin is not None
        counted[pk] = rows[min(path[path.index(own[0]) :]) if is_circle else path[-1]]
    return counted
