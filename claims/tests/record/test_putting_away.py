"""A document that was handed in by mistake leaves the desk's lists, and comes back as it was left."""

import json

import pytest

from claims.desk.figures import backlog
from claims.desk.lookups import documents_like
from claims.desk.queues import BY_KEY, standing
from claims.desk.sources import proposals
from claims.models import Event, Statement
from claims.services.appearances import claim_join, claim_leave
from claims.services.evidence import evidence_remove
from claims.services.ingestion import ingestion_submit, ingestions_process
from claims.services.putting_away import document_put_away, document_take_up
from claims.services.rereading import document_reread
from claims.services.reviews import statement_accept, statement_reattribute, statement_reject, statement_reopen
from claims.services.spans import statement_add, statement_respan
from claims.services.undoing import statement_undo
from claims.tests import factories as make
from factcheck.base import DomainError
from sources.models import CopyProposal, Document, Ingestion
from sources.services.copies import origin_counted

REASON = "Meant for the sports desk."
FIRST = (
    "Ministers met in Zagreb.\n\n“We shall vote on Monday and nobody will stop us,” Prime Minister Ana Horvat told"
    " reporters.\n\n“The lists of voters are complete,” Interior Minister Ivo Babic said."
)
SECOND = FIRST.replace("Monday", "Tuesday")


def send(text=FIRST, *, version="1", outlet="Example Agency", uri="urn:item:1"):
    item = {
        "uri": uri,
        "version": version,
        "pubStatus": "usable",
        "headlines": [{"value": "Premier rules out talks"}],
        "provider": {"name": outlet},
        "bodies": [{"contentType": "text/plain", "value": text}],
    }
    row = ingestion_submit(data=json.dumps(item).encode(), way="api")
    ingestions_process([row.pk])
    row.refresh_from_db()
    return row


def waits(user):
    """How many documents and statements the desk says are to be reviewed."""
    statements = next(row for row in backlog(make.PUBLISHED).rows if row[0] == "Statements to review")
    return standing(BY_KEY["review"], user).count, sum(statements[1:])


def lines(document):
    rows = Event.objects.filter(subject="document", subject_id=document.public_id)
    return [(row.action, row.actor_id, row.reason) for row in rows if row.action.endswith(("put_away", "taken_up"))]


def test_what_is_put_away_leaves_what_waits_and_comes_back_as_it_was_left(db):
    document, actor = send().document, make.make_user("Reporter")
    assert waits(actor) == (1, 2)
    assert documents_like("Premier") == [document]

    document_put_away(document=document, actor=actor, reason=f" {REASON} ")

    assert waits(actor) == (0, 0)
    assert documents_like("Premier") == []
    document.refresh_from_db()
    assert document.put_away_at
    assert document.put_away_reason == REASON

    other = make.make_user("Reporter")
    document_take_up(document=document, actor=other)

    assert waits(actor) == (1, 2)
    assert documents_like("Premier") == [document]
    assert lines(document) == [("document.put_away", actor.pk, REASON), ("document.taken_up", other.pk, "")]
    assert Event.objects.get(action="document.taken_up").before == {"reason": REASON}


def test_what_is_put_away_stays_as_it_is(db):
    document, actor, speaker = send().document, make.make_user(), make.make_speaker("Ana Horvat")
    claim = make.make_claim()
    statement, rejected = document.statements.order_by("start")
    statement_reject(statement=rejected, actor=actor, reason="Nothing to check.")
    document_put_away(document=document, actor=actor, reason=REASON)
    for act in (
        lambda: statement_accept(statement=statement, actor=actor, speaker=speaker),
        lambda: statement_reject(statement=statement, actor=actor, reason="No."),
        lambda: statement_reattribute(statement=statement, actor=actor, speaker=speaker),
        lambda: statement_respan(statement=statement, actor=actor, start=statement.start, end=statement.end),
        lambda: statement_reopen(statement=rejected, actor=actor),
        lambda: statement_undo(statement=rejected, actor=actor),
        lambda: statement_add(document=document, actor=actor, start=0, end=9, speaker=speaker),
        lambda: document_reread(document=document, actor=actor),
        lambda: make.make_evidence(claim, document=document),
    ):
        with pytest.raises(DomainError, match="is put away"):
            act()
    assert set(document.statements.values_list("review_state", flat=True)) == {"suggested", "rejected"}


def accepted(document):
    statement = document.statements.order_by("start")[0]
    return statement_accept(statement=statement, actor=make.make_user(), speaker=make.make_speaker())


def is_accepted(document):
    statement = accepted(document)
    return lambda: statement_reopen(statement=statement, actor=make.make_user())


def makes_a_claim(document):
    statement, actor = accepted(document), make.make_user()
    appearance = claim_join(claim=make.make_claim(), statement=statement, actor=actor)
    # No longer accepted, and in the claim all the same.
    statement_reopen(statement=Statement.objects.get(pk=statement.pk), actor=actor)
    return lambda: claim_leave(appearance=appearance, actor=actor, reason="Another one.")


def is_evidence(document):
    evidence = make.make_evidence(make.make_claim(), document=document)
    return lambda: evidence_remove(evidence=evidence, actor=make.make_user(), reason="Weak.")


def is_read(document):
    delivery = Ingestion.objects.get()
    again = Ingestion.objects.create(way="paste", original=delivery.original, document=document, state="queued")
    Ingestion.objects.filter(pk=again.pk).update(state="reading")
    return lambda: Ingestion.objects.filter(pk=again.pk).update(state="done")


@pytest.mark.parametrize(
    ("use", "why"),
    [
        (is_accepted, "was accepted or makes a claim"),
        (makes_a_claim, "was accepted or makes a claim"),
        (is_evidence, "is evidence on the claim"),
        (is_read, "is still being read"),
    ],
)
def test_a_document_in_use_stays_in_every_version_until_the_use_ends(db, use, why):
    document, actor = send().document, make.make_user()
    end = use(document)
    newest = send(SECOND, version="2").document if use is is_evidence else document
    with pytest.raises(DomainError, match=why):
        document_put_away(document=newest, actor=actor, reason=REASON)
    assert not Document.objects.filter(put_away_at__isnull=False).exists()
    end()
    document_put_away(document=newest, actor=actor, reason=REASON)


def test_what_cannot_be_put_away_or_taken_up(db):
    document, actor = make.make_document(), make.make_user()
    with pytest.raises(DomainError, match="Say why"):
        document_put_away(document=document, actor=actor, reason=" ")
    with pytest.raises(DomainError, match="nothing to take up"):
        document_take_up(document=document, actor=actor)
    document_put_away(document=document, actor=actor, reason=REASON)
    with pytest.raises(DomainError, match="put away already"):
        document_put_away(document=document, actor=actor, reason=REASON)


def test_the_same_item_again_is_told_that_it_is_put_away(db):
    document, actor = send().document, make.make_user()
    document_put_away(document=document, actor=actor, reason=REASON)

    again = send()

    assert (again.document, again.is_duplicate, again.state) == (document, True, "done")
    assert f"This document is put away (“{REASON}”)" in again.note
    assert "Take it up again on its page" in again.note
    assert waits(actor) == (0, 0)

    document_take_up(document=document, actor=actor)
    assert "put away" not in send().note


def test_a_new_version_is_put_away_with_the_ones_before_and_taken_up_with_them(db):
    document, actor = send().document, make.make_user()
    document_put_away(document=document, actor=actor, reason=REASON)

    newer = send(SECOND, version="2")

    assert newer.document.replaces == document
    assert not newer.is_duplicate
    assert newer.document.put_away_reason == REASON
    assert REASON in newer.note
    assert lines(newer.document) == [("document.put_away", None, REASON)]
    assert waits(actor) == (0, 0)

    document_take_up(document=document, actor=actor)

    assert not Document.objects.filter(put_away_at__isnull=False).exists()
    # The words that are gone stay with the version before.
    assert waits(actor) == (2, 3)
    assert lines(newer.document)[-1] == ("document.taken_up", actor.pk, "")


def test_the_same_text_under_the_right_outlet_is_worked_on_and_still_one_origin(db):
    wrong, actor = send(outlet="Wrong Wire").document, make.make_user()
    document_put_away(document=wrong, actor=actor, reason=REASON)

    right = send(outlet="Right Wire", uri="urn:other:1")

    assert right.document != wrong
    assert right.note == ""
    assert right.document.put_away_at is None
    assert waits(actor) == (1, 2)
    assert origin_counted(right.document) == wrong


def test_a_copy_that_is_put_away_waits_for_no_decision_but_its_own_copies_do(db):
    first, second, third = (make.make_document() for _ in range(3))
    CopyProposal.objects.create(document=second, origin=first, score=0.5)
    kept = CopyProposal.objects.create(document=third, origin=second, score=0.5)

    document_put_away(document=second, actor=make.make_user(), reason=REASON)

    assert proposals("proposed") == [kept]
