import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from claims.models import ClaimLink, Evidence
from claims.public.models import Publication
from claims.services.history import checkpoint_take
from claims.services.links import claim_link
from claims.services.reviews import statement_authenticity_set
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make
from factcheck.base import new_public_id


@pytest.fixture
def path_of(db: None) -> Any:
    """The path of what is published: path_of(claim)."""

    def path(row: Any) -> str:
        publication = Publication.objects.get(public_id=row.public_id)
        folder = {"speaker": "speakers", "claim": "claims"}.get(publication.kind, f"{publication.kind}s")
        slug = f"{publication.slug}/" if publication.slug else ""
        return f"/{folder}/{publication.public_id}/{slug}"

    return path


def make_record() -> dict[str, Any]:
    """A small public record with something of everything."""
    editor = make.make_user("Editor", first_name="Inès", last_name="Laurent")
    speaker = make.make_speaker(
        "Volodymyr Zelensky",
        wikidata_id="Q3874799",
        names=[("Зеленський", "uk")],
        roles=[{"title": "President", "organisation": "Ukraine", "from_on": make.SAID.replace(year=2019)}],
    )
    outlet = make.make_outlet("The Daily Example", domain="example.com")
    document = make.make_document("Before. “The votes are a sham,” Volodymyr Zelensky told AFP. After.", outlet=outlet)
    statement = make.make_statement("The votes are a sham", speaker=speaker, document=document)
    statement.attributions.create(
        position=1, kind="told", words="told AFP", outlet=make.make_outlet("AFP", kind="wire")
    )
    topic = make.make_topic("Referendums", slug="referendums")
    claim = make.make_claim("The votes have no legal effect", statements=[statement], topics=[topic])
    make.make_evidence(claim, title="Resolution of the General Assembly", excerpt="no validity under international law")
    make.make_evidence(claim, title="Report of the observers")
    make.make_evidence(claim, stance=Evidence.Stance.CONTRADICTS, title="Statement of the ministry")
    make.make_evidence(claim, stance=Evidence.Stance.CONTEXT, title="A poll worker", is_protected=True)
    claim = make.publish(
        claim, summary="Two bodies found so.", known="They were held.", not_known="How many took part."
    )
    claim = make.approve(
        make.make_verdict(
            claim, summary="Two bodies found so.", not_known="Turnout.", correction_note="A count was wrong."
        ),
        by=editor,
    )
    disputed = make.make_published_claim("The votes were free", rating="disputed")
    unverified = make.make_published_claim("Turnout was above half", rating="unverified")
    withdrawn = make.make_published_claim("The votes took ten days")
    claim_link(claim=claim, other=disputed, kind=ClaimLink.Kind.CONTRADICTS, actor=editor)
    statement_authenticity_set(statement=statement, actor=editor, authenticity="confirmed", reason="Heard on tape.")
    claim_withdraw(claim=withdrawn, actor=editor, reason="Joined by mistake.")
    correction = make.make_answered_correction(disputed)
    return {
        "claim": claim,
        "disputed": disputed,
        "unverified": unverified,
        "withdrawn": withdrawn,
        "statement": statement,
        "speaker": speaker,
        "outlet": outlet,
        "document": document,
        "topic": topic,
        "correction": correction,
        "checkpoint": checkpoint_take(),
    }


@pytest.fixture(scope="module")
def record_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Make the record once for a module; each test works in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_record()
        transaction.set_rollback(True)


@pytest.fixture
def record(record_once: dict[str, Any], db: None) -> dict[str, Any]:
    """What is public, by name."""
    for row in record_once.values():
        row.refresh_from_db()
    return record_once


_changes = itertools.count(1_000_000)


def copy_publications(count: int, **changes: Any) -> list[str]:
    """Copy every publication so often, under new ids; lists see no more of a claim than its publication.

    Returns the ids of the copied claims.
    """
    made = []
    for row in list(Publication.objects.exclude(kind="scale")):
        for _ in range(count):
            old, row.public_id = row.public_id, new_public_id()
            row.pk, row.change_number = None, next(_changes)
            row.body = row.body.replace(old, row.public_id)
            for field, value in changes.items():
                setattr(row, field, value)
            row.save(force_insert=True)
            made += [row.public_id] if row.kind == "claim" else []
    return made
