"""What each public page shows. All of it is publications: nothing unpublished is in reach.

Each page takes a fixed number of indexed queries, and none of them counts or skips rows.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import orjson
from django.db.models import Q, QuerySet

from claims.public.editions import row_form
from claims.public.models import Publication
from claims.public.queries import Named, claims_named, facts_of, names_to_choose, publications_page
from claims.public.sql import BadCursorError, Form, Listing
from factcheck.base import ID_ALPHABET, ID_LENGTH

Kind = Publication.Kind
PAGE_SIZE = 20
NAMES_SIZE = 60
# What a speaker's or an outlet's page shows of their claims; the rest stands in the filtered list.
CLAIMS_ASIDE = 10
# A speaker's counts are of so many newest claims at most, and the page says so.
COUNTED = 200
REPEATED = 5
# More choices than this are no longer a list to choose from; the page links to the list instead.
CHOICES = 50
FILTER_KINDS = (Kind.SPEAKER, Kind.OUTLET, Kind.TOPIC)
STATEMENTS_OF_SPEAKER = 10
# Words of a document in one page; a longer one goes on at a further page.
STATEMENTS_OF_DOCUMENT = 100
WITHDRAWN = "withdrawn"
CORRECTED = ("corrected", WITHDRAWN, "answered")


@dataclass
class Entry:
    """One publication as it was read: with its body, or of a `kind` for whose row the kept HTML does."""

    public_id: str
    body: bytes | str
    digest: str
    modified_at: dt.datetime
    html: bytes | None = None
    kind: str = ""

    @cached_property
    def doc(self) -> dict:
        """The public document."""
        return orjson.loads(self.body)


@dataclass(frozen=True)
class Shown:
    """Some rows of a list, and the cursors of its neighbours."""

    entries: list[Entry]
    next: str = ""
    previous: str = ""
    # Of a search: how many matches were counted; more than BUCKET where there are further ones.
    matched: int = 0
    # Of a search for words: the row numbers of those.
    ranked: tuple[int, ...] = ()

    def __iter__(self):
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True)
class Related:
    """What stands on the page of an outlet, a document or a topic."""

    claims: Shown
    listed: Shown = field(default_factory=lambda: Shown([]))


@dataclass(frozen=True)
class SpeakerPage:
    """What stands on the page of a speaker."""

    claims: Shown
    statements: Shown
    # Claims that more than one of their statements makes, with how many do; none where they have no other.
    repeated: list[tuple[Named, int]]
    # Claims that contradict one of theirs.
    contradicting: list[Named]
    # Of each of the newest claims its year, empty where none is known, and its status.
    claim_years: list[tuple[str, str]]
    statement_years: list[str]
    is_capped: bool

    @property
    def entries(self) -> list[Entry]:
        """What is shown as it is published."""
        return [*self.claims, *self.statements]


@dataclass(frozen=True)
class Home:
    """What the first page shows."""

    checked: list[Entry]
    unverified: list[Entry]
    statements: list[Entry]


def read_list(listing: Listing, *, cursor: str = "", size: int = PAGE_SIZE, form: Form | None = None) -> Shown:
    """Return a page of a list: whole entries, or in a form."""
    page = publications_page(listing, cursor=cursor, size=size, form=form)
    kind = listing.kind if form else ""
    return Shown([Entry(*row, kind=kind) for row in page.rows], page.next, page.previous, page.matched, page.ranked)


def _entries(rows: QuerySet[Publication]) -> list[Entry]:
    return [Entry(*row) for row in rows.values_list("public_id", "body", "digest", "modified_at")]


def _claims(*facets: str, **narrowed: object) -> Listing:
    """Withdrawn claims keep their page and leave the lists."""
    return Listing(Kind.CLAIM, facets=facets, without=(WITHDRAWN,), **narrowed)  # type: ignore[arg-type]


def home_page() -> Home:
    """Return what was decided lately, what stays open, and what was said lately."""
    decided = Publication.objects.filter(kind=Kind.CLAIM, is_gone=False).exclude(status="unverified")
    decided = decided.exclude(facets__contains=[WITHDRAWN])
    return Home(
        checked=_entries(decided.order_by("-sort_at", "-id")[:7]),
        unverified=read_list(_claims(status="unverified"), size=6).entries,
        statements=read_list(Listing(Kind.STATEMENT), size=5).entries,
    )


def claims_page(listing: Listing, *, cursor: str = "") -> Shown:
    """Return a page of claims: newest verdict first, or by relevance where words are searched for."""
    return read_list(listing, cursor=cursor, form=row_form())


def filter_names(chosen: dict[str, str]) -> tuple[dict[str, list[tuple[str, str]]], dict[str, dict[str, str]]]:
    """Return the (id, name) to choose from for speaker, outlet and topic, and the names of the `chosen` ids.

    There are none to choose from where they are more than CHOICES.
    """
    choices: dict[str, list[tuple[str, str]]] = {kind: [] for kind in FILTER_KINDS}
    names: dict[str, dict[str, str]] = {kind: {} for kind in FILTER_KINDS}
    wanted = [public_id for kind in FILTER_KINDS if (public_id := chosen.get(kind))]
    for kind, public_id, title, is_chosen in names_to_choose(wanted, CHOICES):
        if is_chosen:
            names[kind][public_id] = title
        else:
            choices[kind].append((public_id, title))
    return choices, names


def speaker_page(public_id: str, *, cursor: str = "") -> SpeakerPage:
    """Return what stands on the page of a speaker; counts are over so many of the newest, COUNTED."""
    facet = f"speaker:{public_id}"
    claims = facts_of(Kind.CLAIM, facet, COUNTED + 1)
    statements = facts_of(Kind.STATEMENT, facet, COUNTED + 1)
    made = Counter(one for _, facets in statements[:COUNTED] for one in _ids(facets, "claim"))
    against = Counter(one for _, facets in claims[:COUNTED] for one in _ids(facets, "contradicts"))
    repeated = {one: count for one, count in made.most_common(REPEATED) if count > 1 and len(claims) > 1}
    contradicting = [one for one, _ in against.most_common(REPEATED)]
    named = {one.public_id: one for one in claims_named([*repeated, *contradicting])}
    return SpeakerPage(
        claims=read_list(_claims(facet), size=CLAIMS_ASIDE, form=row_form()),
        statements=read_list(Listing(Kind.STATEMENT, facets=(facet,)), cursor=cursor, size=STATEMENTS_OF_SPEAKER),
        repeated=[(named[one], count) for one, count in repeated.items() if one in named],
        contradicting=[named[one] for one in contradicting if one in named],
        claim_years=[(_first(facets, "year"), status) for status, facets in claims[:COUNTED]],
        statement_years=[_first(facets, "year") for _, facets in statements[:COUNTED]],
        is_capped=max(len(claims), len(statements)) > COUNTED,
    )


def _ids(facets: list[str], name: str) -> list[str]:
    return [facet.partition(":")[2] for facet in facets if facet.startswith(f"{name}:")]


def _first(facets: list[str], name: str) -> str:
    return next(iter(_ids(facets, name)), "")


def outlet_related(public_id: str, *, cursor: str = "") -> Related:
    """Return the newest claims that came through an outlet, and its documents."""
    facet = f"outlet:{public_id}"
    return Related(
        claims=read_list(_claims(facet), size=CLAIMS_ASIDE, form=row_form()),
        listed=read_list(Listing(Kind.DOCUMENT, facets=(facet,)), cursor=cursor),
    )


def document_related(public_id: str, *, cursor: str = "") -> Related:
    """Return the claims that rest on a document, and its public statements in their order."""
    facet = f"document:{public_id}"
    listed = read_list(Listing(Kind.STATEMENT, facets=(facet,)), cursor=cursor, size=STATEMENTS_OF_DOCUMENT)
    listed.entries.sort(key=lambda entry: (entry.doc["start"], entry.doc["end"]))
    return Related(claims=read_list(_claims(facet)), listed=listed)


def topic_related(public_id: str, *, cursor: str = "") -> Related:
    """Return the claims of a topic."""
    return Related(claims=read_list(_claims(f"topic:{public_id}"), cursor=cursor, form=row_form()))


def names_page(kind: str, *, cursor: str = "") -> Shown:
    """Return speakers, outlets or topics by name."""
    return read_list(Listing(kind), cursor=cursor, size=NAMES_SIZE)


def checkpoints_page(*, cursor: str = "") -> Shown:
    """Return checkpoints, the newest first."""
    return read_list(Listing(Kind.CHECKPOINT), cursor=cursor, size=NAMES_SIZE)


def corrections_page(*, cursor: str = "") -> Shown:
    """Return corrected and withdrawn claims and answered requests, the last change first.

    Corrected is a claim whose verdict, claimant, speakers or words were put right.
    """
    rows = Publication.objects.filter(
        kind__in=[Kind.CLAIM, Kind.CORRECTION], is_gone=False, facets__overlap=list(CORRECTED)
    )
    if cursor:
        moment, public_id = _corrections_cursor(cursor)
        rows = rows.filter(
            Q(modified_at__lt=moment) | Q(modified_at=moment, public_id__lt=public_id), modified_at__lte=moment
        )
    entries = _entries(rows.order_by("-modified_at", "-public_id")[: PAGE_SIZE + 1])
    last = entries[PAGE_SIZE - 1] if len(entries) > PAGE_SIZE else None
    return Shown(entries[:PAGE_SIZE], f"{last.modified_at.isoformat()}~{last.public_id}" if last else "")


def _corrections_cursor(cursor: str) -> tuple[dt.datetime, str]:
    moment, _, public_id = cursor.partition("~")
    try:
        # A plus that nobody escaped arrives as a space.
        parsed = dt.datetime.fromisoformat(moment.replace(" ", "+"))
    except ValueError as error:
        raise BadCursorError from error
    if parsed.tzinfo is None or len(public_id) != ID_LENGTH or not set(public_id) <= set(ID_ALPHABET):
        raise BadCursorError
    return parsed, public_id
