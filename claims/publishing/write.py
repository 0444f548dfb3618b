"""Stores publications, numbers public changes, and keeps what is stale from staying so."""

import hashlib
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import orjson
from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from claims.models import (
    ChangeCounter,
    Checkpoint,
    Claim,
    CorrectionRequest,
    Publication,
    Rendering,
    StaleFacet,
    Statement,
    Topic,
)
from claims.publishing.checkpoints import checkpoint_draft_publication
from claims.publishing.claims import claim_drafts_publication
from claims.publishing.corrections import correction_draft_publication
from claims.publishing.documents import document_drafts_publication
from claims.publishing.drafts import Draft, Json
from claims.publishing.outlets import outlet_draft_publication
from claims.publishing.scale import HouseScale, scale_draft_publication
from claims.publishing.speakers import speaker_draft_publication
from claims.publishing.statements import statement_drafts_publication
from claims.publishing.topics import topic_draft_publication
from claims.publishing.visibility import published_claims
from sources.bulk import batched
from sources.models import Document, Outlet, Speaker
from sources.names import with_spellings

Kind = Publication.Kind
# A statement of a million words must not break the index; PostgreSQL takes at most 1 MB.
SEARCH_LIMIT = 100_000
# Whoever publishes waits while the worker writes these: half a second, not half a minute.
REFRESH_BATCH = 20
# Claims linked to one that is published are written with it: each takes a few milliseconds of the editor's time.
LINKED_AT_ONCE = 20
# Built together by a rebuild: what is asked for each is asked once for all of them.
REBUILD_BATCH = 200
WEIGHTS = "ABCD"


def _each(build_one: Callable[[Any], Draft | None]) -> Callable[[Sequence[Any]], list[Draft | None]]:
    return lambda rows: [build_one(row) for row in rows]


# Those of which a record has very many are built many at a time.
BUILDERS: dict[str, tuple[Any, Callable[[Sequence[Any]], list[Draft | None]]]] = {
    Kind.CLAIM: (Claim, claim_drafts_publication),
    Kind.STATEMENT: (Statement, statement_drafts_publication),
    Kind.SPEAKER: (Speaker, _each(speaker_draft_publication)),
    Kind.OUTLET: (Outlet, _each(outlet_draft_publication)),
    Kind.DOCUMENT: (Document, document_drafts_publication),
    Kind.TOPIC: (Topic, _each(topic_draft_publication)),
    Kind.CORRECTION: (CorrectionRequest, _each(correction_draft_publication)),
    Kind.SCALE: (HouseScale, _each(scale_draft_publication)),
    Kind.CHECKPOINT: (Checkpoint, _each(checkpoint_draft_publication)),
}
KIND_OF = {model: kind for kind, (model, _) in BUILDERS.items()}


def serialise(body: Json) -> str:
    """Return a body as the exact text that is stored, hashed and sent."""
    return orjson.dumps(body).decode()


def _columns(draft: Draft) -> dict[str, object]:
    text = serialise(draft.body)
    return {
        "slug": draft.slug,
        "title": draft.title,
        "status": draft.status,
        "facets": draft.facets,
        "sort_at": draft.sort_at,
        "said_on": draft.said_on,
        "first_published_at": draft.first_published_at,
        "modified_at": draft.modified_at,
        "body": text,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "is_gone": False,
        "redirect_to": draft.redirect_to,
    }


def _vector(search: tuple[str, str, str, str]) -> Combinable:
    parts = [
        SearchVector(Value(_searched(words), output_field=TextField()), config="english", weight=weight)
        for words, weight in zip(search, WEIGHTS, strict=True)
    ]
    return reduce(operator.add, parts)


def _take_turn() -> None:
    """Wait for the commit of whoever publishes now; from here to our own commit nobody else does.

    Taken before any publication is read or written: what is built afterwards shows what others
    have published, and no two transactions can hold publications that the other waits for.
    """
    if not ChangeCounter.objects.select_for_update().filter(pk=1).exists():
        raise RuntimeError("The change counter is missing: run the migrations.")


def _next_numbers(count: int) -> int:
    """Return the first of `count` new change numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_changecounter SET value = value + %s WHERE id = 1 RETURNING value",
            [count],
        )
        (newest,) = cursor.fetchone() or (count,)
    return newest - count + 1


@dataclass(frozen=True)
class Difference:
    """What a publication would hold if it were written now, where it holds anything else."""

    kind: str
    public_id: str
    columns: dict[str, object]
    search: tuple[str, str, str, str]
    # Nobody who reads it sees a difference: it is only found by other words.
    is_search_only: bool = False
    # The facet by which claims are found whose addresses of it are another now; empty where there are none.
    turned: str = ""


def _document_facet(row: Any) -> str:
    """Return the facet of the document that a row is, or is said in; empty for any other row."""
    document = row.document if isinstance(row, Statement) else row
    return f"document:{document.public_id}" if isinstance(document, Document) else ""


def _changes(rows: Iterable) -> list[Difference]:
    """Return what differs between the publications of `rows` and what they would be now, in the order of the rows."""
    rows = list(rows)
    drafts: dict[Any, Draft | None] = {}
    stored: dict[tuple[str, str], dict[str, Any]] = {}
    by_kind: dict[str, list[Any]] = {}
    for row in rows:
        by_kind.setdefault(KIND_OF[type(row)], []).append(row)
    for kind, of_kind in by_kind.items():
        drafts |= zip(of_kind, BUILDERS[kind][1](of_kind), strict=True)
        found = Publication.objects.filter(kind=kind, public_id__in=[row.public_id for row in of_kind])
        stored |= {(kind, one["public_id"]): one for one in found.values("public_id", *_COMPARED)}
    meant: list[Difference] = []
    for row in rows:
        kind, draft = KIND_OF[type(row)], drafts[row]
        old = stored.get((kind, row.public_id))
        if draft is None and old is None:
            continue
        columns = _gone(kind, row) if draft is None else _columns(draft)
        is_same = old is not None and all(old[name] == value for name, value in columns.items())
        search = draft.search if draft else ("", "", "", "")
        was_there = old is not None and not old["is_gone"]
        turned = _document_facet(row) if was_there == (draft is None) else ""
        meant.append(Difference(kind, row.public_id, columns, search, is_search_only=is_same, turned=turned))
    found_otherwise = _found_otherwise([one for one in meant if one.is_search_only])
    return [one for one in meant if not one.is_search_only or (one.kind, one.public_id) in found_otherwise]


# All that is stored of a draft.
_COMPARED = (
    "slug", "title", "status", "facets", "sort_at", "said_on", "first_published_at", "modified_at", "body", "digest",
    "is_gone", "redirect_to",
)  # fmt: skip


def _found_otherwise(same: list[Difference]) -> set[tuple[str, str]]:
    """Return kind and id of those whose search vector is another than their words make."""
    if not same:
        return set()
    words = [[_searched(one.search[place]) for one in same] for place in range(len(WEIGHTS))]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, public_id FROM claims_publication JOIN unnest(%s::text[], %s::text[], %s::text[], %s::text[],"  # noqa: S608 - names of columns
            " %s::text[], %s::text[]) AS given (of_kind, id_of, a, b, c, d) ON kind = of_kind AND public_id = id_of"
            f" WHERE search IS DISTINCT FROM {_VECTOR}",
            [[one.kind for one in same], [one.public_id for one in same], *words],
        )
        return set(cursor.fetchall())


def _searched(words: str) -> str:
    """Return words as the search index takes them."""
    # Spellings and transliterations meet here, so the plain 'english' stemmer sees Latin words.
    return with_spellings(words)[:SEARCH_LIMIT]


# In SQL: the search vector of the four texts a, b, c and d.
_VECTOR = " || ".join(
    f"setweight(to_tsvector('english', {text}), '{weight}')" for text, weight in zip("abcd", WEIGHTS, strict=True)
)


def _gone(kind: str, row: Any) -> dict[str, object]:
    """Return the columns of a tombstone that depend on the row.

    It keeps the address and nothing of what it held; it says where a merged one went, or by which law it is gone.
    """
    reason = _law(row)
    text = serialise({"id": row.public_id, "type": kind, "is_gone": True, **({"reason": reason} if reason else {})})
    digest = hashlib.sha256(text.encode()).hexdigest()
    empty = {"title": "", "slug": "", "status": "", "facets": []}
    return {**empty, "redirect_to": _merged_into(row), "is_gone": True, "body": text, "digest": digest}


def _law(row: Any) -> str:
    """Return by which law a row is gone: that of its claim where it is a statement. Empty where no law took it."""
    if isinstance(row, Statement):
        row = row.claims.filter(is_removed=True).order_by("-withdrawn_at", "-pk").first()
    return row.withdrawal_reason if isinstance(row, Claim) and row.is_removed else ""


def _unmark(rows: Iterable) -> None:
    """Take the mark of staleness from the publications of rows that were looked at."""
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(KIND_OF[type(row)], []).append(row.public_id)
    for kind, public_ids in ids.items():
        Publication.objects.filter(kind=kind, public_id__in=public_ids, is_stale=True).update(is_stale=False)


def _write(rows: Iterable) -> int:
    """Bring the publications of `rows` up to date. Returns how many changed."""
    _take_turn()
    looked_at = list(dict.fromkeys(rows))
    changes = _changes(looked_at)
    _unmark(looked_at)
    told = [one for one in changes if not one.is_search_only]
    number, now = _next_numbers(len(told)) if told else 0, timezone.now()
    # They would not be sent any more; what was taken from view must not lie about either.
    for one in told:
        Rendering.objects.filter(publication__kind=one.kind, publication__public_id=one.public_id).delete()
    if turned := {one.turned for one in told if one.turned}:
        # Withdrawn claims show statements and documents that came into view or went from it.
        withdrawn = Publication.objects.filter(kind=Kind.CLAIM, facets__contains=["withdrawn"], is_gone=False)
        withdrawn = withdrawn.exclude(public_id__in=[row.public_id for row in looked_at if isinstance(row, Claim)])
        withdrawn.filter(facets__overlap=sorted(turned)).update(is_stale=True)
    for offset, one in enumerate(told):
        stored = Publication.objects.filter(kind=one.kind, public_id=one.public_id)
        values = {
            **one.columns,
            "search": _vector(one.search),
            "change_number": number + offset,
            "changed_at": now,
            "is_stale": False,
        }
        if one.columns["is_gone"]:
            values["modified_at"] = now
        if not stored.update(**values):
            Publication.objects.create(kind=one.kind, public_id=one.public_id, **values)
    for one in changes:
        if one.is_search_only:
            stored = Publication.objects.filter(kind=one.kind, public_id=one.public_id)
            stored.update(search=_vector(one.search))
    return len(changes)


# The columns of a publication that come as they are; its search vector is made of the four texts behind them.
_STORED = (
    "kind", "public_id", "slug", "title", "status", "facets", "sort_at", "said_on", "first_published_at", "modified_at",
    "body", "digest", "is_gone", "redirect_to", "change_number", "is_stale",
)  # fmt: skip


def store_new(drafts: Sequence[Draft]) -> int:
    """Store publications that are not there yet, thousands at a time, by COPY. Returns how many.

    Call it inside the transaction that stores what they show. The result is what publishing one by one would leave.
    """
    if not drafts:
        return 0
    _take_turn()
    number = _next_numbers(len(drafts))
    columns = ", ".join(_STORED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT {columns}, "  # noqa: S608 - names of columns
            "''::text AS a, ''::text AS b, ''::text AS c, ''::text AS d FROM claims_publication LIMIT 0"
        )
        # What is compressed here would stay so, and be sent more slowly than the others.
        cursor.execute("ALTER TABLE incoming ALTER COLUMN body SET STORAGE EXTERNAL")
        with cursor.copy(f"COPY incoming ({columns}, a, b, c, d) FROM STDIN") as copy:
            for offset, draft in enumerate(drafts):
                values = {
                    **_columns(draft),
                    "kind": draft.kind,
                    "public_id": draft.public_id,
                    "change_number": number + offset,
                    "is_stale": False,
                }
                words = [_searched(text) for text in draft.search]
                copy.write_row([*(values[name] for name in _STORED), *words])
        cursor.execute(
            f"INSERT INTO claims_publication ({columns}, search) "  # noqa: S608 - names of columns
            f"SELECT {columns}, {_VECTOR} FROM incoming ORDER BY change_number"
        )
        cursor.execute("DROP TABLE incoming")
    return len(drafts)


def _around(statements: Iterable[Statement], claims: Iterable[Claim]) -> list:
    """Return what is shown with these statements and claims, the claims first."""
    rows: list = [*claims]
    for claim in claims:
        rows += claim.topics.all()
        if claim.claimant:
            rows.append(claim.claimant)
        if claim.current_verdict:
            for evidence in claim.current_verdict.evidence.select_related("document__outlet"):
                if evidence.document:
                    rows.append(evidence.document)
                    rows += [evidence.document.outlet] if evidence.document.outlet else []
    for statement in statements:
        rows.append(statement)
        rows.append(statement.document)
        if statement.document.replaces:
            # Its page leads to the newer version.
            rows.append(statement.document.replaces)
        rows += [row for row in (statement.speaker, statement.document.outlet) if row]
        for step in statement.attributions.select_related("outlet", "speaker"):
            rows += [row for row in (step.outlet, step.speaker) if row]
    return rows


def _linked_ids(claim: Claim) -> list[str]:
    linked = [
        *claim.links.values_list("other__public_id", flat=True),
        *claim.linked_from.values_list("claim__public_id", flat=True),
    ]
    if claim.is_removed:
        # Histories of claims that it was linked to once quote it, too.
        for line in claim.events.filter(action="claim.unlinked"):
            linked += [str(line.before["claim"]), str(line.before["other"])]
    return [key for key in linked if key != claim.public_id]


def publish_claim(claim: Claim, also: Iterable[Statement | Speaker | Topic] = ()) -> int:
    """Write what the public sees of a claim, its statements, speakers, documents and outlets.

    `also` is what it named until now. Does nothing for a claim that was never published. Call it inside the
    transaction of the act.
    """
    if claim.published_at is None:
        return 0
    claim = Claim.objects.select_related("current_verdict__rating", "claimant").get(pk=claim.pk)
    statements = list(Statement.objects.filter(appearances__claim=claim).select_related("speaker", "document__outlet"))
    _take_turn()
    Publication.objects.filter(facets__contains=[f"claim:{claim.public_id}"], is_gone=False).update(is_stale=True)
    # A claim that was hidden until now stands in no facet of those it is linked to.
    linked = Claim.objects.filter(public_id__in=_linked_ids(claim))
    Publication.objects.filter(kind=Kind.CLAIM, public_id__in=linked.values("public_id")).update(is_stale=True)
    # Their pages show its status, and readers compare; beyond a page of them the worker writes the rest.
    requests = claim.correction_requests.all() if claim.is_removed else ()
    beside = linked.select_related("current_verdict__rating", "claimant").order_by("-published_at", "pk")
    named = list(also)
    # Read anew: what is built keeps what it read on the rows, and whoever named these works on with theirs.
    before = [row.pk for row in named if isinstance(row, Statement)]
    if before:
        statements += Statement.objects.filter(pk__in=before).select_related("speaker", "document__outlet")
    others = [row for row in named if not isinstance(row, Statement)]
    return _write([*_around(statements, [claim]), *others, *beside[:LINKED_AT_ONCE], *requests])


def publish_around_statement(statement: Statement) -> int:
    """Write what the public sees of a statement and of the published claims it makes."""
    claims = list(
        published_claims()
        .filter(appearances__statement=statement)
        .select_related("current_verdict__rating", "claimant")
    )
    was_public = Publication.objects.filter(kind=Kind.STATEMENT, public_id=statement.public_id)
    if not claims and not was_public.exists() and statement.authenticity != "confirmed":
        return 0
    # With its document's text, and as it is now.
    statement = Statement.objects.select_related("speaker", "document__outlet").get(pk=statement.pk)
    return _write(_around([statement], claims))


def publish_scale() -> int:
    """Write the table of ratings that the methodology page shows; call it whenever a rating changes."""
    return _write([HouseScale()])


def publish_topics(topics: Iterable[Topic]) -> int:
    """Write what the public sees of topics."""
    return _write(topics)


def publish_correction(request: CorrectionRequest) -> int:
    """Write what the public sees of an answered correction request."""
    return _write([request])


def publish_checkpoint(checkpoint: Checkpoint) -> int:
    """Write what the public sees of a checkpoint."""
    return _write([checkpoint])


def mark_stale(facet: str) -> None:
    """Have every publication that shows what `facet` names, such as speaker:0123456789, written anew; itself, too.

    The worker does so after the commit. Very many may show it, so none is touched here, and nobody waits.
    """
    StaleFacet.objects.create(facet=facet)


def publish_documents(documents: Iterable[Document], outlets: Iterable[Outlet]) -> int:
    """Mark all that shows these documents, and write what the public sees of outlets that got or lost one of them."""
    for document in documents:
        mark_stale(f"document:{document.public_id}")
    return _write(outlets)


def publish_merged_speakers(*speakers: Speaker) -> int:
    """Write what the public sees of speakers that were merged, or are two again, and mark all that shows them."""
    for speaker in speakers:
        mark_stale(f"speaker:{speaker.public_id}")
    return _write(speakers)


def _merged_into(row: Any) -> str:
    """Return the public id of what a row was merged into; empty where it stands for itself."""
    kept = getattr(row, "merged_into", None)
    return kept.public_id if kept else ""


def _showing(facet: str) -> list[QuerySet[Publication]]:
    """Return the publications that show what a facet names, in parts: each is found by an index of its own."""
    kind, _, public_id = facet.partition(":")
    conditions = [Q(facets__contains=[facet]), Q(kind=kind, public_id=public_id)]
    if kind == Kind.SPEAKER:
        # Those that name them as a step of attribution, by which no list finds them.
        through = Statement.objects.filter(attributions__speaker__public_id=public_id).order_by()
        claims = Claim.objects.filter(appearances__statement__in=through).order_by()
        conditions.append(Q(kind=Kind.STATEMENT, public_id__in=through.values("public_id")))
        conditions.append(Q(kind=Kind.CLAIM, public_id__in=claims.values("public_id")))
    return [Publication.objects.filter(condition, is_gone=False) for condition in conditions]


def _take_of_facets(limit: int) -> list[tuple[str, str]]:
    """Return the next publications, at most `limit`, that show something renamed, and note how far that came.

    Call it in the turn of whoever writes them. Who publishes at the same time either waits or has committed, so nothing
    that was built with an old name comes in behind.
    """
    taken: list[tuple[str, str]] = []
    while len(taken) < limit and (row := StaleFacet.objects.order_by("pk").first()):
        # Renamed again while its turn had come: those written until now are written once more, the others once.
        if again := StaleFacet.objects.filter(facet=row.facet, pk__gt=row.pk).order_by("-pk").first():
            StaleFacet.objects.filter(facet=row.facet, pk__lt=again.pk).delete()
            row = again
        room = limit - len(taken)
        found: dict[int, tuple[str, str]] = {}
        for part in _showing(row.facet):
            rows = part.filter(pk__gt=row.done_until).order_by("pk").values_list("pk", "kind", "public_id")[:room]
            found |= {pk: (kind, public_id) for pk, kind, public_id in rows}
        next_ = sorted(found)[:room]
        taken += [found[pk] for pk in next_]
        if len(next_) < room:
            row.delete()
        else:
            row.done_until = next_[-1]
            row.save(update_fields=["done_until"])
    return taken


def _row(kind: str, public_id: str) -> Any:
    if kind == Kind.SCALE:
        return HouseScale()
    return BUILDERS[kind][0].objects.filter(public_id=public_id).first()


def _is_stale(kind: str, public_id: str) -> bool:
    """Whether the worker is about to write a publication anew."""
    stored = Publication.objects.filter(kind=kind, public_id=public_id)
    return stored.filter(is_stale=True).exists() or any(
        part.filter(pk__in=stored.values("pk"), pk__gt=row.done_until).exists()
        for row in StaleFacet.objects.all()
        for part in _showing(row.facet)
    )


def refresh_stale(limit: int = REFRESH_BATCH) -> int:
    """Write publications anew that are stale, or show something that was renamed. Returns how many were looked at."""
    with transaction.atomic():
        _take_turn()
        stale = list(Publication.objects.filter(is_stale=True).order_by("id").values_list("kind", "public_id")[:limit])
        stale += _take_of_facets(limit - len(stale))
        _write(row for kind, public_id in stale if (row := _row(kind, public_id)))
    return len(stale)


def rebuild(*, check: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Go through all that is or should be public, yielding (kind, public id, was it right).

    Every column and the words by which it is found are compared. With `check` nothing is written, and what the worker
    is about to write anew is not wrong yet. Without, others publish between the batches.
    """
    for kind, (model, _builder) in BUILDERS.items():
        rows = [HouseScale()] if kind == Kind.SCALE else model.objects.order_by("pk").iterator(chunk_size=REBUILD_BATCH)
        for batch in batched(rows, REBUILD_BATCH):
            if check:
                differ = {one.public_id for one in _changes(batch) if not _is_stale(kind, one.public_id)}
            else:
                differ = _rebuilt(kind, batch)
            for row in batch:
                yield kind, row.public_id, row.public_id not in differ


def _rebuilt(kind: str, batch: Sequence[Any]) -> set[str]:
    """Write what differs of a batch; return the ids. Nobody waits for the looking, only for the writing."""
    differ = {one.public_id for one in _changes(batch)}
    if differ:
        with transaction.atomic():
            _take_turn()
            # As they are now: somebody may have published in between.
            _write(row for public_id in differ if (row := _row(kind, public_id)))
    return differ
