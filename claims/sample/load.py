"""Stores invented stories by COPY, some thousands in one transaction, under every rule of the database.

Nothing is switched off: verdicts arrive as drafts and are moved on, a claim gets its status from its verdict, and each
event joins its chain. What is public is composed by the code that publishes.
"""

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice

from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import (
    AutoField,
    BooleanField,
    CharField,
    DateField,
    FloatField,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
    prefetch_related_objects,
)

from claims.extraction.collector import uncollected
from claims.models import (
    Appearance,
    Attribution,
    Claim,
    ClaimLink,
    CorrectionRequest,
    Event,
    Evidence,
    Statement,
    Verdict,
    VerdictEvidence,
)
from claims.public.models import Publication
from claims.publishing import publish_topics, store_new
from claims.publishing.claims import ClaimParts, claim_compose
from claims.publishing.corrections import correction_draft_publication
from claims.publishing.documents import document_compose
from claims.publishing.drafts import Draft, Json
from claims.publishing.links import link_body
from claims.publishing.outlets import outlet_compose
from claims.publishing.speakers import speaker_compose
from claims.publishing.statements import statement_compose
from claims.sample.cast import Cast
from claims.sample.stories import Story, Told, is_at_work, tell
from factcheck.base import PublicIdModel
from sources.models import Document, Outlet, Role, Speaker, SpeakerName

# About four thousand claims in one transaction: some seconds, and some hundred megabytes of memory.
STORIES = 2_500
# Apart from the advisory locks of ingestions.
LOCK_SPACE = 7_368
Topics = Claim.topics.through
# Fields whose values psycopg takes from Python as they are; asking each field to prepare them takes most of a load.
SENT_AS_THEY_ARE = (
    ArrayField, AutoField, BooleanField, CharField, DateField, FloatField, ForeignKey, IntegerField, TextField,
)  # fmt: skip


def copy_in(model: type[Model], rows: Sequence[Model], **instead: object) -> None:
    """Store rows that carry their own keys; `instead` overrides columns of all of them."""
    if not rows:
        return
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    prepared = [
        (place, field.get_db_prep_save) for place, field in enumerate(fields) if not isinstance(field, SENT_AS_THEY_ARE)
    ]
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            known = {**row.__dict__, **instead}
            values = [known[field.attname] for field in fields]
            for place, prepare in prepared:
                values[place] = prepare(values[place], connection)
            copy.write_row(values)


def _store_verdicts(cast: Cast, pairs: list[tuple[Verdict, Told]]) -> None:
    """Store verdicts, at most one for each claim, and bring each to where it stands."""
    verdicts = [verdict for verdict, _ in pairs]
    if not verdicts:
        return
    copy_in(Verdict, verdicts, state="draft")
    copy_in(
        VerdictEvidence,
        [
            VerdictEvidence(pk=cast.keys.next(VerdictEvidence), verdict=verdict, evidence=row)
            for verdict, _ in pairs
            for row in verdict.evidence.all()
        ],
    )
    decided = [verdict for verdict in verdicts if verdict.approved_at]
    with connection.cursor() as cursor:
        move = "UPDATE claims_verdict SET state = %s WHERE id = ANY(%s)"
        cursor.execute(move, ["proposed", [verdict.pk for verdict in verdicts]])
        cursor.execute(move, ["superseded", [verdict.replaces_id for verdict in decided if verdict.replaces_id]])
        cursor.execute(move, ["approved", [verdict.pk for verdict in decided]])
        cursor.execute(
            """
            UPDATE claims_claim SET current_verdict_id = new.verdict, status = new.status, published_at = new.published
            FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[])
                AS new (claim, verdict, status, published)
            WHERE id = new.claim
            """,
            [
                [verdict.claim_id for verdict in decided],
                [verdict.pk for verdict in decided],
                [verdict.given_rating.status for verdict in decided],
                [told.claim.published_at for verdict, told in pairs if verdict.approved_at],
            ],
        )


def _store_working(cast: Cast, stories: list[Story], fresh: list[Model]) -> None:
    """Store what the desk works on, and who is new in it."""
    for model in (Outlet, Speaker, SpeakerName, Role):
        copy_in(model, [row for row in fresh if type(row) is model])
    told = [one for story in stories for one in story.claims]
    copy_in(Document, [row for story in stories for row in story.documents])
    copy_in(Statement, [row for story in stories for row in story.statements])
    copy_in(Attribution, [row for story in stories for row in story.attributions])
    copy_in(Claim, [one.claim for one in told], current_verdict_id=None, status="unverified", published_at=None)
    copy_in(
        Topics,
        [Topics(pk=cast.keys.next(Topics), claim=one.claim, topic=topic) for one in told for topic in one.topics],
    )
    copy_in(Appearance, [row for one in told for row in one.appearances])
    copy_in(Evidence, [row for one in told for row in one.evidence])
    for turn in range(max((len(one.verdicts) for one in told), default=0)):
        _store_verdicts(cast, [(one.verdicts[turn], one) for one in told if len(one.verdicts) > turn])
    copy_in(ClaimLink, [row for story in stories for row in story.links])
    copy_in(CorrectionRequest, [one.request for one in told if one.request])
    copy_in(Event, [event for story in stories for line in story.lines for event in line.events])


def _claim_draft(told: Told, links: list[tuple[Json, str]]) -> Draft:
    claim = told.claim
    assert claim.current_verdict is not None
    return claim_compose(
        claim,
        ClaimParts(
            appearances=sorted(
                told.appearances,
                key=lambda row: (
                    row.statement.said_on is None,
                    row.statement.said_on,
                    row.statement.document.published_at,
                    row.pk,
                ),
            ),
            topics=told.topics,
            decided=sorted(
                (verdict for verdict in told.verdicts if verdict.approved_at),
                key=lambda verdict: (verdict.approved_at, verdict.pk),
                reverse=True,
            ),
            evidence=sorted(told.evidence, key=lambda row: (row.stance, row.pk)),
            history=[event for event in reversed(told.line.events) if event.is_public],
            links=[body for body, _ in links],
            linked=sorted(other for _, other in links),
        ),
    )


def _drafts(story: Story) -> Iterator[Draft]:
    """What the public sees of one story, as the services would publish it."""
    links: dict[int, list[tuple[Json, str]]] = {}
    for link in story.links:
        for claim, other, is_reverse in ((link.claim, link.other, False), (link.other, link.claim, True)):
            body = link_body(link, other, is_reverse=is_reverse)
            links.setdefault(claim.pk, []).append((body, other.public_id))
    makes: dict[int, list[Claim]] = {}
    public = [told for told in story.claims if told.claim.published_at]
    for told in public:
        yield _claim_draft(told, links.get(told.claim.pk, []))
        for appearance in told.appearances:
            makes.setdefault(appearance.statement_id, []).append(told.claim)
        if told.request and (draft := correction_draft_publication(told.request)):
            yield draft
    shown: set[int] = set()
    for statement in story.statements:
        claims = sorted(makes.get(statement.pk, []), key=lambda claim: (claim.published_at, claim.pk))
        if not claims and statement.authenticity != Statement.Authenticity.CONFIRMED:
            continue
        shown.add(statement.document_id)
        # Accepted before anything is published, and nothing is younger than its last change.
        since = min([statement.updated_at, *(claim.published_at for claim in claims if claim.published_at)])
        yield statement_compose(statement, claims, since=since)
    for document in story.documents:
        if document.pk in shown:
            origin = document.origin if document.origin_id in shown else None
            yield document_compose(document, origin)


def _drafts_around(cast: Cast, stories: list[Story]) -> Iterator[Draft]:
    """The speakers and outlets that become public with these stories."""
    for story in stories:
        public = any(told.claim.published_at for told in story.claims)
        statements = [row for row in story.statements if public or row.authenticity == Statement.Authenticity.CONFIRMED]
        for speaker in sorted({row.speaker for row in statements if row.speaker}, key=_id):
            if speaker.public_id not in cast.public:
                cast.public.add(speaker.public_id)
                yield speaker_compose(speaker)
        outlets = {row.document.outlet for row in statements}
        outlets |= {step.outlet for row in statements for step in row.attributions.all()}
        for outlet in sorted((row for row in outlets if row), key=_id):
            if outlet.public_id not in cast.public:
                cast.public.add(outlet.public_id)
                yield outlet_compose(outlet)


def _id(row: PublicIdModel) -> str:
    return row.public_id


def _numbered(cast: Cast, claims: int) -> Iterator[Story]:
    """Stories until so many claims are public."""
    number = 0
    while claims > 0:
        story = tell(cast, number, claims)
        if not is_at_work(number):
            claims -= len(story.claims)
        number += 1
        yield story


def _batches(cast: Cast, claims: int) -> Iterator[tuple[list[Story], list[Model]]]:
    """Yield some stories and whom they are the first to name, the next ones being told while these are stored."""
    stories = _numbered(cast, claims)

    def tell_some() -> tuple[list[Story], list[Model]]:
        try:
            told = list(islice(stories, STORIES))
        finally:
            # Of the thread that tells.
            connection.close()
        fresh, cast.fresh = cast.fresh, []
        return told, fresh

    with ThreadPoolExecutor(max_workers=1) as thread:
        coming = thread.submit(tell_some)
        while (batch := coming.result())[0]:
            coming = thread.submit(tell_some)
            yield batch


@transaction.atomic
def _store(cast: Cast, stories: list[Story], fresh: list[Model]) -> None:
    with connection.cursor() as cursor:
        # PostgreSQL knows these tables as empty until the transaction is over, and triggers would read them whole for
        # each row.
        cursor.execute("SET LOCAL enable_seqscan = off")
    _store_working(cast, stories, fresh)
    prefetch_related_objects([row for row in fresh if isinstance(row, Speaker)], "names", "roles")
    drafts = [draft for story in stories for draft in _drafts(story)]
    drafts += _drafts_around(cast, stories)
    store_new(drafts)
    publish_topics(cast.topics)


@contextmanager
def alone() -> Iterator[bool]:
    """Say whether nobody else fills this record now, and keep others from it meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [LOCK_SPACE])
        (is_alone,) = cursor.fetchone() or (False,)
        try:
            yield is_alone
        finally:
            if is_alone and connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [LOCK_SPACE])


def fill(*, claims: int, seed: int) -> Iterator[tuple[int, int]]:
    """Fill the record with so many public claims, and some at work; yield (public claims told, how many were new).

    What is there already stays as it is, so an interrupted run goes on where it stopped.
    """
    # Of all stories in memory a third of a load would go into looking for garbage; it is collected after each batch.
    with uncollected():
        yield from _fill(Cast(seed), claims)


def _fill(cast: Cast, claims: int) -> Iterator[tuple[int, int]]:
    for batch, fresh in _batches(cast, claims):
        ids = [told.claim.public_id for story in batch for told in story.claims]
        there = set(Claim.objects.filter(public_id__in=ids).values_list("public_id", flat=True))
        new = [story for story in batch if not any(told.claim.public_id in there for told in story.claims)]
        if new:
            _store(cast, new, fresh)
        yield (
            sum(bool(told.claim.published_at) for story in batch for told in story.claims),
            sum(bool(told.claim.published_at) for story in new for told in story.claims),
        )
        gc.collect()


def analyse() -> None:
    """Tell PostgreSQL what the tables now hold, and let it forget the rows that were only steps."""
    with connection.cursor() as cursor:
        for model in (Claim, Verdict, Statement, Document, Event, Publication, Speaker, Appearance, Evidence):
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")
