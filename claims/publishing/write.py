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
from django.db.models import Q, TextField, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from claims.models import (
    ChangeCounter,
    Checkpoint,
    Claim,
    CorrectionRequest,
    Publication,
    Rendering,
    Statement,
    Topic,
)
from claims.publishing import build
from claims.publishing.build import Draft
from claims.publishing.checkpoints import checkpoint_draft_publication
from sources.models import Document, Outlet, Speaker
from sources.names import with_spellings

Kind = Publication.Kind
# A statement of a million words must not break the index; PostgreSQL takes at most 1 MB.
SEARCH_LIMIT = 100_000
# Whoever publishes waits while the worker writes these: half a second, not half a minute.
REFRESH_BATCH = 20
# Claims linked to one that is published are written with it: each takes a few milliseconds of the editor's time.
LINKED_AT_ONCE = 20
WEIGHTS = "ABCD"


@dataclass(frozen=True)
class HouseScale:
    """All ratings together: a publication with no one row behind it."""

    public_id: str = build.SCALE_ID


BUILDERS: dict[str, tuple[Any, Callable[..., Draft | None]]] = {
    Kind.CLAIM: (Claim, build.claim_draft_publication),
    Kind.STATEMENT: (Statement, build.statement_draft_publication),
    Kind.SPEAKER: (Speaker, build.speaker_draft_publication),
    Kind.OUTLET: (Outlet, build.outlet_draft_publication),
    Kind.DOCUMENT: (Document, build.document_draft_publication),
    Kind.TOPIC: (Topic, build.topic_draft_publication),
    Kind.CORRECTION: (CorrectionRequest, build.correction_draft_publication),
    Kind.SCALE: (HouseScale, build.scale_draft_publication),
    Kind.CHECKPOINT: (Checkpoint, checkpoint_draft_publication),
}
KIND_OF = {model: kind for kind, (model, _) in BUILDERS.items()}


def serialise(body: build.Json) -> str:
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


def _vector(draft: Draft) -> Combinable:
    # Spellings and transliterations meet here, so the plain 'english' stemmer sees Latin words.
    parts = [
        SearchVector(
            Value(with_spellings(words)[:SEARCH_LIMIT], output_field=TextField()),
            config="english",
            weight=weight,
        )
        for words, weight in zip(draft.search, WEIGHTS, strict=True)
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


def _changes(rows: Iterable) -> Iterator[tuple[str, str, dict[str, object], Draft | None, str]]:
    """Yield what differs between the publications of `rows` and what they would be now.

    With each the facet by which claims are found whose addresses of it are another now; empty where there are none.
    """
    for row in rows:
        kind = KIND_OF[type(row)]
        draft = BUILDERS[kind][1](row)
        stored = Publication.objects.filter(kind=kind, public_id=row.public_id)
        old = stored.values("digest", "is_gone", "slug", "facets", "redirect_to").first()
        if draft is None:
            gone = _gone(kind, row)
            if old and any(old[name] != gone[name] for name in ("is_gone", "redirect_to", "digest")):
                yield kind, row.public_id, gone, None, "" if old["is_gone"] else _document_facet(row)
            continue
        columns = _columns(draft)
        if old is None or any(value != columns[name] for name, value in old.items()):
            yield kind, row.public_id, columns, draft, "" if old and not old["is_gone"] else _document_facet(row)


def _document_facet(row: Any) -> str:
    """Return the facet of the document that a row is, or is said in; empty for any other row."""
    document = row.document if isinstance(row, Statement) else row
    return f"document:{document.public_id}" if isinstance(document, Document) else ""


def _gone(kind: str, row: Any) -> dict[str, object]:
    """Return the columns of a tombstone that depend on the row.

    It keeps the address and nothing of what it held; it says where a merged one went, or by which law it is gone.
    """
    reason = _law(row)
    text = serialise({"id": row.public_id, "type": kind, "is_gone": True, **({"reason": reason} if reason else {})})
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"redirect_to": _merged_into(row), "is_gone": True, "body": text, "digest": digest}


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
    changes = list(_changes(looked_at))
    _unmark(looked_at)
    if not changes:
        return 0
    number = _next_numbers(len(changes))
    # They would not be sent any more; what was taken from view must not lie about either.
    for kind, public_id, *_ in changes:
        Rendering.objects.filter(publication__kind=kind, publication__public_id=public_id).delete()
    if turned := {facet for *_, facet in changes if facet}:
        # Withdrawn claims show statements and documents that came into view or went from it.
        withdrawn = Publication.objects.filter(kind=Kind.CLAIM, facets__contains=["withdrawn"], is_gone=False)
        withdrawn = withdrawn.exclude(public_id__in=[row.public_id for row in looked_at if isinstance(row, Claim)])
        withdrawn.filter(facets__overlap=sorted(turned)).update(is_stale=True)
    for offset, (kind, public_id, columns, draft, _) in enumerate(changes):
        stored = Publication.objects.filter(kind=kind, public_id=public_id)
        if draft is None:
            stored.update(
                **columns,
                is_stale=False,
                title="",
                slug="",
                status="",
                facets=[],
                search=SearchVector(Value("", output_field=TextField()), config="english"),
                modified_at=timezone.now(),
                change_number=number + offset,
            )
            continue
        values = {
            **columns,
            "search": _vector(draft),
            "change_number": number + offset,
            "is_stale": False,
        }
        if not stored.update(**values):
            Publication.objects.create(kind=kind, public_id=public_id, **values)
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
                words = [with_spellings(text)[:SEARCH_LIMIT] for text in draft.search]
                copy.write_row([*(values[name] for name in _STORED), *words])
        vector = " || ".join(
            f"setweight(to_tsvector('english', {text}), '{weight}')"
            for text, weight in zip("abcd", WEIGHTS, strict=True)
        )
        cursor.execute(
            f"INSERT INTO claims_publication ({columns}, search) "  # noqa: S608 - names of columns
            f"SELECT {columns}, {vector} FROM incoming ORDER BY change_number"
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
    mark_stale(f"claim:{claim.public_id}")
    # A claim that was hidden until now stands in no facet of those it is linked to.
    linked = Claim.objects.filter(public_id__in=_linked_ids(claim))
    Publication.objects.filter(kind=Kind.CLAIM, public_id__in=linked.values("public_id")).update(is_stale=True)
    # Their pages show its status, and readers compare; beyond a page of them the worker writes the rest.
    requests = claim.correction_requests.all() if claim.is_removed else ()
    beside = linked.select_related("current_verdict__rating", "claimant").order_by("-published_at", "pk")
    named = list(also)
    statements += [row for row in named if isinstance(row, Statement)]
    others = [row for row in named if not isinstance(row, Statement)]
    return _write([*_around(statements, [claim]), *others, *beside[:LINKED_AT_ONCE], *requests])


def publish_around_statement(statement: Statement) -> int:
    """Write what the public sees of a statement and of the published claims it makes."""
    claims = list(
        build.published_claims()
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


def mark_stale(facet: str) -> int:
    """Mark every publication that shows what `facet` names, such as speaker:0123456789.

    The worker writes them anew; `facet` itself is included.
    """
    _take_turn()
    kind, _, public_id = facet.partition(":")
    shows = Q(facets__contains=[facet]) | Q(kind=kind, public_id=public_id)
    if kind == Kind.SPEAKER:
        shows |= _through_speaker(public_id)
    return Publication.objects.filter(shows).filter(is_gone=False).update(is_stale=True)


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


def _through_speaker(public_id: str) -> Q:
    """Publications that name a speaker as a step of attribution, by which no list finds them."""
    through = Statement.objects.filter(attributions__speaker__public_id=public_id)
    claims = Claim.objects.filter(appearances__statement__in=through)
    return Q(kind=Kind.STATEMENT, public_id__in=through.values("public_id")) | Q(
        kind=Kind.CLAIM, public_id__in=claims.values("public_id")
    )


def _row(kind: str, public_id: str) -> Any:
    if kind == Kind.SCALE:
        return HouseScale()
    return BUILDERS[kind][0].objects.filter(public_id=public_id).first()


def _is_stale(kind: str, public_id: str) -> bool:
    return Publication.objects.filter(kind=kind, public_id=public_id, is_stale=True).exists()


def refresh_stale(limit: int = REFRESH_BATCH) -> int:
    """Write stale publications anew, oldest first. Returns how many were looked at."""
    with transaction.atomic():
        _take_turn()
        stale = list(Publication.objects.filter(is_stale=True).order_by("id").values_list("kind", "public_id")[:limit])
        _write(row for kind, public_id in stale if (row := _row(kind, public_id)))
    return len(stale)


def rebuild(*, check: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Go through all that is or should be public, yielding (kind, public id, was it right).

    With `check` nothing is written, and what the worker is about to write anew is not wrong yet.
    """
    for kind, (model, _builder) in BUILDERS.items():
        rows = [HouseScale()] if kind == Kind.SCALE else model.objects.order_by("pk").iterator(chunk_size=500)
        for row in rows:
            wrong = check and bool(list(_changes([row]))) and not _is_stale(kind, row.public_id)
            if not check:
                with transaction.atomic():
                    wrong = bool(_write([row]))
            yield kind, row.public_id, not wrong
